"""Whatever two writers in three windows do, and whatever gets lost on the way: no acknowledged text disappears."""

from datetime import timedelta

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapbridge.act.applications.actions import choose_version, save_answers
from gapbridge.act.applications.models import Answer, AnswerVersion, Part
from gapbridge.people.models import Membership, User
from tests.act import granting

WORDS = st.lists(st.sampled_from(["water", "light", "heat", "pipes", ""]), max_size=4).map(" ".join)
WINDOW = st.integers(0, 2)
STEPS = st.one_of(
    st.tuples(st.just("rewrite"), WINDOW, WORDS),
    st.tuples(st.just("go on"), WINDOW, WORDS),
    st.tuples(st.just("lose the answer"), WINDOW, WORDS),
    st.tuples(st.just("reload"), WINDOW, st.just("")),
    st.tuples(st.just("choose"), WINDOW, st.sampled_from(["stands", "waits", "both"])),
)


class Window:
    """A page as its browser has it: the text in the field, and the version it was written on."""

    def __init__(self, name, person, part):
        self.name, self.person, self.part = name, person, part
        self.turn, self.based, self.text = 0, 0, ""

    def reload(self):
        stored = Answer.objects.filter(part=self.part).first()
        self.based, self.text = (stored.version, stored.value) if stored else (0, "")
        self.name += "'"

    def save(self, text, at, *, heard=True):
        self.text, self.turn = text, self.turn + 1
        saved = save_answers(
            actor=self.person,
            part=self.part,
            answers={"need": text},
            based_on={"need": self.based},
            window=self.name,
            turn=self.turn,
            received_at=at,
        )
        if heard and not saved.waiting:
            self.based = saved.versions["need"]


def every_text(part):
    return [
        *Answer.objects.filter(part=part).values_list("value", flat=True),
        *AnswerVersion.objects.filter(answer__part=part).values_list("value", flat=True),
    ]


def stands_in(text, kept):
    """Word by word and in order, as it does where its writer only went on from it."""
    words = iter(kept.split())
    return all(each in words for each in text.split())


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, max_size=14))
def test_no_text_that_was_acknowledged_ever_disappears(cast, steps):
    part = _part(cast)
    windows = [
        Window("a", cast.applicant, part),
        Window("b", cast.applicant, part),
        Window("c", _second(cast), part),
    ]
    acknowledged: list[str] = []
    start = timezone.now()
    for number, (what, which, words) in enumerate(steps):
        window, at = windows[which], start + timedelta(seconds=number)
        if what == "reload":
            window.reload()
        elif what == "choose":
            _choose(window, words, at)
        else:
            text = f"{window.text} {words}".strip() if what == "go on" else words
            window.save(text, at, heard=what != "lose the answer")
            acknowledged.append(text)
        _check(part, acknowledged)


def _check(part, acknowledged):
    kept = every_text(part)
    for text in filter(str.strip, acknowledged):
        assert any(stands_in(text, each) for each in kept), f"{text!r} is gone from {kept}"
    stored = Answer.objects.filter(part=part).first()
    assert stored is None or stored.version >= 1


def _choose(window, choice, at):
    waiting = (
        AnswerVersion.objects.filter(answer__part=window.part, waits=True).select_related("answer").first()
    )
    if waiting is None:
        return
    standing = waiting.answer.value
    value = {"stands": standing, "waits": waiting.value, "both": f"{standing} {waiting.value}"}[choice]
    choose_version(
        actor=window.person, version=waiting, value=value, based_on=waiting.answer.version, received_at=at
    )


def _part(cast) -> Part:
    Part.objects.all().delete()
    if not hasattr(cast, "call_to_write"):
        cast.call_to_write = granting.call(cast)
    cast.call_to_write.applications.all().delete()
    return granting.application(cast.call_to_write, cast.cso, cast.applicant, "draft").parts.get()


def _second(cast) -> User:
    person, made = User.objects.get_or_create(email="colleague@example.org", defaults={"name": "colleague"})
    if made:
        Membership.objects.create(user=person, organisation=cast.cso, role="cso_staff")
    return person
