from django.urls import path

from . import views

app_name = "library"
urlpatterns = [
    path("", views.resource_list, name="list"),
    path("<int:pk>/", views.resource, name="resource"),
    path("<int:pk>/edit/", views.edit_resource, name="edit"),
    path("new/<int:pk>/", views.new_resource, name="new"),
]
