"""Personal links: one person, one browser; forwarded, doubted, withdrawn; and nothing typed is lost."""

import logging
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from gapbridge.agree.consultations import actions, links
from gapbridge.agree.consultations.doubts import waiting
from gapbridge.agree.consultations.models import Comment, Link, Position
from gapbridge.agree.consultations.queries import seat_of
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.logs import HideSecrets
from gapbridge.base.models import FormDraft, JournalEntry, OutgoingMail

from . import story
from .taking import address, browser, group_seat, made_link, open_round, over, page_of, position, revised

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unthrottled():
    cache.clear()


def letter(**fields):
    return OutgoingMail.objects.filter(**fields).latest("pk")


def code_in(mail):
    return re.search(r"\b(\d{6})\b", mail.body).group(1)


def withdraw(cast, link, *, counts=True):
    return actions.withdraw_link(actor=cast.protection_officer, link=link, reason="Lost.", counts=counts)


# --- made by the office --------------------------------------------------------------------------


def test_a_link_is_shown_once_and_kept_only_as_a_hash(cast, as_):
    consultation = open_round(cast)
    place = address("links", consultation.pk, seat_of(consultation, cast.cso).pk)
    sent = {"holder_role": "chair", "email": "", "language": "az", "how": "show"}
    page = page_of(as_("protection_officer").post(place, sent))
    (token,) = set(re.findall(r"/consultations/link/([^/<\s]+)/", page))
    link = Link.objects.get()
    assert re.fullmatch(r"([2-9a-z]{4}-){4}[2-9a-z]{4}", token)
    assert links.find(token) == link
    assert link.token_hash == links.hash_of(token) != token
    assert "<svg" in page
    assert 'lang="az"' in page
    assert token not in page_of(as_("protection_officer").get(place))
    assert token not in str(list(JournalEntry.objects.values_list("data", flat=True)))


def test_a_token_typed_from_paper_may_differ_in_capitals_and_hyphens(cast):
    link, token = made_link(cast, open_round(cast))
    assert links.find(token.upper().replace("-", "")) == link
    assert links.find(token[:-1]) is None


def test_a_mailed_link_goes_out_in_its_language_and_is_not_shown(cast, as_):
    consultation = open_round(cast)
    place = address("links", consultation.pk, seat_of(consultation, cast.cso).pk)
    sent = {"holder_role": "chair", "email": "", "language": "ru", "how": "mail"}
    response = as_("protection_officer").post(place, sent)
    assert "email" in response.context["form"].errors
    response = as_("protection_officer").post(place, {**sent, "email": "chair@example.org"})
    assert response.status_code == 302
    mail = letter(to="chair@example.org")
    assert mail.language == "ru"
    assert "/consultations/link/" in mail.body


def test_no_link_for_a_group_that_was_listened_to_nor_by_others_than_the_office(cast, as_):
    consultation = open_round(cast)
    with pytest.raises(Refused, match="answers together"):
        actions.make_link(
            actor=cast.protection_officer, stakeholder=group_seat(cast, consultation), holder_role="x"
        )
    seat = seat_of(consultation, cast.cso)
    with pytest.raises(Forbidden):
        actions.make_link(actor=cast.official, stakeholder=seat, holder_role="x")
    assert as_("official").get(address("links", consultation.pk, seat.pk)).status_code == 403


# --- opened --------------------------------------------------------------------------------------


def test_looking_at_a_link_does_not_open_it_and_pressing_continue_does(cast):
    link, token = made_link(cast, open_round(cast))
    scanner, holder = browser(), browser()
    assert "Continue" in page_of(scanner.get(address("link", token)))
    link.refresh_from_db()
    assert link.browser_hash == ""
    holder.post(address("link_open", token))
    assert "Water comes every other day." in page_of(holder.get(address("link", token)))
    (kept,) = [each for name, each in holder.cookies.items() if name.startswith("round-link")]
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Lax", "/consultations/link/")
    link.refresh_from_db()
    assert kept.value.split(":")[0] != link.browser_hash


