"""Each part of the file is a small form of its own, saved apart: one evening on a telephone, part by part."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from gapbridge.base.forms import Form, ModelForm
from gapbridge.base.uploads import CheckedFileField
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Place, Programme

from .checklist import Question
from .models import (
    Accounts,
    CheckAnswer,
    Document,
    DueDiligence,
    Officer,
    PastProject,
    Profile,
    SanctionsList,
)
from .models.file import LONGEST_NAME, LONGEST_TEXT
from .queries.questions import LANGUAGES
from .tables import MAPPED

PAPERS = ("pdf", "docx", "odt", "xlsx", "ods", "jpg", "jpeg", "png")
TABLES = ("csv", "xlsx")
CURRENCIES = [(code, code) for code in ("AZN", "EUR", "USD", "GEL", "AMD", "UAH", "GBP", "CHF")]


def paper_field(**kwargs: Any) -> CheckedFileField:
    kwargs.setdefault("label", _("File"))
    return CheckedFileField(kinds=PAPERS, **kwargs)


class ProfileForm(ModelForm):
    class Meta:
        model = Profile
        fields = [
            "legal_address",
            "postal_address",
            "phone",
            "email",
            "tax_number",
            "staff",
            "volunteers",
            "mission",
            "language",
        ]


class OfficerForm(ModelForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        help_text=_(
            "As in the passport. Read by you and by officers who check the organisation, and nobody else."
        ),
    )

    class Meta:
        model = Officer
        fields = ["name", "position", "since", "until"]


class EndOfficerForm(Form):
    until = Officer._meta.get_field("until").formfield(label=_("Last day"), required=True)


class BankAccountForm(Form):
    iban = forms.CharField(
        label=_("IBAN"),
        max_length=60,
        help_text=_("With or without spaces."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )
    holder = forms.CharField(
        label=_("Account holder"),
        max_length=LONGEST_NAME,
        help_text=_("The organisation, as the bank writes it: never a person."),
    )
    bank = forms.CharField(label=_("Bank"), max_length=200)
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    letter = paper_field(
        label=_("Letter of the bank"),
        required=False,
        help_text=_("In which the bank says whose account it is. It can be added later."),
    )


class LetterForm(Form):
    letter = paper_field(label=_("Letter of the bank"))


class LookForm(Form):
    reason = forms.CharField(
        label=_("Why do you need the bank details?"),
        max_length=300,
        help_text=_("It is recorded with your name and the time."),
    )


class AccountsForm(ModelForm):
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    file = paper_field(
        label=_("Accounts or audit report"),
        required=False,
        help_text=_("As they were approved or handed in."),
    )

    class Meta:
        model = Accounts
        fields = ["year", "currency", "income", "expenditure", "audited"]

    def validate_unique(self) -> None:
        """A year that is there already is corrected."""


class PastProjectForm(ModelForm):
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    place = forms.ModelChoiceField(Place.objects.exclude(kind="country"), label=_("Place"), required=False)

    class Meta:
        model = PastProject
        fields = [
            "title",
            "donor",
            "amount",
            "currency",
            "starts_on",
            "ends_on",
            "place",
            "theme",
            "description",
            "language",
        ]


class DocumentForm(ModelForm):
    upload = paper_field(help_text=_("PDF, a picture, or a Word or Excel file. It is kept encrypted."))
    field_order = ("kind", "upload")

    class Meta:
        model = Document
        fields = ["kind", "title", "issued_on", "expires_on", "language"]

    def __init__(self, *args: Any, letters: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not letters:
            kinds = [each for each in Document.Kind.choices if each[0] != Document.Kind.BANK_LETTER]
            self.fields["kind"].choices = [("", "---------"), *kinds]
        self.fields["title"].help_text = _("Only when the kind does not say it.")

    def clean(self) -> dict[str, Any]:
        """Said here as well as in the action, or the model's constraint would be named on top of the form."""
        given = super().clean()
        issued, runs_out = given.get("issued_on"), given.get("expires_on")
        if issued and runs_out and runs_out < issued:
            self.add_error("expires_on", _("It can't run out before it was issued."))
        return given


class NewerDocumentForm(DocumentForm):
    class Meta(DocumentForm.Meta):
        fields = ["title", "issued_on", "expires_on", "language"]


# --- the officers' side --------------------------------------------------------------------------


