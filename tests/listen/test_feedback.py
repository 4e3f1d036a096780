import re

import pytest
from django.core.cache import cache
from django.db import connection

from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import FormDraft, JournalEntry
from gapbridge.listen.feedback import actions, queries
from gapbridge.listen.feedback.models import Feedback
from gapbridge.listen.feedback.receipts import new_receipt, receipt_hash
from gapbridge.people.models import Membership
from tests.cast import EVERYBODY

NEW, RECEIPT = "/feedback/new/", "/feedback/receipt/"
OFFICERS = {"programme_officer", "protection_officer", "grants_officer", "monitoring_officer"}
SHAPE = re.compile(r"[A-Z0-9]{4}(-[A-Z0-9]{4}){3}")


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


def submit(cast, kind="concern", actor=None, **fields):
    given = {"text": "The line was closed at noon.", "language": "en"}
    return actions.submit_feedback(actor=actor, programme=cast.programme, kind=kind, **(given | fields))


def form(cast, **fields):
    given = {
        "programme": cast.programme.pk,
        "kind": "concern",
        "text": "The line was closed.",
        "language": "en",
    }
    return given | fields


def readers(cast):
    return {name for name in EVERYBODY if Feedback.objects.visible_to(cast.fresh(name)).exists()}


# --- sending -------------------------------------------------------------------------------------


def test_anyone_can_tell_us_and_reads_the_answer_with_the_receipt(cast, as_):
    visitor = as_("visitor")

    told = visitor.post(NEW, form(cast, contact="+994 50 000 00 00", place=cast.settlement.pk))
    receipt = SHAPE.search(told.content.decode())[0]
    feedback = Feedback.objects.get()
    assert (feedback.text, feedback.place, feedback.submitted_by) == (
        "The line was closed.",
        cast.settlement,
        None,
    )

    as_("grants_officer").post(
        f"/move/feedback.feedback/{feedback.pk}/answer/", {"reason": "It is open till four."}
    )

    shown = as_("visitor").post(RECEIPT, {"receipt": f" {receipt.lower().replace('-', ' ')} "})
    assert "It is open till four." in shown.content.decode()
    assert "The line was closed." not in shown.content.decode()


def test_a_receipt_shows_where_the_message_stands(cast, as_):
    feedback, receipt = submit(cast)
    assert "It has arrived" in as_("visitor").post(RECEIPT, {"receipt": receipt}).content.decode()

    actions.take_feedback(actor=cast.grants_officer, feedback=feedback)
    assert "It is being looked into" in as_("visitor").post(RECEIPT, {"receipt": receipt}).content.decode()

    actions.answer_feedback(actor=cast.grants_officer, feedback=feedback, reason="First answer.")
    actions.reopen_feedback(actor=cast.grants_officer, feedback=feedback, reason="More was found.")
    shown = as_("visitor").post(RECEIPT, {"receipt": receipt}).content.decode()
    assert "looked into again" in shown
    assert "First answer." in shown
    assert "More was found." not in shown


def test_neither_text_contact_answer_nor_receipt_stand_in_the_database(cast):
    feedback, receipt = submit(cast, text="A very secret text", contact="a@example.org")
    actions.answer_feedback(actor=cast.grants_officer, feedback=feedback, reason="A secret answer")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM feedback_feedback")
        held = " ".join(map(str, cursor.fetchone()))
        cursor.execute("SELECT * FROM base_journalentry")
        journal = str(cursor.fetchall())
    for secret in ("secret", "example.org", receipt, receipt.replace("-", "")):
        assert secret not in held
        assert secret not in journal


def test_the_journal_does_not_tell_what_kind_a_message_was(cast):
    submit(cast, kind="sensitive", actor=cast.applicant)
    submit(cast, kind="thanks")

    assert [(entry.verb, entry.actor_id, entry.data) for entry in JournalEntry.objects.all()] == [
        ("feedback.submit", None, {}),
        ("feedback.submit", None, {}),
    ]


def test_a_form_sent_twice_is_one_message(cast, as_):
    visitor = as_("visitor")
    once = re.search(r'name="once" value="([^"]+)"', visitor.get(NEW).content.decode())[1]

    first = visitor.post(NEW, form(cast, once=once)).content.decode()
    second = visitor.post(NEW, form(cast, once=once)).content.decode()

    assert Feedback.objects.count() == 1
    assert SHAPE.search(first)
    assert not SHAPE.search(second)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"kind": "no"}, "kind"),
        ({"programme": "x"}, "programme"),
        ({"programme": "99999999999999999999999"}, "programme"),
        ({"place": "x"}, "place"),
        ({"language": "xx"}, "language"),
        ({"contact": "x" * 301}, "contact"),
    ],
)
def test_bad_input_is_answered_beside_the_field_and_nothing_typed_is_lost(cast, as_, wrong, field):
    response = as_("visitor").post(NEW, form(cast, contact="ask for me") | wrong)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert wrong.get("contact", "ask for me") in response.content.decode()
    assert not Feedback.objects.exists()


