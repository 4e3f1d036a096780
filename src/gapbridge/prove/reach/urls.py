from django.urls import path

from . import views

app_name = "reach"
urlpatterns = [
    path("", views.first_figures, name="figures"),
    path("<int:pk>/", views.figures, name="figures"),
    path("<int:pk>/<slug:counter>/", views.figure, name="figure"),
]
