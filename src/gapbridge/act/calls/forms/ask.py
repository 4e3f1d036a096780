"""Questions from applicants, and their answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.act.calls.models import Question
from gapbridge.act.calls.rules import organisations_of
from gapbridge.act.procedures.definition import words_in
from gapbridge.base.forms import Form
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES

LONG = 300  # words; a question that has more is marked, and not proposed as what is published


def is_long(question: Question) -> bool:
    return words_in(question.text) > LONG


class OfOrganisation(Form):
    """Asks for which of one's organisations, when there are several."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("For which organisation"), required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        own = Organisation.objects.filter(pk__in=organisations_of(user))
        self.fields["organisation"].queryset = own
        if len(own) < 2:
            del self.fields["organisation"]


class AskForm(OfOrganisation):
    text = forms.CharField(
        label=_("Your question"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Leave out names: the office publishes it in its own words, and never who asked."),
    )
    language = Question._meta.get_field("language").formfield()

    field_order = ("text", "language", "organisation")

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        kwargs["initial"] = {"language": user.language, **kwargs.get("initial", {})}
        super().__init__(*args, user=user, **kwargs)


class AnswerForm(Form):
    published_text = forms.CharField(
        label=_("The question as everybody reads it"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In your own words, so that nobody is recognised by it."),
    )
    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 8}))
    language = forms.ChoiceField(label=_("Language of both"), choices=NARRATIVE_LANGUAGES)

    def __init__(self, *args: Any, question: Question, **kwargs: Any):
        own = {
            "published_text": question.published_text or ("" if is_long(question) else question.text),
            "answer": question.answer,
            "language": question.answer_language if question.answered_at else question.language,
        }
        kwargs["initial"] = {**own, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
