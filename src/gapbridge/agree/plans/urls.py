from django.urls import path

from . import views

app_name = "plans"
urlpatterns = [
    path("", views.plan_list, name="list"),
    path("new/<int:pk>/", views.new_plan, name="new"),
    path("<int:pk>/", views.plan_page, name="plan"),
    path("<int:pk>/edit/", views.edit_plan, name="edit"),
    path("<int:pk>/board/", views.board_tab, name="board"),
    path("<int:pk>/timeline/", views.timeline_tab, name="timeline"),
    path("<int:pk>/matrix/", views.matrix_tab, name="matrix"),
    path("<int:pk>/national-plan/", views.national_tab, name="national"),
    path("<int:pk>/money/", views.money_tab, name="money"),
    path("<int:pk>/review/", views.review, name="review"),
    path("<int:pk>/carry-over/", views.carry, name="carry"),
    path("<int:pk>/measures/new/", views.new_measure, name="new_measure"),
    path("frameworks/<int:pk>/", views.coverage_page, name="coverage"),
    path("measures/", views.measure_list, name="measures"),
    path("measures/<int:pk>/", views.measure_page, name="measure"),
    path("measures/<int:pk>/edit/", views.edit_measure, name="edit_measure"),
    path("measures/<int:pk>/funding/new/", views.new_funding, name="new_funding"),
    path("measures/<int:pk>/report/", views.new_report, name="new_report"),
    path("funding/<int:pk>/edit/", views.edit_funding, name="edit_funding"),
    path("funding/<int:pk>/remove/", views.remove_funding, name="remove_funding"),
    path("reports/", views.report_list, name="reports"),
    path("reports/<int:pk>/", views.report_page, name="report"),
    path("reports/<int:pk>/edit/", views.edit_report, name="edit_report"),
    path("reports/<int:pk>/evidence/<int:piece>/remove/", views.remove_evidence, name="remove_evidence"),
]
