from django.urls import path

from . import views

app_name = "harvest"
urlpatterns = [
    path("oai/", views.oai, name="oai"),
    path("feed/<language>/", views.feed, name="feed"),
]
