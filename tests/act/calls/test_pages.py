"""What readers find on the pages of calls, and who finds nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.calls import actions
from gapbridge.act.calls.models import Call, EligibilityRule, Lot
from gapbridge.agree.plans.models import Measure
from tests.act import granting


def text_of(client, name, *args, **more) -> str:
    response = client.get(reverse(f"calls:{name}", args=args), more)
    assert response.status_code == 200, response
    return response.content.decode()


def test_the_page_says_until_when_how_much_for_whom_and_how(call, as_):
    text = text_of(as_("visitor"), "call", call.pk)
    for said in (
        "In 12 days",
        "Baku time, UTC+04:00",
        f"5,000 – 20,000 {call.currency}",
        "It is one of: Civil society organisation.",
        "One full application",
        "Asylum and reception capacity",
        "Check whether you may apply",
    ):
        assert said in text, said
    assert "Edit</a>" not in text


def test_the_pages_of_a_call_open_for_visitors(call, as_):
    client = as_("visitor")
    assert "Who may apply</h3>" in text_of(client, "read_guidelines", call.pk)
    assert "Civil society." in text_of(client, "read_guidelines", call.pk)
    assert "at most 500 words" in text_of(client, "form", call.pk, "full")
    assert "Design?" in text_of(client, "grid", call.pk)
    assert "No question has been answered yet." in text_of(client, "questions", call.pk)
    assert client.get(reverse("calls:form", args=[call.pk, "concept"])).status_code == 404
    assert client.get(reverse("calls:form", args=[call.pk, "nonsense"])).status_code == 404


def test_a_draft_is_there_for_the_grants_office_alone_in_all_its_pages(make_call, as_):
    call = make_call("draft")
    for name in ("call", "read_guidelines", "grid", "self_check", "questions", "dates"):
        url = reverse(f"calls:{name}", args=[call.pk])
        assert as_("grants_officer").get(url).status_code == 200
        for who in ("visitor", "applicant", "evaluator", "donor", "stranger", "monitoring_officer"):
            assert as_(who).get(url).status_code == 404, (who, name)


def test_a_draft_shows_what_is_missing_with_links(make_call, as_):
    call = make_call("draft", lots=[])
    text = text_of(as_("grants_officer"), "call", call.pk)
    assert "Before the call opens" in text
    assert "Add at least one lot" in text
    assert reverse("calls:lots", args=[call.pk]) in text


def test_guidelines_have_a_table_of_contents_that_leads_to_their_headings(make_call, as_):
    call = make_call(guidelines="# One <b>two</b>\n\ntext\n\n## Inner\n\n# Last & least")
    text = text_of(as_("visitor"), "read_guidelines", call.pk)
    assert '<a href="#part-3">Last &amp; least</a>' in text
    assert '<h3 id="part-3">Last &amp; least</h3>' in text
    assert "<b>two</b>" not in text


def test_a_script_in_the_guidelines_is_only_text(make_call, as_):
    call = make_call(guidelines="# x\n\n<script>alert(1)</script> [y](javascript:alert(1))")
    text = text_of(as_("visitor"), "read_guidelines", call.pk)
    assert "<script>alert" not in text
    assert 'href="javascript' not in text


@pytest.mark.parametrize("language", ["en", "az", "ru"])
def test_guidelines_are_a_pdf_in_each_language_the_same_each_time(call, as_, language):
    url = reverse("calls:guidelines", args=[call.pk, language])
    first = as_("visitor").get(url)
    assert first.content.startswith(b"%PDF-")
    assert first.content == as_("visitor").get(url).content


def test_there_is_no_pdf_in_other_languages(call, as_):
    assert as_("visitor").get(reverse("calls:guidelines", args=[call.pk, "de"])).status_code == 404


def test_a_text_without_translation_says_so_and_a_translated_one_is_read(cast, call, as_):
    from gapbridge.act.calls.texts import sources
    from gapbridge.base.wordings import Written

    client = as_("visitor")
    client.cookies["django_language"] = "ru"
    assert 'lang="en"' in text_of(client, "read_guidelines", call.pk)
    (guidelines,) = [each for each in sources(call) if each.field == "guidelines"]
    written = Written(guidelines, "ru", "# Кто может участвовать", "x")
    actions.word_call(actor=cast.grants_officer, call=call, texts=[written])
    text = text_of(client, "read_guidelines", call.pk)
    assert "Кто может участвовать</h3>" in text


def test_the_list_has_open_calls_first_and_no_drafts(call, make_call, as_):
    make_call("draft", 2, title="A secret draft")
    text = text_of(as_("visitor"), "list")
    assert "Closes in 12 days" in text
    assert "A secret draft" not in text
    assert "A secret draft" in text_of(as_("grants_officer"), "list")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"when": "open"}, True),
        ({"when": "closed"}, False),
        ({"when": "coming"}, False),
        ({"kind": "cso"}, True),
        ({"kind": "authority"}, False),
        ({"amount": "6000"}, True),
        ({"amount": "4000"}, False),
        ({"text": "livelihoods"}, True),
        ({"text": "fishing"}, False),
    ],
)
def test_the_list_is_filtered_by_what_a_person_asks(call, as_, asked, found):
    response = as_("visitor").get(reverse("calls:list"), asked)
    assert (call.pk in [each.pk for each in response.context["page"].object_list]) is found


def test_the_list_costs_the_same_with_more_calls(as_, make_call, assert_constant_queries):
    numbers = iter(range(1, 20))
    client = as_("applicant")
    assert_constant_queries(
        lambda: client.get(reverse("calls:list")), lambda: make_call(number=next(numbers))
    )


def test_the_page_costs_the_same_with_more_lots_dates_questions_and_sessions(
    cast, call, as_, assert_constant_queries
):
    client = as_("applicant")
    numbers = iter(range(2, 30))

    def add() -> None:
        number = next(numbers)
        lot = Lot.objects.create(
            call=call, number=number, title="x", theme=cast.topic, budget=1, smallest=0, largest=1
        )
        lot.measures.set(Measure.objects.all())
        call.timetable.create(label=f"Date {number}", on=timezone.localdate())
        call.sessions.create(title="s", starts_at=timezone.now() + timedelta(days=2), where="x")
        call.corrigenda.create(
            number=number, text="x", published_at=timezone.now(), published_by=cast.grants_officer
        )
        call.questions.create(
            number=number,
            text="x",
            asked_at=timezone.now(),
            published_text="x",
            answer="y",
            answered_at=timezone.now(),
        )

    assert_constant_queries(lambda: client.get(call.get_absolute_url()), add)


def test_the_calls_dates_are_a_calendar_file(call, as_):
    response = as_("visitor").get(reverse("calls:dates", args=[call.pk]))
    assert response["Content-Type"].startswith("text/calendar")
    assert f"DTSTART:{call.closes_at:%Y%m%dT%H%M%SZ}".encode() in response.content


def test_the_front_page_says_how_soon_calls_close(call, as_):
    assert "Closes in 12 days" in as_("visitor").get("/").content.decode()


def test_the_interventions_page_leads_to_the_call(call, as_):
    text = as_("visitor").get(call.intervention.get_absolute_url()).content.decode()
    assert f'href="{call.get_absolute_url()}"' in text


def test_the_office_is_told_that_a_call_has_closed(cast, call, passed, as_):
    client = as_("grants_officer")
    home = reverse("portal:home")
    assert "start the evaluation" not in client.get(home).content.decode()
    passed(call)
    assert "start the evaluation" in client.get(home).content.decode()


def test_measures_of_a_lot_show_with_the_gaps_a_reader_may_see(cast, make_call, lot, as_):
    from gapbridge.agree.gaps.models import Gap
    from gapbridge.agree.plans.models import Plan

    plan = Plan.objects.create(
        programme=cast.programme, title="Plan", starts_on="2009-01-01", ends_on="2009-12-31"
    )
    measure = Measure.objects.create(plan=plan, code="M1", title="Earn a living", state="agreed")
    shown = Gap.objects.create(
        programme=cast.programme,
        code="G1",
        title="No work",
        state="agreed",
        severity=3,
        published_at=timezone.now(),
    )
    hidden = Gap.objects.create(
        programme=cast.programme, code="G2", title="A secret gap", state="draft", severity=3
    )
    measure.gaps.set([shown, hidden])
    call = make_call(lots=[lot(measures=[measure])])
    assert measure in call.intervention.measures.all()
    office = text_of(as_("grants_officer"), "call", call.pk)
    assert "Earn a living" in office
    assert "No work" in office
    assert "A secret gap" not in text_of(as_("visitor"), "call", call.pk)


def test_a_two_step_call_says_what_comes_first(cast, as_):
    call = granting.call(cast, two_step=True)
    text = text_of(as_("visitor"), "call", call.pk)
    assert "First a concept note" in text
    assert "Concept note" in text_of(as_("visitor"), "grid", call.pk)


def test_a_one_step_call_does_not_show_the_concept_notes_grid(cast, as_):
    call = granting.call(cast)
    assert Call.objects.filter(pk=call.pk, concept_form=None).exists()
    assert "Is it relevant" not in text_of(as_("visitor"), "grid", call.pk)


def test_who_may_apply_without_rules_is_every_cso(cast, as_):
    call = granting.call(cast)
    assert not EligibilityRule.objects.filter(call=call).exists()
    assert "Every civil society organisation may apply." in text_of(as_("visitor"), "call", call.pk)


def test_who_has_begun_goes_on_from_the_calls_page(cast, call, as_):
    client = as_("applicant")
    assert "Begin our application</a>" in client.get(call.get_absolute_url()).content.decode()
    own = granting.application(call, cast.cso, cast.applicant, "draft")
    text = client.get(call.get_absolute_url()).content.decode()
    assert f'href="{own.get_absolute_url()}">Go on with our application' in text
    assert "Begin our application</a>" not in text
    assert own.get_absolute_url() not in as_("rival").get(call.get_absolute_url()).content.decode()
