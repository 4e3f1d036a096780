from django.urls import include, path

handler400 = "gapbridge.base.views.bad_request"
handler403 = "gapbridge.base.views.forbidden"
handler404 = "gapbridge.base.views.not_found"
handler500 = "gapbridge.base.views.server_error"

urlpatterns = [
    path("", include("gapbridge.share.portal.urls")),
    path("", include("gapbridge.base.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("people/", include("gapbridge.people.urls")),
    path("programmes/", include("gapbridge.programmes.urls")),
    path("assessments/", include("gapbridge.listen.assessments.urls")),
    path("collect/", include("gapbridge.listen.collect.urls")),
    path("fill/", include("gapbridge.listen.collect.web.urls")),
    path("openrosa/", include("gapbridge.listen.collect.openrosa.urls")),
    path("intake/", include("gapbridge.listen.intake.urls")),
    path("analysis/", include("gapbridge.listen.coding.analysis.urls")),
    path("coding/", include("gapbridge.listen.coding.urls")),
    path("feedback/", include("gapbridge.listen.feedback.urls")),
    path("gaps/", include("gapbridge.agree.gaps.urls")),
    path("analyses/", include("gapbridge.agree.analyses.urls")),
    path("consultations/", include("gapbridge.agree.consultations.urls")),
    path("plans/", include("gapbridge.agree.plans.urls")),
    path("returns/", include("gapbridge.agree.returns.urls")),
    path("interventions/", include("gapbridge.act.interventions.urls")),
    path("organisation-files/", include("gapbridge.act.profiles.urls")),
    path("procedures/", include("gapbridge.act.procedures.urls")),
    path("calls/", include("gapbridge.act.calls.urls")),
    path("applications/", include("gapbridge.act.applications.urls")),
    path("evaluation/", include("gapbridge.act.evaluation.urls")),
    path("grants/", include("gapbridge.act.grants.urls")),
    path("trainings/", include("gapbridge.act.trainings.urls")),
    path("meetings/", include("gapbridge.act.meetings.urls")),
    path("supplies/", include("gapbridge.act.supplies.urls")),
    path("services/", include("gapbridge.act.services.urls")),
    path("results/", include("gapbridge.prove.results.urls")),
    path("reach/", include("gapbridge.prove.reach.urls")),
    path("thread/", include("gapbridge.prove.thread.urls")),
    path("updates/", include("gapbridge.prove.updates.urls")),
    path("library/", include("gapbridge.share.blocks.urls")),
    path("library/", include("gapbridge.share.harvest.urls")),
    path("library/", include("gapbridge.share.finding.urls")),
    path("library/", include("gapbridge.share.learning.urls")),
    path("library/", include("gapbridge.share.library.urls")),
]
