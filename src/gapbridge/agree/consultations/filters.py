from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gapbridge.people.models import Organisation
from gapbridge.programmes.filters import ProgrammeFilter

from .lifecycle import CONSULTATION
from .models import Agreement, Answer, Comment, Consultation, Item, Stakeholder
from .texts import Sentence, sentences_of


class ConsultationFilter(ProgrammeFilter):
    text = django_filters.CharFilter(label=_("Text"), field_name="title", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label=_("State"), choices=CONSULTATION.choices)

    class Meta:
        model = Consultation
        fields = ("text", "programme", "state")


class AgreementFilter(ProgrammeFilter):
    programme_path = "consultation__programme"

    text = django_filters.CharFilter(
        label=_("Text"), field_name="consultation__title", lookup_expr="icontains"
    )

    class Meta:
        model = Agreement
        fields = ("text", "programme")


WAITING = "waiting"


class ItemChoice(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, obj: Item) -> str:
        return f"{obj.text.get('code', '')} {obj.text.get('title', '')}"


class ItemFilter(django_filters.ModelChoiceFilter):
    field_class = ItemChoice


class CommentFilter(django_filters.FilterSet):
    """Comments of one round. `sentence` ("text:120") asks for those on that sentence of `item`, as it stands now."""

    item = ItemFilter(label=_("Text"), queryset=Item.objects.none())
    stakeholder = django_filters.ModelChoiceFilter(
        label=_("Stakeholder"), queryset=Stakeholder.objects.none()
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Organisation.Kind.choices, method="of_kind")
    answer = django_filters.ChoiceFilter(
        label=_("Answer"),
        choices=[(WAITING, _("not answered yet")), *Answer.Outcome.choices],
        method="with_answer",
    )
    words = django_filters.CharFilter(label=_("Words"), method="with_words")

    class Meta:
        model = Comment
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.consultation = consultation
        self.filters["item"].queryset = consultation.items.order_by("pk")
        self.filters["stakeholder"].queryset = consultation.stakeholders.select_related(
            "organisation", "group__place"
        )

    def of_kind(self, rows: QuerySet[Comment], name: str, value: str) -> QuerySet[Comment]:
        groups = Q(stakeholder__group__isnull=False) if value == Organisation.Kind.COMMUNITY else Q(pk__in=[])
        return rows.filter(Q(stakeholder__organisation__kind=value) | groups)

    def with_answer(self, rows: QuerySet[Comment], name: str, value: str) -> QuerySet[Comment]:
        return rows.filter(answer=None) if value == WAITING else rows.filter(answer__outcome=value)

    def with_words(self, rows: QuerySet[Comment], name: str, value: str) -> QuerySet[Comment]:
        """Words that a group took back are not found."""
        return rows.filter(text__icontains=value, stakeholder__group__withdrawn_at=None)

    @property
    def sentence(self) -> Sentence | None:
        """The sentence that is asked about; None when none is, or when the text has none there."""
        if not hasattr(self, "_sentence"):
            self._sentence = self._find_sentence()
        return self._sentence

    def _find_sentence(self) -> Sentence | None:
        name, _colon, start = self.data.get("sentence", "").partition(":")
        item = self.form.cleaned_data.get("item") if self.form.is_valid() else None
        if item is None or not start.isdecimal():
            return None
        found = (each for each in sentences_of(item.text) if each.field == name and str(each.start) == start)
        return next(found, None)

    def filter_queryset(self, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        rows = super().filter_queryset(queryset)
        if self.sentence:
            rows = rows.filter(field=self.sentence.field, quote=self.sentence.text)
        return rows
