"""One person of each role opens what is theirs, does the thing they came for, and axe finds nothing."""

import re

import pytest

pytestmark = pytest.mark.browser

# account → (pages that are theirs, words that must stand on their home page)
HOMES = {
    "protection_officer": ["/assessments/", "/assessments/voices/", "/gaps/", "/consultations/"],
    "programme_officer": ["/programmes/", "/plans/", "/plans/measures/", "/interventions/", "/updates/"],
    "monitoring_officer": ["/results/", "/reach/", "/updates/"],
    "grants_officer": ["/calls/", "/interventions/"],
    "evaluator": ["/calls/"],
    "committee_official": ["/consultations/", "/gaps/"],
    "donor": ["/results/", "/updates/", "/reach/"],
    "trainer": ["/interventions/"],
    "logistician": ["/interventions/", "/supplies/facilities/"],
    "applicant": ["/calls/"],
    "case_worker": ["/feedback/"],
    "administrator": ["/people/"],
    "community_member": ["/feedback/new/", "/calls/"],
}


@pytest.mark.parametrize("account", HOMES)
def test_everyone_finds_their_own_pages(visit, sound, account):
    page = visit(account)
    sound(page)
    for path in HOMES[account]:
        response = page.goto(path)
        assert response.status == 200, path
        sound(page)


def test_a_community_member_complains_and_reads_the_state_with_the_receipt(visit, sound):
    page = visit("community_member")
    page.goto("/feedback/new/")
    page.get_by_label("EU Bridge").check()
    page.get_by_label("Concern or complaint").check()
    page.locator("textarea[name=text]").fill("The lamp in the yard has been dark for a month.")
    sound(page)
    page.locator("main form button[type=submit], main form button.primary").last.click()
    receipt = page.locator("main").inner_text()
    code = re.search(r"[A-Z0-9]{4}(?:[- ][A-Z0-9]{4}){3}", receipt)
    assert code, receipt
    sound(page)
    page.goto("/feedback/receipt/")
    page.locator("main input[type=text], main input:not([type])").first.fill(code[0])
    page.locator("main form button").last.click()
    assert "Received" in page.locator("main").inner_text()


def test_a_form_saves_itself_and_restores_what_was_typed(visit, width):
    typed = f"Half a sentence, {width} pixels wide"  # the other width's draft is still there
    page = visit("protection_officer")
    page.goto("/gaps/")
    page.get_by_role("link", name=re.compile("New gap")).first.click()
    page.locator("textarea[name=statement]").fill(typed)
    page.get_by_text(re.compile("Saved at")).wait_for()
    address = page.url
    page.goto("/home/")
    page.goto(address)
    assert page.locator("textarea[name=statement]").input_value() == typed


def test_a_person_of_another_programme_does_not_find_a_draft(visit):
    officer = visit("bridge_protection_officer")
    officer.goto("/gaps/?state=draft")
    officer.get_by_role("link", name=re.compile("mother alone")).first.click()
    path = "/" + officer.url.split("/", 3)[3]
    for account in ("protection_officer", "official", "donor", None):
        assert visit(account).goto(path).status == 404, account
