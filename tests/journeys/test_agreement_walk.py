"""A measure from its first words to an agreement that anybody can check, and on to a verified report: five people, one line."""

import re
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.serving import ROOT

pytestmark = pytest.mark.browser
PHONE = pytest.mark.parametrize("width", [320])
FIRST = "A team visits each settlement twice a month."
SECOND = "It stays for two days."
REVISED = "It stays for three days, one of them a Saturday."


def say(page: Any, **fields: str) -> None:
    for name, text in fields.items():
        page.locator(f"[name={name}]:visible").first.fill(text)


def send(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def tick(page: Any, group: str, text: str) -> None:
    """A box in a long folded list, found by its words."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.locator(f"[name={group}]").locator(f"xpath=ancestor::label[contains(., '{text}')]").first.click()


@PHONE
def test_a_measure_goes_from_first_words_to_an_agreement_and_a_verified_report(visit, sound, tmp_path):
    officer = visit("bridge_protection_officer")
    measure = _plan_a_measure(officer)
    round_ = _open_a_round(officer, sound)

    official = visit("official")
    official.goto(f"{round_}answer/")
    sound(official)
    line = official.locator(".line", has_text=SECOND)
    line.get_by_role("link", name="Comment on this sentence").click()
    say(official, text="People work during the week.")
    send(official, "Send the comment")
    _take(official, round_, "Agree with reservations", "One of the days should be a Saturday.")

    _answer_with_a_new_text(officer, round_, sound)
    official.goto(f"{round_}answer/")
    official.get_by_text("three").first.wait_for()
    sound(official)
    _take(official, round_, "Agree")
    donor = visit("donor")
    _take(donor, round_, "Agree")

    agreement = _close(officer, round_, sound)
    _check_the_file(officer, agreement, tmp_path, sound)
    _report_and_verify(official, officer, measure, sound)


def _plan_a_measure(page: Any) -> str:
    page.goto("/plans/")
    page.get_by_role("link", name="A year for returning families").first.click()
    page.get_by_role("link", name="New measure").first.click()
    say(
        page,
        code="M10",
        title="Visits that reach every settlement",
        description=f"{FIRST} {SECOND}",
        cost="1200",
    )
    tick(page, "gaps", "G7")
    page.locator("[name=responsible]").select_option(label="State Migration Service")
    say(page, due_on=(timezone.localdate() + timedelta(days=200)).isoformat())
    send(page, "Save")
    return page.url


def _open_a_round(page: Any, sound: Any) -> str:
    page.goto("/consultations/")
    page.get_by_role("link", name="New consultation").first.click()
    today = timezone.localdate()
    say(page, title="Visits to the settlements", opens_on=today.isoformat())
    say(page, closes_on=(today + timedelta(days=20)).isoformat())
    send(page, "Save")
    round_ = page.url
    page.get_by_role("link", name="Add gaps and measures").first.click()
    tick(page, "measures", "M10")
    send(page, "Add what is ticked")
    page.goto(f"{round_}stakeholders/new/")
    tick(page, "organisations", "State Migration Service")
    tick(page, "organisations", "European Union")
    sound(page)
    send(page, "Invite who is ticked")
    page.goto(round_)
    sound(page)
    send(page, "Open the consultation")
    return round_


def _take(page: Any, round_: str, stand: str, reason: str = "") -> None:
    page.goto(f"{round_}answer/")
    page.get_by_label(stand, exact=True).check()
    say(page, reason=reason)
    send(page, "Take this position")
    page.get_by_text("Your position is recorded").wait_for()


def _answer_with_a_new_text(page: Any, round_: str, sound: Any) -> None:
    """The text is changed for the comment, everybody sees how, and the comment is answered with it."""
    page.goto(f"{round_}answering/")
    sound(page)
    page.locator("[name=comment]").first.check()
    send(page, "Answer what is ticked")
    page.get_by_role("link", name=re.compile("Change the text")).first.click()
    say(page, text=f"{FIRST} {REVISED}", because="People work during the week.")
    sound(page)
    send(page, "Look at the changes")
    page.get_by_role("heading", name="This is what will change").wait_for()
    sound(page)
    send(page, "Save this text and tell everybody")
    page.locator("[name=outcome][value=taken_up]").check()
    say(page, answer="One of three days is a Saturday now.")
    sound(page)
    send(page, "Answer")
    page.get_by_text("Every comment is answered.").wait_for()


def _close(page: Any, round_: str, sound: Any) -> str:
    page.goto(f"{round_}close/")
    sound(page)
    say(page, reason="The visits are agreed, with a Saturday in each.")
    send(page, "Close with an agreement")
    page.get_by_role("link", name="Read it word for word").or_(page.get_by_text("It holds.")).first.wait_for()
    page.goto(round_)
    page.get_by_role("link", name=re.compile("word for word")).first.click()
    page.get_by_text("It holds.").wait_for()
    sound(page)
    return page.url


def _check_the_file(page: Any, agreement: str, folder: Any, sound: Any) -> None:
    """The file is checked without the site, and a changed letter is named."""
    page.goto(f"{agreement}prove/")
    sound(page)
    response = page.request.get(f"{agreement}record/")
    kept = folder / "agreement.gapbridge"
    kept.write_bytes(response.body())
    assert _verify(kept).returncode == 0
    place = response.body().index(b"Saturday")
    kept.write_bytes(response.body().replace(b"Saturday", b"Sunday  ", 1))
    found = _verify(kept)
    assert found.returncode == 1
    assert str(place + 1) in (found.stdout + found.stderr).replace(",", "")


def _verify(file: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gapbridge.agree.consultations.proof.verify", str(file)]
    return subprocess.run(command, cwd=ROOT / "src", capture_output=True, text=True, timeout=60)


def _report_and_verify(official: Any, officer: Any, measure: str, sound: Any) -> None:
    official.goto(measure)
    send(official, "Work has begun")
    official.get_by_role("link", name="Report progress").first.click()
    say(official, text="Every settlement was visited.", until=timezone.localdate().isoformat())
    official.locator("[name=stands][value=finished]").check()
    say(official, note_1="A list of the visits", address_1="https://example.org/visits")
    sound(official)
    send(official, "Submit the report")
    officer.goto(measure)
    officer.locator("#progress").get_by_role("link", name="Finished").click()
    sound(officer)
    send(officer, "Verify the report")
    officer.goto(measure)
    officer.locator(".badge", has_text="Done").first.wait_for()


@PHONE
def test_a_group_is_asked_again_and_a_broken_line_leads_to_where_it_is_mended(visit, sound):
    page = visit("bridge_protection_officer")
    page.goto("/thread/broken/")
    sound(page)
    page.get_by_role("link", name=re.compile("G7")).first.click()
    page.get_by_role("heading", level=1).wait_for()
    sound(page)

    page.goto("/gaps/")
    page.get_by_role("link", name=re.compile("^Small organisations do not reach")).first.click()
    page.get_by_role("link", name=re.compile("Record what the group said")).first.click()
    page.locator("[name=outcome][value=better]").check()
    page.locator("[name=how][value=visit]").check()
    say(
        page,
        asked_on=timezone.localdate().isoformat(),
        said="The form is shorter. We still wait for the money.",
    )
    page.locator("select[name=language]").select_option("en")
    sound(page)
    send(page, "Write it down")
    page.get_by_text("The form is shorter.").first.wait_for()
    sound(page)
