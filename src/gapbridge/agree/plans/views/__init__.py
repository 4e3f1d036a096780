from .measures import edit_funding, edit_measure, measure_page, new_funding, new_measure, remove_funding
from .pages import edit_plan, measure_list, new_plan, plan_list, plan_page
from .reports import edit_report, new_report, remove_evidence, report_list, report_page
from .review import carry, review
from .tabs import board_tab, coverage_page, matrix_tab, money_tab, national_tab, timeline_tab

__all__ = [
    "board_tab",
    "carry",
    "coverage_page",
    "edit_funding",
    "edit_measure",
    "edit_plan",
    "edit_report",
    "matrix_tab",
    "measure_list",
    "measure_page",
    "money_tab",
    "national_tab",
    "new_funding",
    "new_measure",
    "new_plan",
    "new_report",
    "plan_list",
    "plan_page",
    "remove_evidence",
    "remove_funding",
    "report_list",
    "report_page",
    "review",
    "timeline_tab",
]
