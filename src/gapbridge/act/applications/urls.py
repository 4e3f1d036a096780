from django.urls import path

from .views import applications, writing

app_name = "applications"
urlpatterns = [
    path("", applications.application_list, name="list"),
    path("to/<int:pk>/", applications.start, name="start"),
    path("<int:pk>/", applications.application_page, name="application"),
    path("<int:pk>/submit/", applications.submit, name="submit"),
    path("<int:pk>/take-back/", applications.take_back, name="take_back"),
    path("parts/<int:pk>/", writing.part_page, name="part"),
    path("parts/<int:pk>/in-short/", writing.facts, name="facts"),
    path("parts/<int:pk>/sections/<slug:section>/", writing.section, name="section"),
    path("parts/<int:pk>/save/", writing.save, name="save"),
    path("parts/<int:pk>/versions/<slug:key>/", writing.history, name="history"),
    path("receipts/verify/", applications.verify, name="verify"),
    path("receipts/<int:pk>/", applications.receipt, name="receipt"),
    path("receipts/<int:pk>/data/", applications.receipt_content, name="receipt_content"),
]
