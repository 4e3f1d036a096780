from django.urls import path

from . import views

app_name = "intake"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("submissions/<int:pk>/", views.submission_page, name="submission"),
    path("submissions/<int:pk>/take-in/", views.take_in, name="take_in"),
    path("forms/<int:pk>/import/", views.import_new, name="import_new"),
    path("forms/<int:pk>/mapping/", views.map_form, name="map_form"),
    path("imports/", views.import_list, name="imports"),
    path("imports/<int:pk>/", views.import_page, name="import"),
    path("mappings/<int:pk>/", views.mapping_page, name="mapping"),
]
