from django.urls import path

from .views import assessments, planning, recordings, sessions, voices, wordings, words

app_name = "assessments"
urlpatterns = [
    path("", assessments.assessment_list, name="list"),
    path("new/<int:pk>/", assessments.new_assessment, name="new"),
    path("<int:pk>/", assessments.assessment_page, name="assessment"),
    path("<int:pk>/edit/", assessments.edit_assessment, name="edit"),
    path("<int:pk>/sessions/new/", sessions.new_session, name="new_session"),
    path("<int:pk>/plan/", planning.plan_page, name="plan"),
    path("<int:pk>/plan/edit/", planning.edit_plan, name="edit_plan"),
    path("<int:pk>/plan/spread/", planning.spread_plan, name="spread_plan"),
    path("<int:pk>/teams/new/", planning.new_team, name="new_team"),
    path("teams/<int:pk>/edit/", planning.edit_team, name="edit_team"),
    path("teams/<int:pk>/remove/", planning.remove_team, name="remove_team"),
    path("<int:pk>/guide/", planning.guide_page, name="guide"),
    path("<int:pk>/guide/sheet/", planning.guide_sheet, name="guide_sheet"),
    path("<int:pk>/guide/new/", planning.new_question, name="new_question"),
    path("<int:pk>/guide/method/", planning.take_guide, name="take_guide"),
    path("questions/<int:pk>/edit/", planning.edit_question, name="edit_question"),
    path("questions/<int:pk>/<slug:how>/", planning.arrange_question, name="arrange_question"),
    path("sessions/<int:pk>/", sessions.session_page, name="session"),
    path("sessions/<int:pk>/edit/", sessions.edit_session, name="edit_session"),
    path("sessions/<int:pk>/consent/", sessions.new_consent, name="new_consent"),
    path("sessions/<int:pk>/voices/new/", voices.new_statement, name="new_statement"),
    path("sessions/<int:pk>/recordings/new/", recordings.new_recording, name="new_recording"),
    path("recordings/<int:pk>/delete/", recordings.delete_recording, name="delete_recording"),
    path("consents/<int:pk>/withdraw/", sessions.withdraw_consent, name="withdraw_consent"),
    path("marks/<int:pk>/", words.marks, name="marks"),
    path("voices/", voices.statement_list, name="statements"),
    path("voices/<int:pk>/", voices.statement_page, name="statement"),
    path("voices/<int:pk>/edit/", voices.edit_statement, name="edit_statement"),
    path("voices/<int:pk>/wordings/", wordings.statement_wordings, name="statement_wordings"),
]
