from django.urls import path

from . import views

app_name = "assessments"
urlpatterns = [
    path("", views.assessment_list, name="list"),
    path("new/<int:pk>/", views.new_assessment, name="new"),
    path("<int:pk>/", views.assessment_page, name="assessment"),
    path("<int:pk>/edit/", views.edit_assessment, name="edit"),
    path("<int:pk>/sessions/new/", views.new_session, name="new_session"),
    path("sessions/<int:pk>/", views.session_page, name="session"),
    path("sessions/<int:pk>/edit/", views.edit_session, name="edit_session"),
    path("sessions/<int:pk>/consent/", views.new_consent, name="new_consent"),
    path("sessions/<int:pk>/voices/new/", views.new_statement, name="new_statement"),
    path("consents/<int:pk>/withdraw/", views.withdraw_consent, name="withdraw_consent"),
    path("voices/", views.statement_list, name="statements"),
    path("voices/<int:pk>/", views.statement_page, name="statement"),
    path("voices/<int:pk>/edit/", views.edit_statement, name="edit_statement"),
]
