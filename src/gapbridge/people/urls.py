from django.urls import path

from . import views

app_name = "people"
urlpatterns = [
    path("", views.organisations, name="organisations"),
    path("new/", views.new_organisation, name="new_organisation"),
    path("register/", views.register, name="register"),
    path("account/", views.account, name="account"),
    path("cast/", views.cast, name="cast"),
    path("invitation/<str:token>/", views.accept, name="accept"),
    path("memberships/<int:pk>/end/", views.end_membership, name="end_membership"),
    path("<int:pk>/", views.organisation, name="organisation"),
    path("<int:pk>/edit/", views.edit_organisation, name="edit_organisation"),
    path("<int:pk>/invite/", views.invite, name="invite"),
]
