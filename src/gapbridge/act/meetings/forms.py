from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.forms import InterventionForm
from gapbridge.act.interventions.models import Intervention
from gapbridge.agree.analyses.difference import Piece, compare
from gapbridge.agree.consultations.models import Consultation
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.base import countries
from gapbridge.base.forms import Form, ModelForm
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Programme
from gapbridge.programmes.standing import standing

from .actions import Overtaken
from .models import AgendaItem, Delegation, FollowUp, Lesson, Meeting, Visit
from .models.agenda import ABOUT

SEVERAL = {"size": 6}
UNKNOWN = _("Leave empty when it is not known; 0 means there were none.")


def _field(name: str, **options: Any) -> Any:
    return Meeting._meta.get_field(name).formfield(**options)


class MeetingForm(InterventionForm):
    place = _field("place", label=_("Where it takes place"))
    outcome = _field("outcome", help_text=_("What came of it. Everyone who sees the meeting reads it."))
    also_for = _field(
        "also_for",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their people read the record, and find its lessons and follow-ups in their lists."),
    )

    def __init__(self, *args: Any, programme: Programme, reader: User, **kwargs: Any):
        super().__init__(*args, programme=programme, **kwargs)
        others = Programme.objects.visible_to(reader).exclude(pk=programme.pk).exclude(state="draft")
        self._offer("also_for", others)


