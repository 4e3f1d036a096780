from .lists import answer_list, gap_list
from .pages import gap_page, sheet
from .recording import add_proof, back, record, remedy, remove_proof, reopen

__all__ = [
    "add_proof",
    "answer_list",
    "back",
    "gap_list",
    "gap_page",
    "record",
    "remedy",
    "remove_proof",
    "reopen",
    "sheet",
]
