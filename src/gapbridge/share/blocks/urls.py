from django.urls import path

from . import views

app_name = "blocks"
urlpatterns = [
    path("<int:pk>/fill/", views.fill, name="fill"),
    path("filled/", views.filled_list, name="list"),
    path("filled/<int:pk>/", views.filled, name="filled"),
    path("filled/<int:pk>/discard/", views.discard, name="discard"),
    path("filled/<int:pk>/<ending>/", views.filled_file, name="file"),
]
