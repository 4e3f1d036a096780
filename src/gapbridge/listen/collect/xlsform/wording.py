"""What is wrong with a form, in the reader's language: the child process gives codes, here are the sentences."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.tables import Problem

SENTENCES = {
    "no_sheet": gettext_lazy("this sheet is missing. An XLSForm has one with the questions."),
    "no_column": gettext_lazy("this column is missing. Add it and give it this heading."),
    "empty": gettext_lazy("this can't be empty."),
    "too_long": gettext_lazy("this is longer than %(most)s characters."),
    "no_form_id": gettext_lazy("give the form an id of its own, such as “focus_group_2”."),
    "bad_form_id": gettext_lazy("“%(text)s” can't be an id. Use Latin letters, digits, “_”, “-” and “.”."),
    "bad_name": gettext_lazy("“%(text)s” can't be a name. Begin with a Latin letter; no spaces."),
    "twice": gettext_lazy("“%(text)s” stands here twice. Give one of them another name."),
    "unknown_type": gettext_lazy(
        "“%(text)s” is not a type of question. xlsform.org lists those that there are."
    ),
    "no_list": gettext_lazy("there is no list “%(text)s” on the sheet “choices”."),
    "no_list_name": gettext_lazy("name the list of choices after “%(text)s”, such as “%(text)s sex”."),
    "end_without_begin": gettext_lazy("“%(text)s” closes what was not opened."),
    "begin_without_end": gettext_lazy("“%(text)s” is not closed."),
    "unknown_reference": gettext_lazy("there is no question “%(text)s”."),
    "expression": gettext_lazy(
        "“%(text)s” is not an expression. Look for a bracket or a quote too many or too few."
    ),
    "untranslated": gettext_lazy("the text in “%(language)s” is missing."),
    "missing_file": gettext_lazy("the form needs the file “%(text)s”. Send it along with the form."),
    "pyxform": gettext_lazy("%(text)s"),
}


@dataclass(frozen=True)
class FormProblem(Problem):
    """One thing that is wrong in an XLSForm: sheet, row and column (row 0: the form as a whole)."""

    sheet: str = ""

    def __str__(self) -> str:
        place = {"sheet": self.sheet, "row": self.row, "column": self.column, "message": self.message}
        if not self.row:
            return _("Sheet “%(sheet)s”: %(message)s") % place
        if not self.column:
            return _("Sheet “%(sheet)s”, row %(row)s: %(message)s") % place
        return _("Sheet “%(sheet)s”, row %(row)s, column “%(column)s”: %(message)s") % place


def said(found: dict[str, Any]) -> FormProblem:
    """A finding of the child process, or a kept warning, as a sentence in the language of now."""
    sentence = str(SENTENCES[found["code"]]) % found["args"]
    return FormProblem(found["row"], found["column"], sentence, found["sheet"])
