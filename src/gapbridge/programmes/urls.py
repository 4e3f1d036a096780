from django.urls import path

from . import views

app_name = "programmes"
urlpatterns = [
    path("", views.programme_list, name="list"),
    path("new/", views.new_programme, name="new"),
    path("standards/", views.frameworks, name="frameworks"),
    path("standards/<int:pk>/", views.framework, name="framework"),
    path("clauses/<int:pk>/edit/", views.edit_clause, name="edit_clause"),
    path("partners/<int:pk>/remove/", views.remove_partner, name="remove_partner"),
    path("<int:pk>/", views.programme, name="programme"),
    path("<int:pk>/edit/", views.edit_programme, name="edit"),
    path("<int:pk>/partners/add/", views.add_partner, name="add_partner"),
    path("<int:pk>/budget/", views.set_budget_line, name="set_budget_line"),
]
