"""Dates in the call's own zone, and as a calendar file."""

from datetime import UTC, date, datetime

import pytest

from gapbridge.act.calls.ical import Event, calendar, folded
from gapbridge.act.calls.zones import distance, is_zone, spelt

NOW = datetime(2027, 2, 3, 10, 0, tzinfo=UTC)  # 14:00 in Baku


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2027, 2, 15, 14, 0, tzinfo=UTC), "in 12 days"),
        (datetime(2027, 2, 3, 20, 30, tzinfo=UTC), "tomorrow"),  # after midnight in Baku
        (datetime(2027, 2, 3, 13, 0, tzinfo=UTC), "today, in 3 hours"),
        (datetime(2027, 2, 3, 10, 20, tzinfo=UTC), "today, in 20 minutes"),
        (datetime(2027, 2, 3, 9, 0, tzinfo=UTC), "today, it is over"),
        (datetime(2027, 2, 2, 10, 0, tzinfo=UTC), "yesterday"),
        (datetime(2027, 1, 29, 10, 0, tzinfo=UTC), "5 days ago"),
    ],
)
def test_a_distance_is_counted_in_the_days_of_the_calls_zone(moment, said):
    assert distance(moment, NOW, "Asia/Baku") == said


def test_a_moment_is_spelt_with_its_zone_and_offset():
    text = spelt(datetime(2027, 7, 1, 14, 0, tzinfo=UTC), "Europe/Berlin")
    assert text == "1 July 2027, 16:00 (Berlin time, UTC+02:00)"


@pytest.mark.parametrize(("name", "known"), [("Asia/Baku", True), ("asia/baku", False), ("../etc", False)])
def test_only_zones_by_their_exact_names_are_known(name, known):
    assert is_zone(name) is known


def test_lines_of_a_calendar_are_folded_at_75_octets_and_no_letter_is_cut():
    text = "SUMMARY:" + "Şəhər və köçkün, " * 12
    lines = folded(text).split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert all(line.startswith(b" ") for line in lines[1:-1])
    assert b"".join([lines[0], *(line[1:] for line in lines[1:])]).decode() == text


def test_a_calendar_escapes_what_would_end_a_value():
    event = Event("1@x", "A; b, c\\d\r\nEND:VEVENT", NOW, url="https://x.example/")
    text = calendar([event], NOW).decode()
    assert "SUMMARY:A\\; b\\, c\\\\d\\nEND:VEVENT\r\n" in text
    assert text.count("\r\nEND:VEVENT") == 1
    assert "DTSTART:20270203T100000Z" in text


def test_a_day_lasts_from_its_morning_to_the_next_one():
    text = calendar([Event("2@x", "Results", date(2027, 2, 28))], NOW).decode()
    assert "DTSTART;VALUE=DATE:20270228\r\nDTEND;VALUE=DATE:20270301" in text
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
