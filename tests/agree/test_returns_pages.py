"""Pages of the return to the people: who reads what, what is said to bad input, one step to reopen."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from gapbridge.agree.gaps import actions as gapping
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.returns.models import Proof, Return
from gapbridge.base import wordings
from gapbridge.listen.feedback.actions import submit_feedback

from . import returning, story

pytestmark = pytest.mark.django_db


def address(name, gap, **more):
    return reverse(f"returns:{name}", kwargs={"pk": gap.pk, **more})


def form(**changes):
    return {
        "outcome": "better",
        "said": "Every second day now.",
        "language": "en",
        "asked_on": timezone.localdate().isoformat(),
        "how": "visit",
        "women": "6",
    } | changes


def read(client, url):
    response = client.get(url)
    assert response.status_code == 200, response
    return response.content.decode()


def test_an_officer_records_what_the_group_says_now(cast, as_):
    gap = returning.gap(cast)
    client = as_("monitoring_officer")
    where = address("record", gap, session=returning.session_of(gap).pk)
    assert "Women, 18–40, A settlement" in read(client, where)
    response = client.post(where, form(), follow=True)
    page = response.content.decode()
    assert "Every second day now." in page
    assert "Better, but not remedied" in page
    answer = Return.objects.get()
    assert (answer.women, answer.men, answer.number_of_people) == (6, None, 6)


def test_what_is_typed_stays_when_it_is_refused(cast, as_):
    gap = returning.gap(cast)
    where = address("record", gap, session=returning.session_of(gap).pk)
    response = as_("protection_officer").post(
        where, form(outcome="unreachable", said="", reason="", women="4")
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Say why the group could not be asked." in page
    assert 'value="4"' in page


def test_a_name_is_replaced_or_confirmed_by_whoever_records(cast, as_):
    gap = returning.gap(cast)
    where = address("record", gap, session=returning.session_of(gap).pk)
    for name, word in (("monitoring_officer", "Leyla"), ("protection_officer", "Qumral")):
        client = as_(name)
        said = f"The water comes to {word} now."
        refused = client.post(where, form(said=said))
        assert refused.status_code == 422
        assert f'name="not_a_name" value="{word}"' in refused.content.decode()
        sent = client.post(where, form(said=said, not_a_name=[word]))
        assert sent.status_code == 302, sent.content.decode()


def test_a_group_of_another_gap_has_no_form_here(cast, as_):
    gap, other = returning.gap(cast), returning.gap(cast, returning.voice(cast, sex="male"))
    client = as_("protection_officer")
    assert client.get(address("record", gap, session=returning.session_of(other).pk)).status_code == 404


def test_before_the_remedy_has_begun_nothing_is_offered(cast, as_):
    gap = returning.gap(cast, state="agreed")
    client = as_("protection_officer")
    assert "Once the remedy has begun" in read(client, gap.get_absolute_url())
    for url in (address("record", gap, session=returning.session_of(gap).pk), address("add_proof", gap)):
        assert client.get(url).status_code == 302
    assert client.get(address("remedy", gap)).status_code == 302


def test_the_button_of_the_gap_leads_to_what_is_missing_and_then_remedies(cast, as_):
    gap = returning.gap(cast)
    client = as_("protection_officer")
    where = address("remedy", gap)
    assert where in read(client, gap.get_absolute_url())
    assert "have not been asked again" in read(client, where).replace("has not", "have not")
    refused = client.post(where, {"reason": "The pumps run."})
    assert refused.status_code == 422
    returning.prove(cast, gap)
    returning.ask(cast, gap, "better", said="Every second day.")
    assert "Say what remains" in read(client, where)
    assert client.post(where, {"reason": "The pumps run.", "remains": ""}).status_code == 422
    done = client.post(where, {"reason": "The pumps run.", "remains": "The far end."}, follow=True)
    page = done.content.decode()
    assert "Called remedied, although 1 group says" in page
    assert "What remains: The far end." in page


def test_the_general_page_of_moves_asks_the_same(cast, as_):
    gap = returning.gap(cast)
    url = reverse("base:move", args=["gaps.gap", gap.pk, "remedy"])
    refused = as_("protection_officer").post(url, {"reason": "Because."})
    assert refused.status_code == 422
    assert "Add what shows the remedy" in refused.content.decode()


def test_a_proof_with_a_file_is_opened_by_those_with_a_part(cast, as_):
    gap = returning.gap(cast)
    gapping.publish_gap(actor=cast.protection_officer, gap=gap)
    file = SimpleUploadedFile("report.txt", b"It runs.", content_type="text/plain")
    sent = as_("protection_officer").post(
        address("add_proof", gap), {"source": "Report", "note": "It runs.", "file": file}
    )
    assert sent.status_code == 302, sent.content.decode()
    stored = Proof.objects.get().file
    assert as_("official").get(stored.get_absolute_url()).status_code == 200
    assert as_("stranger").get(stored.get_absolute_url()).status_code == 404
    page = read(as_("visitor"), address("gap", gap))
    assert "It runs." in page
    assert stored.original_name not in page


def test_a_verified_report_is_chosen_as_proof(cast, as_):
    gap = returning.gap(cast)
    client = as_("protection_officer")
    assert "Verified report" not in read(client, address("add_proof", gap))
    report = returning.verified_report(cast, gap)
    assert "Verified report of a measure" in read(client, address("add_proof", gap))
    sent = client.post(address("add_proof", gap), {"report": report.pk, "note": "It runs."}, follow=True)
    assert report.get_absolute_url() in sent.content.decode()
    both = client.post(address("add_proof", gap), {"note": "It runs."})
    assert both.status_code == 422


def test_a_visitor_reads_outcomes_and_only_the_words_meant_for_everyone(cast, as_):
    inside = returning.voice(cast, sex="male", scope="internal")
    gap = returning.gap(cast, returning.voice(cast), inside)
    gapping.publish_gap(actor=cast.protection_officer, gap=gap)
    for sex, words in (("female", "Water comes."), ("male", "Nobody came.")):
        returning.ask(cast, gap, "worse", session=returning.session_of(gap, sex=sex), said=words, women=3)
    for url in (gap.get_absolute_url(), address("gap", gap)):
        page = read(as_("visitor"), url)
        assert "2 of 2 groups that raised this gap were asked again." in page
        assert "Worse: 2" in page
        assert "Water comes." in page
        assert "Nobody came." not in page
        assert "Men, 18–40" not in page
        assert "3 people" not in page
        assert "Add proof" not in page
    keeper = read(as_("protection_officer"), address("gap", gap))
    assert "Nobody came." in keeper
    assert "3 people" in keeper


def test_a_group_that_says_otherwise_reopens_a_remedied_gap_in_one_step(cast, as_):
    gap = returning.remedied(cast)
    answer = returning.ask(cast, gap, "worse")
    where = reverse("returns:reopen", args=[answer.pk])
    assert where not in read(as_("monitoring_officer"), address("gap", gap))
    client = as_("protection_officer")
    assert where in read(client, address("gap", gap))
    assert "being remedied again" in client.post(where, follow=True).content.decode()
    assert Gap.objects.get(pk=gap.pk).state == "being_remedied"


def test_a_message_offers_to_reopen_a_remedied_gap(cast, as_):
    told = submit_feedback(
        actor=None, programme=cast.programme, kind="concern", text="The pump stands still.", language="en"
    )[0]
    where = reverse("returns:back", args=[told.pk])
    assert where not in read(as_("protection_officer"), told.get_absolute_url())
    gap = returning.remedied(cast)
    client = as_("protection_officer")
    assert where in read(client, told.get_absolute_url())
    page = client.post(
        where, {"gap": gap.pk, "reason": "A pump stands still again."}, follow=True
    ).content.decode()
    assert "Being remedied" in page
    assert "A message of the community: A pump stands still again." in page
    assert where not in read(as_("grants_officer"), told.get_absolute_url())


def test_the_sheet_speaks_the_language_of_the_people(cast, as_):
    gap = returning.gap(cast)
    story.measure(cast, gaps=[gap], title="Mend every pump")
    wordings.write(actor=cast.protection_officer, obj=gap, field="title", language="az", text="Su yoxdur")
    client = as_("protection_officer")
    response = client.get(address("sheet", gap) + "?language=az")
    page = response.content.decode()
    assert response["Content-Language"] == "az"
    assert "Su yoxdur" in page
    assert "Mend every pump" in page
    assert "Su yoxdur" not in read(client, address("sheet", gap) + "?language=xx")


@pytest.mark.parametrize("name", ["list", "answers"])
def test_the_lists_cost_the_same_however_long(cast, as_, assert_constant_queries, name):
    client = as_("protection_officer")
    assert_constant_queries(
        lambda: client.get(reverse(f"returns:{name}")), lambda: returning.ask(cast, returning.gap(cast))
    )


def test_the_page_of_a_gap_costs_the_same_however_many_groups(cast, as_, assert_constant_queries):
    gap = returning.gap(
        cast, *(returning.voice(cast, age_group=age) for age in ("18-40", "41+", "14-17", "10-13"))
    )
    sessions = iter([returning.session_of(gap, age_group=age) for age in ("18-40", "41+", "14-17", "10-13")])
    client = as_("protection_officer")
    assert_constant_queries(
        lambda: client.get(address("gap", gap)), lambda: returning.ask(cast, gap, session=next(sessions))
    )


def test_the_lists_are_filtered(cast, as_):
    gap, other = returning.gap(cast), returning.gap(cast)
    returning.ask(cast, gap, "worse")
    returning.ask(cast, gap, "better")
    returning.ask(cast, other, "remedied")
    client = as_("protection_officer")
    page = read(client, reverse("returns:answers") + "?outcome=better")
    assert f">{gap}</a>" in page
    assert f">{other}</a>" not in page
    assert "2 rows" in read(client, reverse("returns:answers") + "?show=latest")
    assert "Nothing matches" in read(client, reverse("returns:answers") + "?show=promised")
    assert "Nothing matches" in read(client, reverse("returns:list") + "?show=to_ask")
    assert client.get(reverse("returns:answers") + "?export=xlsx").status_code == 200


def test_a_list_names_no_group_to_those_who_may_not_read_it(cast, as_):
    gap = returning.gap(cast, returning.voice(cast, scope="internal"))
    returning.ask(cast, gap)
    assert "Women, 18–40" not in read(as_("donor"), reverse("returns:answers"))
    assert "Women, 18–40" in read(as_("protection_officer"), reverse("returns:answers"))
