"""Maps, rankings and the long forms of gaps in a real browser, on the narrowest screen."""

import pytest
from django.urls import reverse

from gapbridge.agree.gaps import actions
from gapbridge.agree.gaps.models import Gap
from gapbridge.listen.assessments.models import Session

from . import story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 320, "height": 640}


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def officer(cast, client, page, live_server):
    client.force_login(cast.protection_officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    key = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    return page


def drafts(cast):
    made = []
    for rank in (2, 1):
        gap = story.gap(
            cast, places=[cast.district], populations=[cast.idps], people_affected=10 * rank, people_rank=rank
        )
        gap.evidence.get().statement.clauses.set(cast.framework.clauses.all())
        for age in ("10-13", "14-17", "41+"):
            voice = story.statement(cast, people_rank=rank)
            Session.objects.filter(pk=voice.session_id).update(age_group=age)
            gap.evidence.create(statement=voice)
        made.append(gap)
    return made


def test_gaps_are_written_merged_split_and_mapped_on_a_phone(cast, officer, axe):
    one, two = drafts(cast)
    voices = ",".join(str(each.statement_id) for each in one.evidence.all())
    programme = cast.programme.pk
    addresses = [
        reverse("gaps:choose_voices", args=[programme]),
        f"{reverse('gaps:propose', args=[programme])}?statements={voices}",
        reverse("gaps:merge", args=[programme]),
        f"{reverse('gaps:merge', args=[programme])}?gaps={one.pk}&gaps={two.pk}",
        reverse("gaps:split", args=[one.pk]),
        reverse("gaps:wordings", args=[one.pk]),
        reverse("gaps:choose_feedback", args=[one.pk]),
        reverse("gaps:rankings"),
        *(f"{reverse('gaps:maps')}?map={name}&show=voices" for name in ("clauses", "places", "change")),
    ]
    merged = actions.merge_gaps(
        actor=None, gaps=drafts(cast), code="M", title="Water", statement="None.", severity=4, reason="One."
    )
    addresses.append(merged.get_absolute_url())
    officer.set_viewport_size(PHONE)
    for address in addresses:
        officer.goto(address)
        assert fits(officer), officer.url
        axe(officer)


def test_a_gap_is_split_by_keyboard_and_pointer_with_a_part_more(cast, officer):
    one, _two = drafts(cast)
    officer.goto(reverse("gaps:split", args=[one.pk]))
    for number in range(2):
        part = officer.get_by_role("group", name=f"Part {number + 1}")
        part.get_by_label("Title").fill(f"Piece {number}")
        part.get_by_label("What people live").fill("Half of it.")
    for voice in officer.get_by_role("group", name="Part 1").get_by_label("Voice").all():
        voice.check()
    officer.get_by_role("group", name="Part 2").get_by_label("The pump is broken.").check()
    officer.get_by_role("button", name="Add a part").click()
    third = officer.get_by_role("group", name="Part 3")
    third.get_by_label("Title").fill("Piece 2")
    third.get_by_label("What people live").fill("The rest.")
    officer.get_by_label("Reason").fill("Three things.")
    officer.get_by_role("button", name="Split it").click()
    officer.get_by_role("heading", name="Where it comes from, what became of it").wait_for()
    assert sorted(Gap.objects.filter(title__startswith="Piece").values_list("title", flat=True)) == [
        "Piece 0",
        "Piece 1",
        "Piece 2",
    ]
