from django.urls import path

from . import views

app_name = "results"
urlpatterns = [
    path("", views.result_list, name="list"),
    path("programmes/<int:pk>/", views.programme_page, name="programme"),
    path("programmes/<int:pk>/new/", views.new_result, name="new_result"),
    path("<int:pk>/edit/", views.edit_result, name="edit_result"),
    path("<int:pk>/indicators/new/", views.new_indicator, name="new_indicator"),
    path("indicators/<int:pk>/", views.indicator_page, name="indicator"),
    path("indicators/<int:pk>/edit/", views.edit_indicator, name="edit_indicator"),
    path("indicators/<int:pk>/target/", views.new_target, name="new_target"),
    path("indicators/<int:pk>/observe/", views.new_observation, name="new_observation"),
    path("indicators/<int:pk>/publish/", views.publish, name="publish"),
]
