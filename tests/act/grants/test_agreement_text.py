"""The shipped agreement is whole in each language, and the limit of shifts is what the agreement says."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from gapbridge.act.grants import actions
from gapbridge.act.grants.formats.wording import FIELD, FIELDS
from gapbridge.act.grants.models import AgreementTemplate
from gapbridge.act.grants.queries.agreements import shipped

from .conftest import FIRST, LAST

# The titles and the form's headings of these tests are the same in every language.
WRITTEN_IN_ENGLISH = "A project of First CSO. People, equipment and supplies, indirect costs. The office."
WORD = re.compile(r"[a-z]{4,}")


def bare(text: str) -> set[str]:
    """Its words without the named fields."""
    return set(WORD.findall(FIELD.sub("", text.lower())))


@pytest.mark.parametrize("language", ["az", "ru"])
def test_the_shipped_text_says_the_same_in_each_language_and_nothing_in_english(language):
    texts = dict(shipped())
    english, other = texts["en"], texts[language]
    assert not bare(english) & bare(other)
    assert sorted(FIELD.findall(english)) == sorted(FIELD.findall(other))
    assert set(FIELD.findall(english)) == set(FIELDS)
    assert english.count("\n## ") == other.count("\n## ")


@pytest.mark.parametrize("language", ["en", "az", "ru"])
def test_it_is_filled_in_whole_in_the_language_of_the_application(officer, planned, language):
    application = planned.application
    application.language = language
    application.save()
    planned.refresh_from_db()
    agreement = actions.prepare_agreement(actor=officer, grant=planned, starts_on=FIRST, ends_on=LAST)
    assert agreement.language == language
    assert "{" not in agreement.text
    assert " 25 " in agreement.text
    assert " 45 " in agreement.text
    if language != "en":
        assert not bare(dict(shipped())["en"]) & bare(agreement.text) - bare(WRITTEN_IN_ENGLISH)


def test_the_limit_is_the_programmes_and_stands_in_each_agreement_as_it_was_signed(
    cast, officer, planned, as_
):
    form = {f"text_{language}": text for language, text in shipped()}
    address = reverse("grants:template", args=[cast.programme.pk])
    client = as_("grants_officer")
    assert client.post(address, form | {"shift_percent": "101"}).status_code == 422
    assert client.post(address, form | {"shift_percent": "10"}).status_code == 302
    assert AgreementTemplate.objects.get().shift_percent == 10
    agreement = actions.prepare_agreement(actor=officer, grant=planned, starts_on=FIRST, ends_on=LAST)
    assert (agreement.shift_percent, "up to 10 %" in agreement.text) == (10, True)
    client.post(address, form | {"shift_percent": "50"})
    shift = {"actor": cast.applicant, "grant": planned, "reason": "Prices fell."}
    for amount, state in ((300, "in_force"), (100, "asked")):  # together more than a tenth of 3,400
        shifts = {"people": Decimal(-amount), "goods": Decimal(amount)}
        assert actions.shift_budget(shifts=shifts, **shift).state == state
