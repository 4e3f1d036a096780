from .follow_ups import follow_up
from .lists import brought_page, follow_ups, lesson, lessons
from .meetings import edit_meeting, new_bilateral, new_round_table, new_study_tour
from .notes import note_page, write_minutes, write_said
from .parts import add_part, agenda_lines, edit_part, move_item, remove_part
from .sheets import agenda_sheet, record_sheet

__all__ = [
    "add_part",
    "agenda_lines",
    "agenda_sheet",
    "brought_page",
    "edit_meeting",
    "edit_part",
    "follow_up",
    "follow_ups",
    "lesson",
    "lessons",
    "move_item",
    "new_bilateral",
    "new_round_table",
    "new_study_tour",
    "note_page",
    "record_sheet",
    "remove_part",
    "write_minutes",
    "write_said",
]
