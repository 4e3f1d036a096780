from django.urls import include, path

from . import views

app_name = "consultations"
# Without an account: what stands before them in the address is a secret.
BY_LINK = [
    path("", views.link, name="link"),
    path("open/", views.link_open, name="link_open"),
    path("code/", views.link_code, name="link_code"),
    path("enter/", views.link_enter, name="link_enter"),
    path("doubt/", views.link_doubt, name="link_doubt"),
    path("items/<int:item>/comment/", views.link_comment, name="link_comment"),
    path("positions/<int:position>/renew/", views.link_renew, name="link_renew"),
    path("positions/<int:position>/confirm/", views.link_confirm, name="link_confirm"),
    path("positions/<int:position>/contest/", views.link_contest, name="link_contest"),
]
HEARING = [
    path("", views.hearing, name="hearing"),
    path("edit/", views.change_hearing, name="change_hearing"),
    path("minutes/", views.minutes, name="minutes"),
    path("came/new/", views.add_attendance, name="add_attendance"),
    path("came/<int:attendance>/", views.attendance, name="attendance"),
    path("came/<int:attendance>/number/", views.count_attendance, name="count_attendance"),
    path("came/<int:attendance>/remove/", views.remove_attendance, name="remove_attendance"),
    path("came/<int:attendance>/comment/", views.enter_comment, name="enter_comment"),
    path("came/<int:attendance>/position/", views.enter_position, name="enter_position"),
]
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
    path("<int:pk>/positions/<int:position>/renew/", views.renew, name="renew"),
    path("<int:pk>/positions/<int:position>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/positions/<int:position>/contest/", views.contest, name="contest"),
    path("<int:pk>/stakeholders/<int:stakeholder>/links/", views.links, name="links"),
    path("<int:pk>/links/<int:link>/withdraw/", views.withdraw_link, name="withdraw_link"),
    path("<int:pk>/links/<int:link>/settle/", views.settle_doubt, name="settle_doubt"),
    path("<int:pk>/hearings/", views.hearing_list, name="hearings"),
    path("<int:pk>/hearings/new/", views.add_hearing, name="add_hearing"),
    path("<int:pk>/hearings/<int:hearing>/", include(HEARING)),
    path("link/<str:token>/", include(BY_LINK)),
    path("link-report/<str:key>/", views.link_report, name="link_report"),
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
