import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapbridge.base.errors import Refused
from gapbridge.listen.assessments.anonymity import marks_in
from gapbridge.listen.assessments.models import Session, Statement

from .rooms import held, listening, new_session, voice


@pytest.mark.parametrize(
    "text",
    [
        "Zəng edin: +994 50 123 45 67.",
        "+994501234567",
        "call 00994 50 123-45-67",
        "(050) 123-45-67",
        "050.123.45.67",
        "0501234567",
        "501234567",
        "evdə 493-12-34",
        "her mail is aysel.m@example.org, she said",
        "AYSEL@EXAMPLE.AZ",
        "٠٥٠١٢٣٤٥٦٧",
    ],
)
def test_ways_to_reach_a_person_are_seen(text):
    assert marks_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "In 2009 and 2010, 1 200 000 manat",
        "1,250,000 and 100 000 000 and 1.250.000.000",
        "from 01.03.2009 to 05.04.2009",
        "01.03.2009-05.04.2009",
        "2009-03-01 2009-03-02",
        "open 09.00-18.00, room 12, 45 %, 10:30-12:00",
        "0,25 of 0.375",
        "we pay 120 for water @ the well",
        "10 13 14 17 18 40",
        "resolution 1325 (2000)",
    ],
)
def test_numbers_that_reach_nobody_may_stand(text):
    assert marks_in(text) == []


@given(st.text(max_size=300))
def test_any_text_is_looked_at_without_fault(text):
    assert isinstance(marks_in(text), list)


def test_notes_and_statements_with_a_contact_are_refused_and_say_which(cast):
    assessment = listening(cast)

    with pytest.raises(Refused) as notes:
        new_session(cast, assessment, notes="Ask her on 050 123 45 67.")
    assert notes.value.field == "notes"
    assert "050 123 45 67" in notes.value.messages[0]
    assert not Session.objects.exists()

    session = held(cast, assessment)
    with pytest.raises(Refused) as excerpt:
        voice(cast, session, "Write to a@example.org")
    assert excerpt.value.field == "excerpt"
    assert not Statement.objects.exists()
