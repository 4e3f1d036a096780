from django.urls import path

from . import views

app_name = "calls"
urlpatterns = [
    path("", views.call_list, name="list"),
    path("<int:pk>/", views.call_page, name="call"),
    path("new/<int:pk>/", views.new_call, name="new"),
    path("of/<int:pk>/edit/", views.edit_call, name="edit"),
    path("<int:pk>/edit/guidelines/", views.edit_guidelines, name="guidelines_edit"),
    path("<int:pk>/edit/lots/", views.edit_lots, name="lots"),
    path("<int:pk>/edit/who/", views.edit_who, name="who"),
    path("<int:pk>/edit/timetable/", views.edit_timetable, name="timetable"),
    path("<int:pk>/edit/forms/", views.edit_forms, name="forms"),
    path("<int:pk>/languages/", views.wordings, name="wordings"),
    path("<int:pk>/languages/later/", views.later_wordings, name="later_wordings"),
    path("<int:pk>/guidelines/", views.read_guidelines, name="read_guidelines"),
    path("<int:pk>/guidelines/<slug:language>.pdf", views.guidelines_pdf, name="guidelines"),
    path("<int:pk>/dates.ics", views.dates, name="dates"),
    path("<int:pk>/form/<slug:part>/", views.read_form, name="form"),
    path("<int:pk>/grid/", views.grid, name="grid"),
    path("<int:pk>/check/", views.self_check, name="self_check"),
    path("<int:pk>/questions/", views.question_list, name="questions"),
    path("<int:pk>/questions/ask/", views.ask, name="ask"),
    path("questions/", views.open_question_list, name="open_questions"),
    path("questions/<int:pk>/", views.question_page, name="question"),
    path("questions/<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/corrigenda/new/", views.new_corrigendum, name="new_corrigendum"),
    path("corrigenda/<int:pk>/", views.corrigendum_page, name="corrigendum"),
    path("<int:pk>/sessions/new/", views.new_session, name="new_session"),
    path("sessions/<int:pk>/", views.session_page, name="session"),
    path("sessions/<int:pk>/edit/", views.edit_session, name="edit_session"),
    path("sessions/<int:pk>/cancel/", views.cancel_session, name="cancel_session"),
    path("sessions/<int:pk>/register/", views.register, name="register"),
    path("sessions/<int:pk>/unregister/", views.unregister, name="unregister"),
    path("sessions/<int:pk>/close/", views.close_session, name="close_session"),
    path("sessions/<int:pk>/date.ics", views.session_date, name="session_date"),
]
