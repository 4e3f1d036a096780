from django.urls import path

from .views import curating, keeping, reading

app_name = "library"
urlpatterns = [
    path("all/", keeping.resource_list, name="list"),
    path("ours/", curating.ours, name="ours"),
    path("doubts/", curating.doubt_list, name="doubts"),
    path("doubts/<int:pk>/answer/", curating.answer, name="answer"),
    path("new/", curating.begin, name="begin"),
    path("new/<int:pk>/", keeping.new_resource, name="new"),
    path("<int:pk>/", reading.resource, name="resource"),
    path("<int:pk>/edit/", keeping.edit_resource, name="edit"),
    path("<int:pk>/language/", keeping.new_edition, name="new_edition"),
    path("editions/<int:pk>/version/", keeping.new_version, name="new_version"),
    path("versions/<int:pk>/", reading.version, name="version"),
    path("versions/<int:pk>/pages/<int:number>/", reading.page_of, name="page"),
    path("versions/<int:pk>/doubt/", reading.doubt, name="doubt"),
    path("versions/<int:pk>/changes/", reading.changes_in, name="changes"),
    path("versions/<int:pk>/adopt/", keeping.adopt, name="adopt"),
    path("versions/<int:pk>/decline/", curating.decline, name="decline"),
]
