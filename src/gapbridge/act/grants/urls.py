from django.urls import path

from .views import agreement, audit, course, money, overview, pages, reports

app_name = "grants"
urlpatterns = [
    path("", pages.grant_list, name="list"),
    path("calls/<int:pk>/numbers/", overview.numbers, name="numbers"),
    path("<int:pk>/", pages.grant_page, name="grant"),
    path("<int:pk>/withhold/", pages.withhold, name="withhold"),
    path("<int:pk>/disclose/", pages.disclose, name="disclose"),
    # the agreement
    path("<int:pk>/prepare/", agreement.prepare, name="prepare"),
    path("<int:pk>/sign/", agreement.sign, name="sign"),
    path("<int:pk>/signed-copy/", agreement.signed_copy, name="signed_copy"),
    path("agreements/<int:pk>/", agreement.agreement_page, name="agreement"),
    path("agreements/<int:pk>/pdf/", agreement.pdf, name="agreement_pdf"),
    path("programme/<int:pk>/text/", agreement.template, name="template"),
    # money
    path("<int:pk>/money/", money.money, name="money"),
    path("<int:pk>/instalments/", money.instalments, name="instalments"),
    path("<int:pk>/amount/", money.amount, name="amount"),
    path("<int:pk>/recover/", money.recover, name="recover"),
    path("instalments/<int:pk>/pay/", money.pay, name="pay"),
    path("recoveries/<int:pk>/received/", money.received, name="received"),
    path("programme/<int:pk>/rates/", money.rates, name="rates"),
    path("programme/<int:pk>/rates/new/", money.new_rate, name="new_rate"),
    path("ledger/", money.ledger, name="ledger"),
    path("ledger/<int:pk>/", money.ledger_page, name="ledger_of"),
    # reports and receipts
    path("<int:pk>/reports/", reports.plan, name="plan_reports"),
    path("reports/<int:pk>/", reports.report_page, name="report"),
    path("reports/<int:pk>/write/", reports.write, name="write_report"),
    path("reports/<int:pk>/receipts/", reports.expenses, name="expenses"),
    path("reports/<int:pk>/receipts/add/", reports.add_expense, name="add_expense"),
    path("reports/<int:pk>/receipts/import/", reports.import_expenses, name="import_expenses"),
    path("reports/<int:pk>/ask/", reports.ask, name="ask"),
    path("receipts/<int:pk>/", reports.expense, name="expense"),
    path("receipts/<int:pk>/remove/", reports.remove_expense, name="remove_expense"),
    path("receipts/<int:pk>/same/<int:other>/", reports.resolve, name="resolve"),
    path("questions/<int:pk>/answer/", reports.answer, name="answer"),
    # the course of the grant
    path("<int:pk>/activities/begin/", course.begin_activity, name="begin_activity"),
    path("<int:pk>/activities/link/", course.link_activity, name="link_activity"),
    path("<int:pk>/budget/", course.shift, name="shift"),
    path("<int:pk>/extend/", course.extend, name="extend"),
    path("changes/<int:pk>/", course.change_page, name="change"),
    path("<int:pk>/visits/new/", course.new_visit, name="new_visit"),
    path("visits/<int:pk>/", course.visit_page, name="visit"),
    path("visits/<int:pk>/findings/new/", course.new_finding, name="new_finding"),
    path("findings/<int:pk>/answer/", course.answer_finding, name="answer_finding"),
    path("findings/<int:pk>/close/", course.close_finding, name="close_finding"),
    path("<int:pk>/audit/", audit.audit, name="audit"),
]