def test_a_programme_that_is_not_running_takes_no_messages(cast, as_):
    cast.programme.state = "closed"
    cast.programme.save()

    with pytest.raises(Refused) as refusal:
        submit(cast)
    assert refusal.value.field == "programme"
    assert as_("visitor").post(NEW, form(cast)).status_code == 422


def test_what_is_typed_is_never_kept_as_a_draft(cast, as_):
    client = as_("applicant")
    assert "data-autosave" not in client.get(NEW).content.decode()
    client.post(NEW, form(cast, kind="sensitive"))
    assert not FormDraft.objects.exists()


def test_too_many_messages_from_one_place_are_asked_to_wait(cast, as_):
    visitor = as_("visitor")
    for _each in range(30):
        assert visitor.post(NEW, form(cast)).status_code == 200

    response = visitor.post(NEW, form(cast, text="The thirty-first"))

    assert Feedback.objects.count() == 30
    assert response.status_code == 429
    assert "The thirty-first" in response.content.decode()


# --- receipts ------------------------------------------------------------------------------------


def test_receipts_are_long_and_hold_no_letter_taken_for_another():
    receipts = {new_receipt() for _each in range(500)}

    assert len(receipts) == 500
    assert all(SHAPE.fullmatch(receipt) for receipt in receipts)
    assert not set("01258BILOSZ") & set("".join(receipts))


def test_a_receipt_is_known_however_it_is_typed():
    assert receipt_hash("ACEH-KMPT-XY34-6799") == receipt_hash(" aceh kmptxy34-6799 ")
    assert receipt_hash("ACEH-KMPT-XY34-6799") == receipt_hash("АСЕН-КМРТ-ХУ34-6799")  # a Russian keyboard
    assert receipt_hash("ACEH-KMPT-XY34-6799") != receipt_hash("ACEH-KMPT-XY34-6797")


def test_every_wrong_code_gets_the_same_answer_at_the_same_price(cast, as_, django_assert_num_queries):
    submit(cast)
    visitor = as_("visitor")
    visitor.post(RECEIPT, {"receipt": "warm"})
    answers = set()
    for wrong in ("AAAA-AAAA-AAAA-AAAA", "x", "' OR 1=1 --", "Ə" * 60):
        with django_assert_num_queries(1):
            response = visitor.post(RECEIPT, {"receipt": wrong})
        said = response.content.decode().split('class="errorlist"')[1].split("</ul>")[0]
        answers.add((response.status_code, said))
    assert len(answers) == 1


def test_after_ten_wrong_codes_even_the_right_one_waits(cast, as_):
    _feedback, receipt = submit(cast)
    visitor = as_("visitor")
    for _each in range(10):
        assert visitor.post(RECEIPT, {"receipt": "AAAA"}).status_code == 422

    response = visitor.post(RECEIPT, {"receipt": receipt})

    assert response.status_code == 429
    assert "wait a minute" in response.content.decode()
    assert as_("applicant").post(RECEIPT, {"receipt": receipt}).status_code == 200


def test_the_receipt_page_is_kept_by_no_browser(cast, as_):
    for url in (NEW, RECEIPT):
        assert "no-store" in as_("visitor").get(url)["Cache-Control"]


# --- who reads and answers -----------------------------------------------------------------------


def test_officers_read_what_is_not_sealed_and_senders_their_own(cast):
    submit(cast, actor=cast.community_member)

    assert readers(cast) == OFFICERS | {"community_member"}


@pytest.mark.parametrize(
    "sender", ["visitor", "protection_officer", "administrator", "applicant", "case_worker"]
)
def test_a_sealed_concern_is_read_by_case_workers_alone_and_forgets_its_sender(cast, as_, sender):
    as_(sender).post(NEW, form(cast, kind="sensitive", text="A sealed text"))

    feedback = Feedback.objects.get()
    assert (feedback.sealed, feedback.submitted_by) == (True, None)
    assert readers(cast) == {"case_worker"}
    for name in EVERYBODY:
        if name not in {"case_worker", "visitor"}:
            client = as_(name)
            assert client.get(feedback.get_absolute_url()).status_code == 404
            assert client.get(f"/move/feedback.feedback/{feedback.pk}/take/").status_code == 404
            assert client.post(f"/feedback/{feedback.pk}/contact/").status_code == 404
            assert f"/feedback/{feedback.pk}/" not in client.get("/feedback/").content.decode()
    assert "A sealed text" in as_("case_worker").get(feedback.get_absolute_url()).content.decode()


