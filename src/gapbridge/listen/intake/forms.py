import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.errors import Refused
from gapbridge.base.forms import Form
from gapbridge.base.uploads import check_upload, clean_name
from gapbridge.listen.assessments.anonymity import Mark
from gapbridge.listen.assessments.forms import SessionForm
from gapbridge.listen.assessments.models import Consent
from gapbridge.listen.places import inhabited, place_label
from gapbridge.programmes.models import PopulationGroup

from .exports import Export, read_export
from .exports.media import read_media
from .mapping.parts import BY_KEY, NOTES, PARTS, SAID, Part
from .mapping.prefill import Prefill, Said
from .mapping.spellings import ENUMERATIONS, NO, YES, Spellings
from .models import Mapping
from .queries import unread_values
from .words import field_of, without

CONSENT = "consent_"
CONSENT_FIELDS = (
    "scope",
    "guardian_consent",
    "child_assent",
    "manner",
    "language",
    "text_version",
    "taken_on",
)
REPLACE, KEEP = "replace", "keep"
LARGEST_ARCHIVE = 200 * 1024 * 1024  # bytes


# --- taking in -----------------------------------------------------------------------------------


def _consent_fields() -> dict[str, forms.Field]:
    made = forms.fields_for_model(
        Consent, CONSENT_FIELDS, widgets={"scope": forms.RadioSelect, "manner": forms.RadioSelect}
    )
    for name in ("scope", "manner"):
        made[name].choices = [each for each in made[name].choices if each[0]]  # type: ignore[attr-defined]
    return {f"{CONSENT}{name}": field for name, field in made.items()}


