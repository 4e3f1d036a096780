from django.urls import path

from . import views

app_name = "gaps"
urlpatterns = [
    path("", views.gap_list, name="list"),
    path("new/<int:pk>/", views.new_gap, name="new"),
    path("from-voices/<int:pk>/", views.choose_voices, name="choose_voices"),
    path("from-voices/<int:pk>/propose/", views.propose, name="propose"),
    path("merge/<int:pk>/", views.merge, name="merge"),
    path("maps/", views.maps, name="maps"),
    path("rankings/", views.rankings, name="rankings"),
    path("<int:pk>/", views.gap_page, name="gap"),
    path("<int:pk>/edit/", views.edit_gap, name="edit"),
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("<int:pk>/unpublish/", views.unpublish, name="unpublish"),
    path("<int:pk>/causes/new/", views.new_cause, name="new_cause"),
    path("<int:pk>/causes/<int:cause>/", views.edit_cause, name="edit_cause"),
    path("<int:pk>/causes/<int:cause>/remove/", views.remove_cause, name="remove_cause"),
    path("<int:pk>/split/", views.split, name="split"),
    path("<int:pk>/languages/", views.wordings, name="wordings"),
    path("<int:pk>/voices/", views.add_voices, name="voices"),
    path("<int:pk>/feedback/", views.choose_feedback, name="choose_feedback"),
    path("<int:pk>/feedback/<int:feedback>/", views.add_feedback, name="add_feedback"),
    path("<int:pk>/documents/new/", views.new_document, name="new_document"),
    path("<int:pk>/evidence/<int:evidence>/remove/", views.remove_evidence, name="remove_evidence"),
]
