from django.urls import path

from . import views

app_name = "collect"
urlpatterns = [
    path("", views.form_list, name="list"),
    path("forms/<int:pk>/", views.form, name="form"),
    path("forms/<int:pk>/version/", views.new_version, name="new_version"),
    path("assessments/<int:pk>/new/", views.new_form, name="new_form"),
    path("assessments/<int:pk>/method/", views.use_method_form, name="use_method_form"),
    path("programmes/<int:pk>/telephones/", views.devices, name="devices"),
    path("telephones/<int:pk>/withdraw/", views.withdraw_device, name="withdraw_device"),
]
