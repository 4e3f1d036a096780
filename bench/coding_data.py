"""A session of 50,000 words with 1,000 excerpts, by the real actions: where it is, as JSON to standard output.

Its text is the same at every run: sentences put together from a list of words. `--only-text` prints the text and
the places of the excerpts, and needs no database.
"""

import json
import os
import random
import re
import sys
from datetime import date

WORDS, EXCERPTS, PARAGRAPH = 50_000, 1_000, 60
FURTHER = 60  # excerpts that are stored while the time is taken
VOCABULARY = re.findall(
    r"\w+",
    """water river school road winter bus roof rain neighbour paper office certificate village evening girls boys
    mother elder work field market price bread doctor clinic medicine month summer road far dark near old new
    closed open broken never always often they we nobody somebody asked told came went gave took says said wait
    walks lives sleeps brings pays needs wants knows fears hopes because when where before after without with
    under over the a our their this that every each second first last long short and but so""",
)


def text() -> list[str]:
    """Paragraphs of about sixty words."""
    chance = random.Random(7)
    paragraphs, left = [], WORDS
    while left > 0:
        size = min(PARAGRAPH, left)
        words = [chance.choice(VOCABULARY) for _ in range(size)]
        for end in range(11, size, 12):
            words[end] += "."
        paragraphs.append(" ".join(words) + ("" if words[-1].endswith(".") else "."))
        left -= size
    return paragraphs


def excerpts(paragraphs: list[str]) -> list[tuple[int, int, int]]:
    """(paragraph, first character, last) of excerpts of 4 to 30 words, evenly spread; some overlap."""
    chance, found = random.Random(11), set()
    while len(found) < EXCERPTS + FURTHER:
        number = len(found) * len(paragraphs) // (EXCERPTS + FURTHER)
        words = paragraphs[number].split()
        first = chance.randrange(0, max(len(words) - 30, 1))
        last = min(first + chance.randint(4, 30), len(words))
        start = len(" ".join(words[:first])) + (1 if first else 0)
        found.add((number, start, len(" ".join(words[:last]))))
    return sorted(found, key=lambda each: random.Random(repr(each)).random())


def main() -> None:
    paragraphs = text()
    places = excerpts(paragraphs)
    if "--only-text" in sys.argv:
        json.dump({"paragraphs": paragraphs, "places": places, "excerpts": EXCERPTS}, sys.stdout)
        return
    json.dump(make(paragraphs, places), sys.stdout)


def make(paragraphs: list[str], places: list[tuple[int, int, int]]) -> dict:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gapbridge.conf.settings")
    import django

    django.setup()

    from gapbridge.listen.assessments import actions as listening
    from gapbridge.listen.coding import actions
    from gapbridge.people.models import User
    from gapbridge.programmes.models import Clause, Place, PopulationGroup, Programme

    officer = User.objects.get(email="protection_officer@example.org")
    assessment = listening.create_assessment(
        actor=officer,
        programme=Programme.objects.get(slug="spcp-azerbaijan"),
        title="Measured",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 31),
        language="en",
    )
    listening.start_assessment(actor=officer, assessment=assessment)
    notes = "\n".join(paragraphs)
    session = listening.create_session(
        actor=officer,
        assessment=assessment,
        kind="focus_group",
        place=Place.objects.filter(kind="settlement").first() or Place.objects.filter(kind="city").first(),
        held_on=date(2026, 3, 10),
        language="en",
        sex="female",
        age_group="18-40",
        population=PopulationGroup.objects.filter(kind="status").first(),
        participants=8,
        notes=notes,
    )
    listening.record_consent(
        actor=officer,
        session=session,
        scope="internal",
        text_version="1",
        language="en",
        manner="spoken",
        taken_on=date(2026, 3, 10),
    )
    listening.hold_session(actor=officer, session=session)
    codes = list(Clause.objects.filter(framework__key="protection-gaps").order_by("position"))
    starts = [0]
    for each in paragraphs:
        starts.append(starts[-1] + len(each) + 1)
    found = [(starts[number] + first, starts[number] + last) for number, first, last in places]
    for index, (start, end) in enumerate(found[:EXCERPTS]):
        clauses = [codes[index % len(codes)], *([codes[index * 7 % len(codes)]] if index % 5 == 0 else [])]
        actions.mark(
            actor=officer,
            session=session,
            start=start,
            end=end,
            excerpt=notes[start:end],
            clauses=list(dict.fromkeys(clauses)),
        )
    further = [{"start": start, "end": end, "excerpt": notes[start:end]} for start, end in found[EXCERPTS:]]
    return {
        "session": session.pk,
        "officer": officer.pk,
        "code": f"c{codes[5].pk}",
        "further": further,
        "codes": len(codes),
    }


if __name__ == "__main__":
    main()
