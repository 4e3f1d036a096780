from django.urls import path

from .views import applications, budget, history, logframe, papers, partners, writing

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
    path("parts/<int:pk>/form.<slug:ending>", papers.form_file, name="form_file"),
    path("parts/<int:pk>/bring-back/", papers.bring_back, name="bring_back"),
    path("parts/<int:pk>/save/", writing.save, name="save"),
    path("parts/<int:pk>/versions/<slug:field>/", history.history, name="history"),
    path("parts/<int:pk>/budget/", budget.budget, name="budget"),
    path("parts/<int:pk>/budget/workbook/", budget.budget_workbook, name="budget_workbook"),
    path("parts/<int:pk>/budget/import/", budget.import_budget, name="import_budget"),
    path("parts/<int:pk>/logframe/", logframe.logframe, name="logframe"),
    path("parts/<int:pk>/logframe/new/<slug:level>/", logframe.new_row, name="new_logframe_row"),
    path("parts/<int:pk>/timeline/", logframe.timeline, name="timeline"),
    path("logframe/<int:pk>/", logframe.edit_row, name="logframe_row"),
    path("logframe/<int:pk>/move/<slug:how>/", logframe.move_row, name="move_logframe_row"),
    path("logframe/<int:pk>/remove/", logframe.remove_row, name="remove_logframe_row"),
    path("<int:pk>/partners/", partners.partners, name="partners"),
    path("<int:pk>/partners/ask/<int:organisation>/", partners.ask_partner, name="ask_partner"),
    path("partners/<int:pk>/", partners.partner, name="partner"),
    path("partners/<int:pk>/change/", partners.change_partner, name="change_partner"),
    path("partners/<int:pk>/ask-again/", partners.ask_again, name="ask_partner_again"),
    path("partners/<int:pk>/remove/", partners.remove_partner, name="remove_partner"),
    path("receipts/verify/", applications.verify, name="verify"),
    path("receipts/<int:pk>/", applications.receipt, name="receipt"),
    path("receipts/<int:pk>/data/", applications.receipt_content, name="receipt_content"),
    path("receipts/<int:pk>/pdf/", applications.receipt_as_pdf, name="receipt_pdf"),
]
