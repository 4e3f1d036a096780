from django.urls import path

from . import views

app_name = "meetings"
urlpatterns = [
    path("round-tables/new/<int:pk>/", views.new_round_table, name="new_round_table"),
    path("bilateral/new/<int:pk>/", views.new_bilateral, name="new_bilateral"),
    path("study-tours/new/<int:pk>/", views.new_study_tour, name="new_study_tour"),
    path("of/<int:pk>/edit/", views.edit_meeting, name="edit"),
    path("brought/", views.brought_page, name="brought"),
    path("lessons/", views.lessons, name="lessons"),
    path("lessons/<int:pk>/", views.lesson, name="lesson"),
    path("follow-ups/", views.follow_ups, name="follow_ups"),
    path("follow-ups/<int:pk>/", views.follow_up, name="follow_up"),
    path("<int:pk>/add/<slug:noun>/", views.add_part, name="add_part"),
    path("part/<slug:noun>/<int:pk>/", views.edit_part, name="part"),
    path("part/<slug:noun>/<int:pk>/remove/", views.remove_part, name="remove_part"),
    path("<int:pk>/agenda/lines/", views.agenda_lines, name="agenda_lines"),
    path("agenda/<int:pk>/move/<slug:how>/", views.move_item, name="move_item"),
    path("<int:pk>/minutes/", views.write_minutes, name="minutes"),
    path("said/<int:pk>/", views.write_said, name="said"),
    path("notes/<int:pk>/", views.note_page, name="note"),
    path("<int:pk>/agenda.pdf", views.agenda_sheet, name="agenda_sheet"),
    path("<int:pk>/record.pdf", views.record_sheet, name="record_sheet"),
]
