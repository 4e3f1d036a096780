from django.urls import path

from . import views

app_name = "trainings"
urlpatterns = [
    path("new/<int:pk>/", views.new_training, name="new"),
    path("of/<int:pk>/edit/", views.edit_training, name="edit"),
    path("<int:pk>/sessions/new/", views.new_session, name="new_session"),
    path("sessions/<int:pk>/", views.edit_session, name="session"),
    path("sessions/<int:pk>/remove/", views.remove_session, name="remove_session"),
    path("<int:pk>/participants/", views.participants, name="participants"),
    path("<int:pk>/participants/add/", views.add_participant, name="add_participant"),
    path("<int:pk>/participants/import/", views.import_participants, name="import"),
    path("participants/<int:pk>/", views.participant, name="participant"),
    path("participants/<int:pk>/remove/", views.remove_participant, name="remove_participant"),
    path("<int:pk>/names/", views.names, name="names"),
    path("<int:pk>/register/", views.keep_register, name="register"),
]
