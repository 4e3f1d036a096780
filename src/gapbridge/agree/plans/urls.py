from django.urls import path

from . import views

app_name = "plans"
urlpatterns = [
    path("", views.plan_list, name="list"),
    path("new/<int:pk>/", views.new_plan, name="new"),
    path("<int:pk>/", views.plan_page, name="plan"),
    path("<int:pk>/edit/", views.edit_plan, name="edit"),
    path("<int:pk>/measures/new/", views.new_measure, name="new_measure"),
    path("measures/", views.measure_list, name="measures"),
    path("measures/<int:pk>/", views.measure_page, name="measure"),
    path("measures/<int:pk>/edit/", views.edit_measure, name="edit_measure"),
]
