from django.urls import path

from . import views

app_name = "feedback"
urlpatterns = [
    path("", views.feedback_list, name="list"),
    path("new/", views.new_feedback, name="new"),
    path("receipt/", views.receipt_page, name="receipt"),
    path("<int:pk>/", views.feedback_page, name="feedback"),
    path("<int:pk>/contact/", views.contact_page, name="contact"),
]