class NewMeetingForm(MeetingForm):
    agenda = forms.CharField(
        label=_("Agenda"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One item a line, with the time in front if it is known: 10:00–10:30 Opening."),
    )


class AgendaLinesForm(Form):
    lines = forms.CharField(
        label=_("Agenda items"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("One item a line, with the time in front if it is known: 10:00–10:30 Opening."),
    )


class PartForm(ModelForm):
    """Of something that hangs from `meeting`; `reader` is offered what they may see."""

    def __init__(self, *args: Any, meeting: Meeting, reader: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.meeting, self.reader = meeting, reader
        self.programmes = list(meeting.programmes())
        self.arrange()

    def arrange(self) -> None:
        """Narrow what is offered."""

    def of_the_programmes(self, model: Any) -> Any:
        path = "plan__programme" if model is Measure else "programme"
        return model.objects.visible_to(self.reader).filter(**{f"{path}__in": self.programmes})

    def offer(self, name: str, queryset: Any) -> None:
        """What is chosen already stays on offer; a field without a choice is not shown."""
        chosen = self.initial.get(name)
        if chosen:
            kept = [getattr(each, "pk", each) for each in (chosen if isinstance(chosen, list) else [chosen])]
            queryset = queryset.model.objects.filter(pk__in=[*kept, *queryset.values_list("pk", flat=True)])
        self.fields[name].queryset = queryset
        if not queryset.exists():
            del self.fields[name]

    def later_interventions(self) -> Any:
        own = self.meeting.intervention
        visible = Intervention.objects.visible_to(self.reader)
        return visible.filter(ends_on__gte=own.starts_on).exclude(pk=own.pk)


class AgendaItemForm(PartForm):
    title = forms.CharField(label=_("Agenda item"), max_length=500)
    about = forms.ChoiceField(
        label=_("About"),
        required=False,
        help_text=_("The gap, the measure or the open consultation round that it is about, if there is one."),
    )

    class Meta:
        model = AgendaItem
        fields = ("title", "starts_at", "ends_at", "leads")
        widgets = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name in ("starts_at", "ends_at")
        }

    def arrange(self) -> None:
        current = self.instance.about
        self.things = {
            _now("Gaps"): list(self.of_the_programmes(Gap)),
            _now("Measures"): list(self.of_the_programmes(Measure)),
            _now("Consultation rounds"): list(self.of_the_programmes(Consultation).filter(state="open")),
        }
        if current and not any(current in things for things in self.things.values()):
            self.things[_now("As it stands")] = [current]
        groups = [
            (label, [(_key(each), str(each)) for each in things])
            for label, things in self.things.items()
            if things
        ]
        self.fields["about"].choices = [("", "---------"), *groups]
        self.initial.setdefault("about", _key(current) if current else "")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        chosen = found.pop("about", "")
        things = {_key(each): each for group in self.things.values() for each in group}
        for name in ABOUT:
            found[name] = things.get(chosen) if chosen.startswith(f"{name}-") else None
        return found


def _key(thing: Any) -> str:
    return f"{thing._meta.model_name}-{thing.pk}"


class DelegationForm(PartForm):
    country = forms.ChoiceField(
        label=_("Country it came for"),
        required=False,
        help_text=_("Leave empty for an organisation that works in many countries and speaks for none."),
    )

    class Meta:
        model = Delegation
        fields = ("organisation", "country", "mandate", "women", "men")
        help_texts = {
            "mandate": _(
                "An office or a role, such as “deputy head of department, to report back”. Never a name."
            ),
            "women": UNKNOWN,
            "men": UNKNOWN,
        }

    def arrange(self) -> None:
        self.fields["country"].choices = [("", "---------"), *countries.choices()]
        if not self.instance.pk:
            self.fields["country"].help_text = _(
                "Left empty, it is the organisation's own, unless that works in many countries."
            )


class VisitForm(PartForm):
    class Meta:
        model = Visit
        fields = ("what", "place", "visited_on", "learnt")


class LessonForm(PartForm):
    class Meta:
        model = Lesson
        fields = ("text", "language", "topic", "gaps", "measures", "taken_up_in")
        widgets = {
            "gaps": forms.SelectMultiple(attrs=SEVERAL),
            "measures": forms.SelectMultiple(attrs=SEVERAL),
        }
        help_texts = {"taken_up_in": _("The later intervention that does what was learnt here.")}

    def arrange(self) -> None:
        self.offer("gaps", self.of_the_programmes(Gap))
        self.offer("measures", self.of_the_programmes(Measure))
        self.offer("taken_up_in", self.later_interventions())


class FollowUpForm(PartForm):
    class Meta:
        model = FollowUp
        fields = (
            "kind", "text", "language", "asked_by", "owner", "due_on", "topic", "measure", "intervention",
        )  # fmt: skip
        help_texts = {
            "kind": _("A request is asked of somebody, a commitment is offered, a task was agreed on."),
            "owner": _("Its people are told by mail, and reminded a week before."),
            "measure": _("If it grew into one."),
            "intervention": _("If it grew into one."),
        }

    def arrange(self) -> None:
        came = Organisation.objects.filter(pk__in=self.meeting.delegations.values("organisation"))
        self.offer("asked_by", came)
        self.offer("measure", self.of_the_programmes(Measure))
        self.offer("intervention", self.later_interventions())


class FinishForm(Form):
    done_what = forms.CharField(
        label=_("What was done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    done_on = forms.DateField(label=_("Done on"), initial=timezone.localdate)


class TakeUpForm(Form):
    intervention = forms.ModelChoiceField(
        Intervention.objects.none(),
        label=_("Intervention"),
        help_text=_("One of your programmes' that does what was learnt here."),
    )

    def __init__(self, *args: Any, lesson: Lesson, reader: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["intervention"].queryset = interventions_to_take_up(lesson, reader)


def interventions_to_take_up(lesson: Lesson, reader: Any) -> Any:
    own = lesson.meeting.intervention
    mine = Intervention.objects.filter(programme__in=standing(reader).officer_in)
    return mine.filter(ends_on__gte=own.starts_on).exclude(pk=own.pk)


class NoteForm(Form):
    """Minutes, or what a delegation said. `seen` is the version the writer had before them.

    When somebody was quicker, `overtaken` is what they saved: the form shows it beside what was typed, and
    counts it as seen.
    """

    text = forms.CharField(
        label=_("Text"), required=False, max_length=100_000, widget=forms.Textarea(attrs={"rows": 16})
    )
    language = forms.ChoiceField(label=_("Language"), choices=NARRATIVE_LANGUAGES)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    overtaken: Any = None

    def add_error(self, field: Any, error: Any) -> None:
        if isinstance(error, Overtaken):
            self.overtaken = error.note
            self.data = self.data.copy()
            self.data["seen"] = str(error.note.version)
        super().add_error(field, error)

    @property
    def differences(self) -> list[Piece]:
        """From what the other saved to what was typed here, by words."""
        return compare(self.overtaken.text, self.data.get("text", "").replace("\r\n", "\n"))


class SaidForm(NoteForm):
    is_public = forms.BooleanField(
        label=_("Everyone who sees the meeting may read it"),
        required=False,
        help_text=_("Otherwise only those who take part in the programme read it."),
    )
    field_order = ("text", "language", "is_public", "seen")
