from django.urls import path

from . import views

app_name = "supplies"
urlpatterns = [
    path("new/<int:pk>/", views.new_procurement, name="new"),
    path("of/<int:pk>/edit/", views.edit_procurement, name="edit"),
    path("<int:pk>/items/new/", views.new_item, name="new_item"),
    path("<int:pk>/items/<int:item>/", views.edit_item, name="edit_item"),
    path("<int:pk>/hand-over/", views.new_handover, name="new_handover"),
    path("handovers/", views.handover_list, name="handovers"),
    path("handovers/<int:pk>/", views.handover_page, name="handover"),
    path("handovers/<int:pk>/drop/", views.drop_handover, name="drop_handover"),
    path("facilities/", views.facility_list, name="facilities"),
    path("facilities/new/", views.new_facility, name="new_facility"),
]
