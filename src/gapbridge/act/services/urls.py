from django.urls import path

from . import views

app_name = "services"
urlpatterns = [
    path("new/<int:pk>/", views.new_service, name="new"),
    path("of/<int:pk>/edit/", views.edit_service, name="edit"),
    path("<int:pk>/sessions/new/", views.new_session, name="new_session"),
    path("<int:pk>/register/", views.register, name="register"),
    path("<int:pk>/register/add/", views.add_record, name="add_record"),
    path("<int:pk>/register/import/", views.import_register, name="import"),
    path("people/", views.people_list, name="people"),
    path("people/<int:pk>/", views.person_page, name="person"),
    path("people/<int:pk>/identity/", views.edit_identity, name="edit_identity"),
    path("people/<int:pk>/look/", views.look_at_identity, name="look"),
]
