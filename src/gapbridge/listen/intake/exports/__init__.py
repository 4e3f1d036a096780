"""Files of answers as Kobo and ODK give them out, read into records: one a filled-in form.

    export = read_export(file, "answers.xlsx")
    export.records      # [Record(instance_id="uuid:…", content={"place": "AZ-YE", "said": [{…}]}), …]
    export.faults       # what is wrong, by sheet, row and column; the records are those without a fault

`letters` reads a CSV's encoding, `grids` cuts a file into tables, `records` joins a form's table with those of
its repeats. Nothing here knows the database.
"""

from .faults import Fault, Faults, Unsound
from .grids import Grid, read_grids
from .records import Export, Record, read_records

__all__ = [
    "Export",
    "Fault",
    "Faults",
    "Grid",
    "Record",
    "Unsound",
    "read_export",
    "read_grids",
    "read_records",
]


def read_export(content: bytes, name: str) -> Export:
    """Raises Refused when it can't be read at all; what is wrong in single rows is in `faults`."""
    return read_records(read_grids(content, name))
