import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.template.defaultfilters import filesizeformat
from django.utils.html import escape, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gapbridge.act.calls.models import Call
from gapbridge.act.trainings.models import Training
from gapbridge.agree.gaps.models import Gap
from gapbridge.base.filekinds import KINDS, SOUND
from gapbridge.base.forms import Form, ModelForm
from gapbridge.base.uploads import CheckedFileField, CheckedUpload, park, parked
from gapbridge.people.models import Organisation
from gapbridge.people.roles import Role
from gapbridge.programmes.models import NARRATIVE_LANGUAGES
from gapbridge.programmes.standing import standing

from . import queries
from .models import Edition, Resource
from .rules import OTHER_LANGUAGE

LANGUAGES = ("en", "az", "ru")
MOST_MONTHS = 120  # between two reviews
KINDS_OF_FIELD = ("text", "date", "number", "paragraph")  # as share/blocks asks them


class NormsField(forms.CharField):
    """One law or norm a line; the same in other languages after “ | ”, in the order English, Azerbaijani, Russian."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            rows = [[each.get(language, "") for language in LANGUAGES] for each in value]
            return "\n".join(" | ".join(row).rstrip(" |") for row in rows)
        return value

    def clean(self, value: Any) -> list[dict[str, str]]:
        lines = [line.split("|") for line in super().clean(value).splitlines() if line.strip()]
        return [
            {key: part.strip() for key, part in zip(LANGUAGES, parts, strict=False) if part.strip()}
            for parts in lines
        ]


class FieldsField(forms.CharField):
    """What a template asks, one a line: key | kind | English | Azerbaijani | Russian."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(
                " | ".join([each["key"], each["kind"], *(each["label"].get(code, "") for code in LANGUAGES)])
                for each in value
            )
        return value

    def clean(self, value: Any) -> list[dict[str, Any]]:
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        return [self._field(number, line) for number, line in enumerate(lines, start=1)]

    @staticmethod
    def _field(number: int, line: str) -> dict[str, Any]:
        key, kind, *labels = [*(part.strip() for part in line.split("|")), "", ""]
        label = {code: text for code, text in zip(LANGUAGES, labels, strict=False) if text}
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", key) or kind not in KINDS_OF_FIELD or not label:
            raise forms.ValidationError(
                _now(
                    "Line %(line)s: write key | kind | label. The key has small Latin letters, digits and _; "
                    "the kind is one of %(kinds)s."
                )
                % {"line": number, "kinds": ", ".join(KINDS_OF_FIELD)}
            )
        return {"key": key, "kind": kind, "label": label}


