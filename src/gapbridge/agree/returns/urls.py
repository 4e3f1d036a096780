from django.urls import path

from . import views

app_name = "returns"
urlpatterns = [
    path("", views.gap_list, name="list"),
    path("answers/", views.answer_list, name="answers"),
    path("gaps/<int:pk>/", views.gap_page, name="gap"),
    path("gaps/<int:pk>/sheet/", views.sheet, name="sheet"),
    path("gaps/<int:pk>/groups/<int:session>/", views.record, name="record"),
    path("gaps/<int:pk>/proof/", views.add_proof, name="add_proof"),
    path("gaps/<int:pk>/proof/<int:proof>/remove/", views.remove_proof, name="remove_proof"),
    path("gaps/<int:pk>/remedied/", views.remedy, name="remedy"),
    path("answers/<int:pk>/reopen/", views.reopen, name="reopen"),
    path("messages/<int:pk>/", views.back, name="back"),
]