class TakeInForm(SessionForm):
    """A session, its consent, what was said, and what becomes of each word that looks like a name.

    Made for one answer by `take_in_form`, which adds the fields that depend on it.
    """

    template_name = "intake/forms/groups.html"
    said_count = 0
    marks: Sequence[Mark] = ()

    consent_given = forms.BooleanField(
        label=gettext_lazy("The people agreed that their words are used"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields[f"{CONSENT}language"].label = _("Language in which it was explained")
        self.fields[f"{CONSENT}text_version"].help_text = _(
            "Which text was read to them, for example “2009-1”."
        )
        self.fields[f"{CONSENT}scope"].help_text = _(
            "As far as the people said, no further. They can take it back at any time."
        )
        self.fields["notes"].help_text = _(
            "Put together from the answers. Take out what would let somebody recognise a person."
        )

    @property
    def groups(self) -> Iterator[tuple[str, str, list[Any]]]:
        """Heading, what to do, and the fields below it."""
        words = [field_of(mark) for mark in self.marks]
        said = [name for index in range(self.said_count) for name in (f"said_{index}", f"rank_{index}")]
        consent = ["consent_given", *(f"{CONSENT}{name}" for name in CONSENT_FIELDS)]
        apart = {*words, *said, *consent, "notes"}
        yield _("Who was listened to"), "", [each for each in self.visible_fields() if each.name not in apart]
        yield _("Consent"), "", [self[name] for name in consent]
        yield "", "", [self["notes"]]
        if said:
            yield (
                _("In their own words"),
                _("Each becomes a voice to be coded. Empty one to leave it out."),
                [self[name] for name in said],
            )
        if words:
            yield (
                _("Words that would let somebody recognise a person"),
                _("They are replaced in the notes and in what was said, before anything is kept."),
                [self[name] for name in words],
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        gone = [mark for mark in self.marks if data.get(field_of(mark)) == REPLACE]
        for name in ("notes", *(f"said_{index}" for index in range(self.said_count))):
            if data.get(name):
                data[name] = without(data[name], gone)
        data["known_words"] = [mark.text for mark in self.marks if data.get(field_of(mark)) == KEEP]
        return data


def take_in_form(filled: Prefill, marks: Sequence[Mark]) -> type[TakeInForm]:
    """The form for one answer: its statements, and a decision for each word in `marks`."""
    made: dict[str, Any] = _consent_fields()
    for index, said in enumerate(filled.said):
        made |= _said_fields(index, said)
    made |= {field_of(mark): _word_field(mark) for mark in marks}
    return type(TakeInForm)(
        "TakeInForm", (TakeInForm,), {**made, "said_count": len(filled.said), "marks": marks}
    )


def _said_fields(index: int, said: Said) -> dict[str, forms.Field]:
    number = {"number": index + 1}
    return {
        f"said_{index}": forms.CharField(
            label=_("Voice %(number)s") % number,
            required=False,
            max_length=20_000,
            widget=forms.Textarea(attrs={"rows": 3}),
            initial=said.words,
        ),
        f"rank_{index}": forms.IntegerField(
            label=_("People's own rank of voice %(number)s") % number,
            required=False,
            min_value=1,
            max_value=32_767,
            initial=said.rank,
        ),
    }


def _word_field(mark: Mark) -> forms.Field:
    choices = [(REPLACE, _("Write “%(text)s” instead") % {"text": mark.replacement})]
    if not mark.certain:
        choices.append((KEEP, _("Nobody’s name: leave it as it is")))
    return forms.ChoiceField(label=mark.text, choices=choices, widget=forms.RadioSelect, initial=REPLACE)


def initial_of(filled: Prefill) -> dict[str, Any]:
    consent = {f"{CONSENT}{name}": value for name, value in filled.consent.items()}
    language = {f"{CONSENT}language": filled.session["language"]} if "language" in filled.session else {}
    return {**language, **filled.session, **consent, "consent_given": filled.consented}


# --- mapping -------------------------------------------------------------------------------------


class MappingForm(Form):
    """Which question fills which part, and what answers mean that no spelling tells."""

    template_name = "intake/forms/groups.html"

    def __init__(self, *args: Any, mapping: Mapping, labels: dict[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.mapping = mapping
        self.columns = [(name, _named(name, labels)) for name in mapping.columns]
        self.values = [(f"value_{index}", *each) for index, each in enumerate(unread_or_said(mapping))]
        for part in PARTS:
            self._choose(part.key, part.label)
        self._choose(SAID, _("In their own words"))
        self._choose("rank", _("People's own rank"), mapping.rules.get(SAID, {}).get("rank", ""))
        self.fields[NOTES] = forms.MultipleChoiceField(
            label=_("Questions that make up the notes"),
            choices=self.columns,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=mapping.rules.get(NOTES, {}).get("from", []),
        )
        spellings = Spellings()
        choices = {key: value_choices(BY_KEY[key]) for key in {key for _name, key, _text in self.values}}
        for name, key, text in self.values:
            self.fields[name] = forms.ChoiceField(
                label=_("%(part)s: “%(text)s”") % {"part": BY_KEY[key].label, "text": text},
                choices=[("", _("Nobody has said yet")), *choices[key]],
                required=False,
                initial=mapping.rules[key]["values"][text] or spellings.meant(BY_KEY[key], text),
            )

    def _choose(self, key: str, label: Any, initial: str | None = None) -> None:
        self.fields[key] = forms.ChoiceField(
            label=label,
            choices=[("", _("None of the questions")), *self.columns],
            required=False,
            initial=self.mapping.rules.get(key, {}).get("from", "") if initial is None else initial,
        )

    @property
    def groups(self) -> Iterator[tuple[str, str, list[Any]]]:
        if self.values:
            yield (
                _("What answers mean"),
                _("These answers are not written as we write them."),
                [self[name] for name, _key, _text in self.values],
            )
        yield _("Parts of a session"), "", [self[part.key] for part in PARTS]
        yield _("Notes and voices"), "", [self[name] for name in (NOTES, SAID, "rank")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        values: dict[str, dict[str, str]] = {}
        for name, key, text in self.values:
            values.setdefault(key, {})[text] = data.pop(name, "")
        rank = data.pop("rank", "")
        return {
            "sources": {key: data.get(key, "") for key in (*BY_KEY, SAID)},
            "notes": data.get(NOTES, []),
            "rank": rank,
            "values": values,
        }


def _named(name: str, labels: dict[str, str]) -> str:
    label = labels.get(name) or labels.get(name.rpartition("/")[2])
    return f"{label} ({name})" if label and label != name else name


def unread_or_said(mapping: Mapping) -> list[tuple[str, str]]:
    """(part, answer) that somebody has to say, or has said before."""
    said = [
        (key, text)
        for key, rule in mapping.rules.items()
        if key in BY_KEY and BY_KEY[key].has_values
        for text, value in rule.get("values", {}).items()
        if value
    ]
    return [*unread_values(mapping), *said]


def value_choices(part: Part) -> list[tuple[str, Any]]:
    if part.kind == "yes_no":
        return [(YES, _("Yes")), (NO, _("No"))]
    if part.key == "place":
        return [(place.code, place_label(place)) for place in inhabited()]
    if part.key in {"population", "diversity"}:
        kind = "status" if part.key == "population" else "diversity"
        return [(group.key, str(group)) for group in PopulationGroup.objects.filter(kind=kind)]
    return [(str(value), label) for value, label in ENUMERATIONS[part.key]]


# --- import --------------------------------------------------------------------------------------


class ImportForm(Form):
    """`cleaned_data`: what `import_answers` takes."""

    file = forms.FileField(
        label=gettext_lazy("File of answers"),
        help_text=gettext_lazy(
            "CSV or XLSX from Kobo, or the ZIP from ODK Central. Choose XML values and headers."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.zip"}),
    )
    media = forms.FileField(
        label=gettext_lazy("Archive of photos and sound"),
        required=False,
        help_text=gettext_lazy("A ZIP, as Kobo gives it out. ODK Central's is in the same ZIP already."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
    )
    only_sound = forms.BooleanField(
        label=gettext_lazy("Bring in the sound rows and leave the others out"),
        required=False,
        help_text=gettext_lazy("First try without: then you see which rows need correcting."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        file, archive = data["file"], data.pop("media", None)
        try:
            export, checked = _read(file)
            media = _media(file, archive)
        except Refused as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else "file", refusal)
            return data
        return {
            "export": export,
            "file_name": clean_name(file.name or ""),
            "sha256": checked,
            "media": media.files,
            "left_out": media.left_out,
            "only_sound": data["only_sound"],
        }


def _read(file: File) -> tuple[Export, str]:
    name = clean_name(file.name or "")
    if name.lower().endswith(".zip"):
        _check_archive(file, "file")
    elif name.lower().endswith((".csv", ".xlsx", ".txt")):
        check_upload(file, "file")
    else:
        raise Refused(_("Send the answers as CSV, XLSX or ZIP."), field="file")
    file.seek(0)
    content = file.read()
    return read_export(content, name), hashlib.sha256(content).hexdigest()


def _check_archive(file: File, field: str) -> None:
    if file.size > LARGEST_ARCHIVE:
        raise Refused(_("This archive is too large. Send at most 200 MB at a time."), field=field)
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        raise Refused(_("This is no ZIP archive. Download it again."), field=field)


def _media(file: File, archive: File | None) -> Any:
    if archive is not None:
        _check_archive(archive, "media")
        return read_media(archive)
    if (file.name or "").lower().endswith(".zip"):
        return read_media(file)
    return read_media(None)
