from django.urls import path

from . import views

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("home/", views.home, name="home"),
    path("map/", views.map_page, name="map"),
    path("events/", views.events, name="events"),
    path("search/", views.search, name="search"),
    path("complain/", views.complain, name="complain"),
    path("open-data/", views.open_data, name="open_data"),
    path("open-data/grants.json", views.giving, name="giving"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