class StartCheckForm(Form):
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"))

    def __init__(self, *args: Any, programmes: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes
        if len(programmes) == 1:
            self.fields["programme"].initial = programmes[0]


class AnswersForm(Form):
    """A question of the checklist after the other, each with its note."""

    def __init__(self, *args: Any, check: DueDiligence, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rows = list(check.answers.all())
        answers = [("", _("Not answered yet")), *CheckAnswer.Answer.choices]
        for number, row in enumerate(self.rows, start=1):
            self.fields[row.question] = forms.ChoiceField(
                label=f"{number}. {row.text}",
                choices=answers,
                required=False,
                initial=row.answer,
                help_text=_("Essential.") if row.essential else "",
            )
            self.fields[f"{row.question}_note"] = forms.CharField(
                label=_("Note to question %(number)s") % {"number": number},
                max_length=1000,
                required=False,
                initial=row.note,
            )


def answers_in(data: dict[str, Any], check: DueDiligence) -> dict[str, tuple[str, str]]:
    """What is otherwise than it is kept: question → (answer, note)."""
    given = {row: (data[row.question], data[f"{row.question}_note"]) for row in check.answers.all()}
    return {row.question: each for row, each in given.items() if each != (row.answer, row.note)}


class QuestionsForm(Form):
    """Each question in three languages, and some empty ones; one that is emptied is no longer asked."""

    template_name = "profiles/questions_fields.html"
    SPARE, MOST = 3, 40

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.count = min(len(questions) + self.SPARE, self.MOST)
        names = dict(NARRATIVE_LANGUAGES)
        for number in range(1, self.count + 1):
            own = questions[number - 1] if number <= len(questions) else None
            self._add(f"{number}_key", own and own.key, max_length=40, widget=forms.HiddenInput)
            for language in LANGUAGES:
                text = own and own.texts[language]
                area = forms.Textarea(attrs={"rows": 2})
                self._add(f"{number}_{language}", text, label=names[language], max_length=500, widget=area)
            self.fields[f"{number}_essential"] = forms.BooleanField(
                label=_("A “no” bars passing without conditions"),
                required=False,
                initial=bool(own and own.essential),
            )

    def _add(self, name: str, initial: str | None, **more: Any) -> None:
        self.fields[name] = forms.CharField(required=False, initial=initial or "", **more)

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        return [
            (
                _("Question %(number)s") % {"number": number},
                [self[f"{number}_{name}"] for name in ("key", *LANGUAGES, "essential")],
            )
            for number in range(1, self.count + 1)
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        rows = []
        for number in range(1, self.count + 1):
            row = {name: found.get(f"{number}_{name}") for name in ("key", *LANGUAGES, "essential")}
            written = [language for language in LANGUAGES if row[language]]
            if written:
                rows.append(row)
                self._check_whole(number, written)
        return {"questions": rows}

    def _check_whole(self, number: int, written: Sequence[str]) -> None:
        for language in LANGUAGES:
            name = f"{number}_{language}"
            if language not in written and name not in self.errors:
                self.add_error(name, _("Write the text in all three languages."))


class PassForm(Form):
    valid_until = DueDiligence._meta.get_field("valid_until").formfield(required=True)
    reason = forms.CharField(
        label=_("What the decision rests on"),
        widget=forms.Textarea,
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_("Read by officers and auditors, not by the organisation."),
    )


class ConditionsForm(PassForm):
    conditions = forms.CharField(
        label=_("Conditions"),
        widget=forms.Textarea,
        max_length=LONGEST_TEXT,
        help_text=_("The organisation reads them."),
    )
    field_order = ("conditions", "valid_until")


class FailForm(Form):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea,
        max_length=LONGEST_TEXT,
        help_text=_("Read by officers and auditors, not by the organisation."),
    )


class ListForm(ModelForm):
    """A list with its file; the headings only where the file's own are not known."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"))
    file = CheckedFileField(
        kinds=TABLES,
        label=_("File"),
        help_text=_("CSV or XLSX with headings in the first row, at most 100,000 lines."),
    )

    class Meta:
        model = SanctionsList
        fields = ["programme", "name", "source", "dated_on"]

    def __init__(self, *args: Any, programmes: Any, names: Any = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes
        if len(programmes) == 1:
            self.fields["programme"].initial = programmes[0]
        self.fields["name"].help_text = _("The name of a list that is here already replaces it.")
        labels = {
            "name": _("Heading of the column with names"),
            "aliases": _("Heading of the column with other names"),
            "kind": _("Heading of the column that tells persons from entities"),
            "reference": _("Heading of the column with references"),
            "country": _("Heading of the column with countries"),
        }
        for key in MAPPED:
            self.fields[f"{key}_heading"] = forms.CharField(
                label=labels[key],
                max_length=100,
                required=False,
                validators=[MaxLengthValidator(100)],
                help_text=_("Leave empty where it is one of those below."),
            )

    def headings(self) -> dict[str, str]:
        return {key: self.cleaned_data.get(f"{key}_heading", "") for key in MAPPED}
