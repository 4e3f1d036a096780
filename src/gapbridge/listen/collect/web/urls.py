from django.urls import path

from . import views

app_name = "webforms"
urlpatterns = [
    path("", views.form_list, name="list"),
    path("<int:pk>/", views.fill, name="fill"),
    path("<int:pk>/file/", views.file, name="file"),
    path("<int:pk>/send/", views.send, name="send"),
    path("ready/", views.ready, name="ready"),
    path("offline/", views.offline, name="offline"),
    # Here and nowhere else: a worker's reach is the folder it comes from.
    path("sw.js", views.worker, name="worker"),
]
