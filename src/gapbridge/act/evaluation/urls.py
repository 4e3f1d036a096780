from django.urls import path

from .views import committee, complaints, letters, steps

app_name = "evaluation"
urlpatterns = [
    # The course: steps, committee, letters, complaints.
    path("", steps.evaluations, name="list"),
    path("calls/<int:pk>/", steps.overview, name="call"),
    path("calls/<int:pk>/committee/", committee.name_committee, name="committee"),
    path("calls/<int:pk>/propose/", committee.propose, name="propose"),
    path("calls/<int:pk>/letters/", letters.letter_list, name="letters"),
    path("steps/<int:pk>/", steps.step_page, name="step"),
    path("steps/<int:pk>/close/", steps.close, name="close_step"),
    path("steps/<int:pk>/ranking/", steps.ranking_page, name="ranking"),
    path("steps/<int:pk>/minutes/<str:language>/", steps.minutes, name="minutes"),
    path("steps/<int:pk>/applications/<int:application>/", steps.checks, name="checks"),
    path("steps/<int:pk>/applications/<int:application>/ask/", steps.ask, name="ask"),
    path("clarifications/<int:pk>/", steps.clarification_page, name="clarification"),
    path("proposals/<int:pk>/", committee.proposal_page, name="proposal"),
    path("proposals/<int:pk>/vote/", committee.vote, name="vote"),
    path("proposals/<int:pk>/record/", committee.record, name="record"),
    path("proposals/<int:pk>/decision/<str:language>/", committee.decision, name="decision"),
    path("lines/<int:pk>/", committee.change_line, name="line"),
    path("reserve/<int:pk>/", committee.award_reserve, name="award_reserve"),
    path("letters/<int:pk>/", letters.letter_page, name="letter"),
    path("letters/<int:pk>/document/", letters.letter_document, name="letter_document"),
    path("letters/<int:pk>/complain/", complaints.complain, name="complain"),
    path("complaints/", complaints.complaint_list, name="complaints"),
    path("complaints/<int:pk>/", complaints.complaint_page, name="complaint"),
    path("complaints/<int:pk>/settle/", complaints.settle, name="settle"),
]
