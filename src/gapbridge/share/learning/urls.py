from django.urls import path

from .views import collections, courses, figures, offline, steps

app_name = "learning"
urlpatterns = [
    path("collections/", collections.collection_list, name="list"),
    path("collections/new/<int:pk>/", collections.new_collection, name="new"),
    path("collections/<int:pk>/", collections.collection_page, name="collection"),
    path("collections/<int:pk>/edit/", collections.edit_collection, name="edit"),
    path("collections/<int:pk>/move/<str:how>/", collections.move_collection, name="move"),
    path("collections/<int:pk>/download/", collections.download, name="download"),
    path("collections/<int:pk>/kept.json", offline.bundle, name="bundle"),
    path("collections/<int:pk>/add/", steps.add, name="add"),
    path("collections/<int:pk>/task/", steps.new_task, name="new_task"),
    path("steps/<int:pk>/edit/", steps.edit_step, name="edit_step"),
    path("steps/<int:pk>/move/<str:how>/", steps.move_step, name="move_step"),
    path("steps/<int:pk>/remove/", steps.remove_step, name="remove_step"),
    path("steps/<int:pk>/tick/", courses.tick, name="tick"),
    path("<int:pk>/collect/", steps.place, name="place"),
    path("reading/<int:pk>/", offline.reading, name="reading"),
    path("readings/", figures.readings, name="readings"),
    path("offline/", offline.offline, name="offline"),
    # Here and nowhere else: a worker's reach is the folder it comes from.
    path("sw.js", offline.worker, name="worker"),
]
