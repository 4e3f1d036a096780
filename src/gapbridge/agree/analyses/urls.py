from django.urls import path

from . import views

app_name = "analyses"
urlpatterns = [
    path("", views.analysis_list, name="list"),
    path("new/<int:pk>/", views.new_analysis, name="new"),
    path("<int:pk>/", views.analysis_page, name="analysis"),
    path("<int:pk>/edit/", views.edit_analysis, name="edit"),
    path("<int:pk>/wordings/", views.write_wordings, name="wordings"),
    path("<int:pk>/quotes/", views.quotes, name="quotes"),
    path("<int:pk>/quotes/<int:gap>/", views.choose_quotes, name="choose_quotes"),
    path("<int:pk>/preview/", views.preview_page, name="preview"),
    path("<int:pk>/versions/new/", views.new_version, name="new_version"),
    path("<int:pk>/compare/", views.compare, name="compare"),
    path("versions/<int:pk>/", views.version_page, name="version"),
    path("versions/<int:pk>/remove/", views.remove_version, name="remove_version"),
    path("versions/<int:pk>/download/<str:form>/", views.download, name="download"),
]