class AboutForm(ModelForm):
    """What a resource is about; not its words."""

    audience = forms.MultipleChoiceField(
        label=_("For whom"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None means everybody."),
    )
    rests_on = NormsField(
        label=_("Laws and norms it rests on"),
        required=False,
        help_text=_("One a line. The same in other languages after “|”: English | Azerbaijani | Russian."),
    )

    fields_asked = FieldsField(
        label=_("What a template asks"),
        required=False,
        help_text=_(
            "For templates, one a line: key | text, date, number or paragraph | English | Azerbaijani | Russian. "
            "In the paper it stands as {{ key }}."
        ),
    )

    class Meta:
        model = Resource
        fields = (
            "kind",
            "topics",
            "audience",
            "jurisdiction",
            "rests_on",
            "author",
            "licence",
            "valid_until",
            "review_months",
            "clauses",
            "calls",
            "trainings",
            "gaps",
        )
        widgets = {"topics": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, user: Any, programme: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["fields_asked"].initial = self.instance.fields
        self.fields["review_months"].validators.append(MaxValueValidator(MOST_MONTHS))
        for name, model in (("calls", Call), ("trainings", Training), ("gaps", Gap)):
            seen = model.objects.visible_to(user)
            path = "intervention__programme" if model is not Gap else "programme"
            self.fields[name].queryset = seen.filter(**{path: programme})  # type: ignore[attr-defined]


def largest(ending: str) -> int:
    """In bytes, for a file of the hub."""
    return settings.HUB_VIDEO_MAX_BYTES if ending in SOUND else settings.UPLOAD_MAX_BYTES


class ContentForm(Form):
    """The words, a file or an address: of a first version or of the next.

    A file that came with a form that is refused stays here and need not be sent again. One that is in the hub
    already is pointed out; whoever sends it decides.
    """

    user: Any = None
    upload: CheckedUpload | None = None
    word = ""  # under which it is kept

    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(label=_("Summary"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    text = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Markdown: **bold**, lists, links."),
    )
    paper = forms.CharField(
        label=_("The paper itself"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Of a template: Markdown with {{ fields }}, which readers fill in."),
    )
    file = CheckedFileField(label=_("File"), required=False, kinds=KINDS, most=largest)
    kept_file = forms.CharField(required=False, widget=forms.HiddenInput)
    in_spite = forms.BooleanField(label=_("Add it all the same"), required=False, widget=forms.HiddenInput)
    url = forms.URLField(label=_("Web address"), required=False, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _now("At most %(most)s; sound and video at most %(video)s.") % {
            "most": filesizeformat(settings.UPLOAD_MAX_BYTES),
            "video": filesizeformat(settings.HUB_VIDEO_MAX_BYTES),
        }

    def without_paper_unless(self, resource: Resource) -> None:
        if resource.kind != Resource.Kind.TEMPLATE:
            del self.fields["paper"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        word, in_spite = data.pop("kept_file", ""), data.pop("in_spite", False)
        if "file" in self.errors:
            return data
        self.upload, self.word = data.get("file"), ""
        if self.upload is None and word:
            self.upload, self.word = parked(word, self.user), word
            if self.upload is None:
                self.add_error("file", _now("The file is kept no longer. Choose it again."))
        data["file"] = self.upload
        if self.upload is not None and not in_spite:
            self._point_out_twins(self.upload)
        return data

    def _point_out_twins(self, upload: CheckedUpload) -> None:
        there = queries.twins(self.user, file_sha256=upload.sha256)[:3]
        if not there:
            return
        self.fields["in_spite"].widget = forms.CheckboxInput()
        links = {each.edition.get_absolute_url(): each.edition.title for each in there}
        self["in_spite"].help_text = format_html_join(", ", '<a href="{}">{}</a>', links.items())
        self.add_error(
            "file",
            _now("This file is there already. Open what is named below, or tick “Add it all the same”."),
        )

    def full_clean(self) -> None:
        super().full_clean()
        self._keep_file()

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        self._keep_file()

    def _keep_file(self) -> None:
        """As soon as anything of the form is refused."""
        if not self._errors:
            return
        if self.upload is not None:
            self.word = self.word or park(self.upload, self.user)
            self["file"].help_text = _now("“%(name)s” is kept. Choose another to replace it.") % {
                "name": escape(self.upload.name)
            }
        self.data = self.data.copy()
        self.data["kept_file"] = self.word


class LanguageField(forms.ChoiceField):
    def __init__(self, **kwargs: Any):
        super().__init__(
            label=_("Language"),
            choices=NARRATIVE_LANGUAGES,
            help_text=_("Of a document in another language: the one in which you describe it here."),
            error_messages={"invalid_choice": OTHER_LANGUAGE},
            **kwargs,
        )


class NewResourceForm(AboutForm, ContentForm):
    """A first edition together with what it is about. Of a partner: for which organisation it is handed in."""

    language = LanguageField()
    organisation = forms.ModelChoiceField(
        label=_("Handed in by"), queryset=Organisation.objects.none(), required=False
    )
    field_order = (
        "organisation", "kind", "language", "title", "summary", "text", "paper", "fields_asked", "file", "in_spite",
        "url",
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, programme: Any, **kwargs: Any):
        super().__init__(*args, user=user, programme=programme, **kwargs)
        self.user = user
        if user.has_perm("library.add_resource", programme):
            del self.fields["organisation"]
            return
        own = Organisation.objects.filter(pk__in=standing(user).organisations_as(Role.CSO_STAFF))
        field = self.fields["organisation"]
        field.queryset, field.required, field.initial = own, True, own.first()  # type: ignore[attr-defined]


class NewEditionForm(ContentForm):
    language = LanguageField()
    field_order = ("language",)

    def __init__(self, *args: Any, user: Any, resource: Resource, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        self.without_paper_unless(resource)
        there = set(resource.editions.values_list("language", flat=True))
        # Only what is offered: what somebody else has added meanwhile, the action names.
        self.fields["language"].widget.choices = [
            each for each in NARRATIVE_LANGUAGES if each[0] not in there
        ]  # type: ignore[attr-defined]


class NewVersionForm(ContentForm):
    note = forms.CharField(label=_("What is new in it"), max_length=300, required=False)
    same_file = forms.BooleanField(label=_("Keep the file that is there"), required=False, initial=True)
    field_order = ("title", "summary", "note", "text", "paper", "same_file", "file", "in_spite", "url")

    def __init__(self, *args: Any, user: Any, edition: Edition, **kwargs: Any):
        current = edition.current
        held = {"text": current.text, "paper": current.paper, "url": current.url} if current else {}
        kwargs["initial"] = {
            "title": edition.title,
            "summary": edition.summary,
            **held,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        self.user = user
        self.without_paper_unless(edition.resource)
        self.held_file = current.file if current else None
        if self.held_file is None:
            del self.fields["same_file"]
        else:
            self.fields["same_file"].help_text = self.held_file.original_name

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["same_file"] = self.held_file if data.get("same_file") else None
        return data


class DoubtForm(Form):
    text = forms.CharField(
        label=_("What has changed, or what do you wonder about?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(Form):
    answer = forms.CharField(
        label=_("Answer"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Who asked with an account gets it by mail and sees it on the page of the resource."),
    )