def test_the_pages_of_a_link_are_private(cast):
    _link, token = made_link(cast, open_round(cast))
    response = browser(token).get(address("link", token))
    assert response["Referrer-Policy"] == "strict-origin"
    assert response["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in response["Cache-Control"]


def test_the_pages_speak_the_holder_s_language_until_another_is_chosen(cast):
    _link, token = made_link(cast, open_round(cast), language="ru")
    holder = browser(token)
    assert '<html lang="ru">' in page_of(holder.get(address("link", token)))
    holder.post("/i18n/setlang/", {"language": "az", "next": address("link", token)})
    assert '<html lang="az">' in page_of(holder.get(address("link", token)))


def test_by_a_link_one_reads_comments_and_takes_and_renews_a_position(cast):
    consultation = open_round(cast)
    link, token = made_link(cast, consultation)
    holder, item = browser(token), consultation.items.get()
    seat = seat_of(consultation, cast.cso)
    said = {"stakeholder": seat.pk, "version": 1, "spot": "text:0", "text": "Every day!", "language": "en"}
    holder.post(address("link_comment", token, item.pk), said)
    comment = Comment.objects.get()
    assert (comment.link, comment.made_by, comment.quote) == (link, None, "Water comes every other day.")
    holder.post(address("link", token), position(consultation, cast.cso, stand="object", reason="Too dear."))
    first = Position.objects.get()
    assert (first.link, first.taken_by, first.reason) == (link, None, "Too dear.")
    revised(cast, consultation, "Water comes once a week.")
    assert "on an earlier text" in page_of(holder.get(address("link", token)))
    holder.post(address("link_renew", token, first.pk), {"edition": 2})
    assert Position.objects.get(is_current=True).edition == 2


def test_a_link_speaks_from_its_own_seat_only(cast):
    consultation = open_round(cast)
    link, token = made_link(cast, consultation)
    response = browser(token).post(address("link", token), position(consultation, cast.authority))
    assert "stakeholder" in response.context["form"].errors
    with pytest.raises(Forbidden):
        actions.take_position(
            actor=None, link=link, stakeholder=seat_of(consultation, cast.authority), stand="agree"
        )
    story.stands(cast, consultation, authority="agree")
    other = address("link_renew", token, Position.objects.get().pk)
    assert browser(token).post(other, {"edition": 1}).status_code == 403
    assert Position.objects.count() == 1


def test_a_draft_of_somebody_signed_in_never_keeps_the_token(cast, as_):
    _link, token = made_link(cast, open_round(cast))
    client = as_("donor")
    client.post(address("link_open", token))
    page = page_of(client.get(address("link", token)))
    assert "Take this position" in page
    assert "_draft_key" not in page
    assert not FormDraft.objects.exists()


# --- in another browser --------------------------------------------------------------------------


def test_in_another_browser_nothing_of_the_round_is_shown_but_which_and_for_whom(cast):
    consultation = open_round(cast)
    _link, token = made_link(cast, consultation)
    browser(token)
    page = page_of(browser().get(address("link", token)))
    assert all(words in page for words in (consultation.title, "First CSO", "deputy chair"))
    assert "Water comes" not in page
    typed = position(consultation, cast.cso, stand="object", reason="Too dear.")
    response = browser().post(address("link", token), typed)
    assert response.status_code == 403
    assert ">Too dear.</textarea>" in page_of(response)
    assert not Position.objects.exists()


def test_a_second_continue_does_not_take_the_link_away(cast):
    _link, token = made_link(cast, open_round(cast))
    first, second = browser(token), browser(token)
    assert "Where you stand" in page_of(first.get(address("link", token)))
    assert "another browser" in page_of(second.get(address("link", token)))


def test_a_code_from_the_holder_s_mail_moves_the_link(cast):
    _link, token = made_link(cast, open_round(cast))
    old, new = browser(token), browser()
    new.post(address("link_code", token))
    code = code_in(letter(to="chair@example.org"))
    assert code not in str(Link.objects.values().get())
    wrong = new.post(address("link_enter", token), {"code": "000000" if code != "000000" else "111111"})
    assert wrong.status_code == 422
    new.post(address("link_enter", token), {"code": f"{code[:3]} {code[3:]}"})
    assert "Where you stand" in page_of(new.get(address("link", token)))
    assert "another browser" in page_of(old.get(address("link", token)))
    third = browser()
    assert third.post(address("link_enter", token), {"code": code}).status_code == 422


def test_a_code_holds_for_fifteen_minutes_and_five_tries(cast):
    link, token = made_link(cast, open_round(cast))
    browser(token)
    stranger = browser()
    stranger.post(address("link_code", token))
    code = code_in(letter(to="chair@example.org"))
    for _ in range(5):
        stranger.post(address("link_enter", token), {"code": "not it"})
    assert stranger.post(address("link_enter", token), {"code": code}).status_code == 422
    actions.send_code(link=link)
    code = code_in(letter(to="chair@example.org"))
    with pytest.raises(Refused, match="no longer holds"):
        actions.enter_code(link=link, code=code, received_at=timezone.now() + timedelta(minutes=16))
    assert actions.enter_code(link=link, code=code)


def test_codes_are_sent_five_times_a_day_and_no_more(cast):
    _link, token = made_link(cast, open_round(cast))
    browser(token)
    for _ in range(7):
        browser().post(address("link_code", token))
    assert OutgoingMail.objects.filter(to="chair@example.org").count() == 5


def test_without_an_address_there_is_no_code(cast):
    link, token = made_link(cast, open_round(cast), email="")
    browser(token)
    assert "Ask the office for a new link" in page_of(browser().get(address("link", token)))
    with pytest.raises(Refused, match="no e-mail address"):
        actions.send_code(link=link)


def test_this_link_isn_t_mine_tells_the_office_once_and_the_person_what_happens(cast, as_):
    consultation = open_round(cast)
    link, token = made_link(cast, consultation)
    for _ in range(2):
        assert "The office is told" in page_of(browser().post(address("link_doubt", token)))
    link.refresh_from_db()
    assert link.doubted_at
    assert [mail.to for mail in OutgoingMail.objects.filter(subject__contains="in doubt")] == [
        cast.protection_officer.email
    ]
    (waits,) = waiting(cast.fresh("protection_officer"))
    place = address("links", consultation.pk, link.stakeholder_id)
    assert waits.url == place
    assert "in doubt" in page_of(as_("protection_officer").get(place))
    assert not list(waiting(cast.fresh("official")))
    as_("protection_officer").post(address("settle_doubt", consultation.pk, link.pk))
    assert not list(waiting(cast.fresh("protection_officer")))


def test_each_position_is_told_to_the_holder_who_can_say_it_was_somebody_else(cast):
    consultation = open_round(cast)
    link, token = made_link(cast, consultation)
    browser(token).post(
        address("link", token), position(consultation, cast.cso, stand="object", reason="Too dear.")
    )
    mail = letter(to="chair@example.org")
    assert "Object" in mail.body
    assert "Too dear." not in mail.body
    assert token not in mail.body
    (place,) = re.findall(r"/consultations/link-report/\S+", mail.body)
    reader = browser()
    assert "It wasn" in page_of(reader.get(place))
    link.refresh_from_db()
    assert link.doubted_at is None
    assert "The office is told" in page_of(reader.post(place))
    link.refresh_from_db()
    assert link.doubted_at
    assert reader.get(address("link_report", "forged")).status_code == 404


# --- withdrawn, unknown, over --------------------------------------------------------------------


def test_a_link_withdrawn_without_counting_voids_its_positions_and_the_former_one_stands_again(cast, as_):
    consultation = open_round(cast)
    story.stands(cast, consultation, cso="agree")
    link, token = made_link(cast, consultation)
    holder = browser(token)
    seat = seat_of(consultation, cast.cso)
    said = {"stakeholder": seat.pk, "version": 1, "spot": "", "text": "Never!", "language": "en"}
    holder.post(address("link_comment", token, consultation.items.get().pk), said)
    holder.post(address("link", token), position(consultation, cast.cso, stand="object", reason="No."))
    assert Position.objects.get(is_current=True).stand == "object"
    as_("protection_officer").post(
        address("withdraw_link", consultation.pk, link.pk), {"reason": "Passed on.", "counts": "no"}
    )
    current, void = Position.objects.get(is_current=True), Position.objects.get(link=link)
    assert (current.stand, current.taken_by) == ("agree", cast.applicant)
    assert void.void_because == "Passed on."
    page = page_of(as_("donor").get(address("answer", consultation.pk)))
    assert "Never!" in page
    assert "somebody else used" in page


def test_a_link_withdrawn_with_counting_leaves_its_position_and_can_be_disowned_later(cast):
    consultation = open_round(cast)
    link, token = made_link(cast, consultation)
    browser(token).post(address("link", token), position(consultation, cast.cso))
    withdraw(cast, link)
    assert Position.objects.get().is_current
    with pytest.raises(Refused, match="already"):
        withdraw(cast, link)
    withdraw(cast, link, counts=False)
    assert not Position.objects.filter(is_current=True).exists()


def test_what_was_typed_into_a_link_that_was_withdrawn_meanwhile_is_given_back(cast):
    consultation = open_round(cast)
    link, token = made_link(cast, consultation)
    holder = browser(token)
    withdraw(cast, link)
    response = holder.post(
        address("link", token), position(consultation, cast.cso, stand="object", reason="Too dear.")
    )
    assert response.status_code == 410
    page = page_of(response)
    assert "This link was withdrawn" in page
    assert ">Too dear.</textarea>" in page
    assert "Water comes" not in page
    assert not Position.objects.exists()


def test_what_was_typed_into_a_round_that_has_closed_meanwhile_is_given_back(cast):
    consultation = open_round(cast)
    _link, token = made_link(cast, consultation)
    holder = browser(token)
    typed = position(consultation, cast.cso, stand="object", reason="Too dear.")
    over(consultation)
    assert ">Too dear.</textarea>" in page_of(holder.post(address("link", token), typed))
    actions.close_without_agreement(actor=cast.protection_officer, consultation=consultation, reason="x")
    response = holder.post(address("link", token), typed)
    assert response.status_code == 410
    assert ">Too dear.</textarea>" in page_of(response)
    assert not Position.objects.exists()


def test_a_withdrawn_link_speaks_no_more_even_when_its_holder_was_let_in_before(cast):
    consultation = open_round(cast)
    link, _token = made_link(cast, consultation)
    withdraw(cast, link)
    link.withdrawn_at = None  # as a request loaded it a moment before
    with pytest.raises(Forbidden):
        actions.take_position(
            actor=None, link=link, stakeholder=seat_of(consultation, cast.cso), stand="agree"
        )


def test_an_unknown_token_gets_one_and_the_same_answer_and_guessing_is_slowed(cast):
    consultation = open_round(cast)
    made_link(cast, consultation)
    stranger = browser()
    first = stranger.get(address("link", "aaaa-bbbb"))
    assert (first.status_code, first["X-Robots-Tag"]) == (404, "noindex, nofollow")
    assert [first.context[name] for name in ("title", "text")] == [
        stranger.get(address("link", "cccc-dddd")).context[name] for name in ("title", "text")
    ]
    for number in range(25):
        last = stranger.get(address("link", f"guess-{number}"))
    assert last.status_code == 429


def test_a_round_in_preparation_shows_nothing_and_a_link_of_it_is_not_bound(cast):
    consultation = story.prepared(cast)
    link, token = made_link(cast, consultation)
    assert "It has not begun" in page_of(browser().get(address("link", token)))
    browser(token)
    link.refresh_from_db()
    assert link.browser_hash == ""


def test_no_log_holds_a_token():
    record = logging.LogRecord(
        "x", 30, "", 0, "%s: %s", ("Gone", "/consultations/link/7kq2-m9xv/open/"), None
    )
    assert HideSecrets().filter(record)
    assert record.getMessage() == "Gone: /consultations/link/…/open/"
