from django.urls import path

from . import views

app_name = "finding"
urlpatterns = [
    path("", views.search, name="search"),
    path("asked/", views.askings, name="askings"),
    path("asked/count/", views.count, name="count"),
]
