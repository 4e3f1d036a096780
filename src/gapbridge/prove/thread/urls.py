from django.urls import path

from . import views

app_name = "thread"
urlpatterns = [path("<str:label>/<int:pk>/", views.thread, name="thread")]
