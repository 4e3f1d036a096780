from django.urls import path

from . import views

app_name = "consultations"
urlpatterns = [
    path("", views.consultation_list, name="list"),
    path("new/<int:pk>/", views.new_consultation, name="new"),
    path("<int:pk>/", views.consultation_page, name="consultation"),
    path("<int:pk>/edit/", views.edit_consultation, name="edit"),
    path("<int:pk>/items/new/", views.add_items, name="add_items"),
    path("<int:pk>/items/<int:item>/remove/", views.remove_item, name="remove_item"),
    path("<int:pk>/items/<int:item>/comment/", views.comment, name="comment"),
    path("<int:pk>/stakeholders/new/", views.invite, name="invite"),
    path("<int:pk>/stakeholders/<int:stakeholder>/remove/", views.uninvite, name="uninvite"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/comments/<int:comment>/answer/", views.answer_comment, name="answer_comment"),
    path("<int:pk>/positions/<int:position>/answer/", views.answer_objection, name="answer_objection"),
    path("agreements/", views.agreement_list, name="agreements"),
    path("agreements/<int:pk>/", views.agreement_page, name="agreement"),
    path("<int:pk>/close/", views.close, name="close"),
    path("agreements/verify.py", views.verifier, name="verifier"),
    path("agreements/<int:pk>/prove/", views.prove, name="prove"),
    path("agreements/<int:pk>/record/", views.record_file, name="record_file"),
    path("agreements/<int:pk>/document/<slug:language>/", views.document, name="document"),
    path("agreements/<int:pk>/publish/", views.publish, name="publish"),
]
