from django.urls import path

from .views import forms, procedures

app_name = "procedures"
urlpatterns = [
    path("", procedures.procedure_list, name="list"),
    path("<int:pk>/", procedures.procedure_page, name="procedure"),
    path("<int:pk>/edit/", procedures.edit, name="edit"),
    path("<int:pk>/steps/<int:step>/", procedures.edit_step, name="edit_step"),
    path("copies/<int:pk>/of/<int:procedure>/", procedures.copy, name="copy"),
    path("forms/<int:pk>/", forms.form, name="form"),
    path("forms/<int:pk>/publish/", forms.publish, name="publish"),
    path("forms/<int:pk>/sections/<int:place>/", forms.edit_section, name="edit_section"),
    path("forms/versions/<int:pk>/of/<int:definition>/", forms.new_version, name="new_version"),
]