def test_sealed_and_open_concerns_are_handled_by_different_people(cast):
    plain, _receipt = submit(cast)
    sealed, _receipt = submit(cast, kind="sensitive")

    for name in ("programme_officer", "grants_officer", "administrator", "stranger"):
        with pytest.raises(Forbidden):
            actions.take_feedback(actor=cast.people[name], feedback=sealed)
    for name in ("case_worker", "stranger", "official", "community_member"):
        with pytest.raises(Forbidden):
            actions.answer_feedback(actor=cast.people[name], feedback=plain, reason="x")
    actions.answer_feedback(actor=cast.case_worker, feedback=sealed, reason="We have met.")
    actions.answer_feedback(actor=cast.monitoring_officer, feedback=plain, reason="Open till four.")
    assert {each.answer for each in Feedback.objects.all()} == {"We have met.", "Open till four."}


def test_a_case_worker_of_another_programme_reads_nothing(cast):
    submit(cast, kind="sensitive")
    Membership.objects.create(user=cast.stranger, organisation=cast.elsewhere, role="case_worker")

    assert readers(cast) == {"case_worker"}


def test_an_answer_says_something(cast):
    feedback, _receipt = submit(cast)

    with pytest.raises(Refused):
        actions.answer_feedback(actor=cast.grants_officer, feedback=feedback, reason="  ")
    assert Feedback.objects.get().state == "received"


def test_the_contact_is_shown_on_asking_and_each_look_is_journalled(cast, as_):
    feedback, _receipt = submit(cast, contact="+994 50 000 00 00", actor=cast.community_member)
    url = feedback.get_absolute_url()
    officer = as_("protection_officer")

    assert "+994 50 000 00 00" not in officer.get(url).content.decode()
    assert officer.get(f"{url}contact/").status_code == 405
    assert "+994 50 000 00 00" in officer.post(f"{url}contact/").content.decode()
    looks = JournalEntry.objects.filter(verb="feedback.look_at_contact")
    assert [look.actor for look in looks] == [cast.protection_officer]
    assert as_("community_member").post(f"{url}contact/").status_code == 403


def test_the_sender_does_not_see_who_handles_it(cast, as_):
    feedback, _receipt = submit(cast, actor=cast.community_member)
    actions.take_feedback(actor=cast.grants_officer, feedback=feedback)

    shown = as_("community_member").get(feedback.get_absolute_url()).content.decode()

    assert "The line was closed at noon." in shown
    assert "grants officer" not in shown
    assert "grants officer" in as_("protection_officer").get(feedback.get_absolute_url()).content.decode()


def test_text_of_people_is_escaped(cast, as_):
    feedback, receipt = submit(cast, text="<script>a</script>")
    actions.answer_feedback(actor=cast.grants_officer, feedback=feedback, reason="<script>a</script>")

    assert "<script>a" not in as_("grants_officer").get(feedback.get_absolute_url()).content.decode()
    assert "<script>a" not in as_("visitor").post(RECEIPT, {"receipt": receipt}).content.decode()


# --- lists and what waits ------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "kind"), [("grants_officer", "concern"), ("case_worker", "sensitive")])
def test_the_list_costs_the_same_at_any_length(cast, as_, assert_constant_queries, name, kind):
    client = as_(name)

    assert_constant_queries(
        lambda: client.get("/feedback/"), lambda: submit(cast, kind=kind, place=cast.settlement)
    )


def test_the_list_is_filtered_and_stays_within_fifteen_queries(cast, as_, django_assert_max_num_queries):
    taken, _receipt = submit(cast, kind="question")
    submit(cast, kind="thanks")
    actions.take_feedback(actor=cast.grants_officer, feedback=taken)
    client = as_("grants_officer")

    with django_assert_max_num_queries(15):
        shown = client.get("/feedback/?state=in_review").content.decode()
    assert f"Question {taken.pk}" in shown
    assert "Thanks 2" not in shown
    assert client.get("/feedback/?kind=x&programme=999999999999999999999").status_code == 200


def test_a_visitor_is_sent_to_sign_in_for_the_list(cast, as_):
    assert as_("visitor").get("/feedback/").status_code == 302


def test_messages_wait_for_those_who_may_answer_them(cast):
    submit(cast)
    submit(cast)
    submit(cast, kind="sensitive")

    def counts(name):
        return [each.count for each in queries.waiting_for(cast.fresh(name))]

    assert (counts("grants_officer"), counts("case_worker")) == ([2], [1])
    assert [counts(name) for name in ("stranger", "official", "administrator", "visitor")] == [
        [1],
        [],
        [],
        [],
    ]


def test_a_programme_without_a_case_worker_reminds_its_programme_officer(cast):
    Membership.objects.filter(role="case_worker").delete()

    assert ["case worker" in each.label for each in queries.waiting_for(cast.programme_officer)] == [True]
    assert list(queries.waiting_for(cast.grants_officer)) == []
