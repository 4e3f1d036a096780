from django.urls import path

from .views import applications

app_name = "applications"
urlpatterns = [
    path("", applications.application_list, name="list"),
    path("to/<int:pk>/", applications.start, name="start"),
    path("<int:pk>/", applications.application_page, name="application"),
    path("<int:pk>/submit/", applications.submit, name="submit"),
    path("<int:pk>/take-back/", applications.take_back, name="take_back"),
    path("receipts/verify/", applications.verify, name="verify"),
    path("receipts/<int:pk>/", applications.receipt, name="receipt"),
    path("receipts/<int:pk>/data/", applications.receipt_content, name="receipt_content"),
]
