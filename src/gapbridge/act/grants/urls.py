from django.urls import path

from . import views

app_name = "grants"
urlpatterns = [
    path("", views.call_list, name="list"),
    path("<int:pk>/", views.call_page, name="call"),
    path("new/<int:pk>/", views.new_call, name="new"),
    path("of/<int:pk>/edit/", views.edit_call, name="edit"),
    path("<int:pk>/apply/", views.apply, name="apply"),
    path("<int:pk>/ranking/", views.ranking_page, name="ranking"),
    path("<int:pk>/share-out/", views.share_out, name="share_out"),
    path("applications/", views.application_list, name="applications"),
    path("applications/<int:pk>/", views.application_page, name="application"),
    path("applications/<int:pk>/edit/", views.edit_application, name="edit_application"),
    path("applications/<int:pk>/evaluators/", views.choose_evaluators, name="evaluators"),
    path("applications/<int:pk>/award/", views.award, name="award"),
    path("evaluations/", views.assignment_list, name="assignments"),
    path("evaluations/<int:pk>/", views.assignment_page, name="assignment"),
    path("evaluations/<int:pk>/withdraw/", views.withdraw_assignment, name="withdraw_assignment"),
    path("grants/", views.grant_list, name="grants"),
    path("grants/<int:pk>/", views.grant_page, name="grant"),
    path("grants/<int:pk>/sign/", views.sign, name="sign"),
]
