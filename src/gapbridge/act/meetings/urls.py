from django.urls import path

from . import views

app_name = "meetings"
urlpatterns = [
    path("round-tables/new/<int:pk>/", views.new_round_table, name="new_round_table"),
    path("study-tours/new/<int:pk>/", views.new_study_tour, name="new_study_tour"),
    path("of/<int:pk>/edit/", views.edit_meeting, name="edit"),
    path("lessons/", views.lessons, name="lessons"),
    path("follow-ups/", views.follow_ups, name="follow_ups"),
    path("follow-ups/<int:pk>/", views.follow_up, name="follow_up"),
    path("follow-ups/<int:pk>/reopen/", views.reopen_follow_up, name="reopen_follow_up"),
    path("<int:pk>/add/<slug:noun>/", views.add_part, name="add_part"),
    path("part/<slug:noun>/<int:pk>/", views.edit_part, name="part"),
    path("part/<slug:noun>/<int:pk>/remove/", views.remove_part, name="remove_part"),
]
