from django.urls import path

from . import views

app_name = "openrosa"
urlpatterns = [
    path("formList", views.form_list, name="form_list"),
    path("formList/", views.form_list, name="form_list_slash"),
    path("forms/<int:pk>/form.xml", views.form, name="form"),
    path("forms/<int:pk>/manifest.xml", views.manifest, name="manifest"),
    path("forms/<int:pk>/files/<str:name>", views.attachment, name="attachment"),
    path("submission", views.submission, name="submission"),
    path("submission/", views.submission, name="submission_slash"),
]
