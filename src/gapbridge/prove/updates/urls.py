from django.urls import path

from . import views

app_name = "updates"
urlpatterns = [
    path("", views.update_list, name="list"),
    path("<int:pk>/", views.update, name="update"),
    path("<int:pk>/edit/", views.edit_update, name="edit"),
    path("<int:pk>/add/<slug:kind>/", views.add_block, name="add_block"),
    path("new/<int:pk>/", views.new_update, name="new"),
    path("blocks/<int:pk>/", views.edit_block, name="edit_block"),
    path("blocks/<int:pk>/<slug:how>/", views.arrange_block, name="arrange_block"),
    path("figures/<int:pk>/", views.figure, name="figure"),
]
