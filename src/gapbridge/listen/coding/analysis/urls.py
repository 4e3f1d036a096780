from django.urls import path

from . import views

app_name = "analysis"
urlpatterns = [
    path("<int:pk>/", views.home, name="home"),
    path("<int:pk>/excerpts/", views.excerpts, name="excerpts"),
    path("<int:pk>/groups/", views.groups, name="groups"),
    path("<int:pk>/meetings/", views.code_meetings, name="meetings"),
    path("<int:pk>/exchange/", views.exchange, name="exchange"),
    path("<int:pk>/exchange/in/", views.import_codebook, name="import"),
    path("<int:pk>/exchange/<slug:content>/", views.download, name="download"),
    path("coders/<int:pk>/", views.coders, name="coders"),
]
