from django.urls import path

from . import views
from .broken import views as broken

app_name = "thread"
urlpatterns = [
    path("broken/", broken.broken, name="broken"),
    path("broken/<slug:line>/", broken.broken_line, name="broken_line"),
    path("<str:label>/<int:pk>/", views.thread, name="thread"),
]
