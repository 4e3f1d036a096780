from django.urls import path

from . import moves, uploads, views

app_name = "base"
urlpatterns = [
    path("drafts/save/", views.save_draft, name="save_draft"),
    path("drafts/drop/", views.drop_draft, name="drop_draft"),
    path("move/<str:label>/<int:pk>/<slug:name>/", moves.move, name="move"),
    path("files/<uuid:pk>/", uploads.file, name="file"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
