"""The office's pages of a round: large rounds cost the same, answers to many, texts changed with a look before."""

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.materials import pdf
from gapbridge.agree.consultations.models import (
    Answer,
    Comment,
    Consultation,
    Position,
    Stakeholder,
    Version,
)
from gapbridge.agree.consultations.queries import seat_of
from gapbridge.agree.consultations.texts import sentences_of
from gapbridge.base import wordings
from gapbridge.people.models import Organisation

from . import story

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"consultations:{name}", args=args)


def say(cast, opened, number, *, text="Name the villages.", on_sentence=False):
    """So many comments of the first CSO at once; the rule about each is tried elsewhere."""
    item = opened.items.get()
    version = item.versions.get()
    sentence = next(each for each in sentences_of(item.text) if each.field == "text")
    spot = {"field": "text", "start": sentence.start, "quote": sentence.text} if on_sentence else {}
    return Comment.objects.bulk_create(
        Comment(
            item=item,
            version=version,
            stakeholder=seat_of(opened, cast.cso),
            text=text,
            made_by=cast.applicant,
            made_at=timezone.now(),
            **spot,
        )
        for _ in range(number)
    )


def seats(cast, opened, number):
    made = Organisation.objects.bulk_create(
        Organisation(name=f"O{n}", name_en=f"O{n}", kind="cso")
        for n in range(opened.stakeholders.count(), opened.stakeholders.count() + number)
    )
    added = Stakeholder.objects.bulk_create(
        Stakeholder(consultation=opened, organisation=each) for each in made
    )
    Position.objects.bulk_create(
        Position(
            stakeholder=seat,
            stand="agree",
            edition=1,
            taken_by=cast.official,
            taken_at=timezone.now(),
            confirmed_at=timezone.now(),
        )
        for seat in added
    )


PAGES = ("consultation", "comments", "answering", "stakeholders", "history", "materials")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_with_300_comments_and_200_stakeholders(
    cast, as_, assert_constant_queries, name
):
    opened, client = story.opened(cast), as_("protection_officer")
    Position.objects.all().delete()
    sizes = iter(((10, 7), (290, 190)))

    def grow():
        comments, stakeholders = next(sizes)
        say(cast, opened, comments, on_sentence=True)
        seats(cast, opened, stakeholders)

    assert_constant_queries(lambda: client.get(address(name, opened.pk)), grow, more=1)


def test_a_sentence_with_comments_is_marked_with_their_number_and_leads_to_them(cast, as_):
    opened = story.opened(cast)
    say(cast, opened, 3, on_sentence=True)
    say(cast, opened, 2, text="On the whole.")
    client = as_("applicant")
    page = client.get(opened.get_absolute_url()).content.decode()
    assert "3 comments on this sentence" in page
    item = opened.items.get()
    found = client.get(address("comments", opened.pk), {"item": item.pk, "sentence": "text:0"})
    assert found.context["page"].paginator.count == 3
    assert "On the whole." not in found.content.decode()


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({}, 5),
        ({"kind": "cso"}, 4),
        ({"kind": "authority"}, 1),
        ({"answer": "waiting"}, 5),
        ({"answer": "not"}, 0),
        ({"words": "villages"}, 4),
        ({"item": "999"}, 5),
        ({"sentence": "text:0"}, 5),
        ({"sentence": "nonsense"}, 5),
    ],
)
def test_comments_are_found_by_kind_answer_and_words_and_nonsense_is_ignored(cast, as_, asked, number):
    opened = story.opened(cast)
    say(cast, opened, 4)
    actions.add_comment(
        actor=cast.official,
        item=opened.items.get(),
        stakeholder=seat_of(opened, cast.authority),
        text="Too dear.",
    )
    page = as_("official").get(address("comments", opened.pk), asked)
    assert page.context["page"].paginator.count == number


def test_several_comments_are_answered_at_once(cast, as_):
    opened, client = story.opened(cast), as_("protection_officer")
    first, second, _third = say(cast, opened, 3)
    place = f"{address('reply', opened.pk)}?comment={first.pk}&comment={second.pk}"
    assert client.get(place).content.decode().count("Name the villages.") == 2
    refused = client.post(place, {"answer": "Named.", "language": "en"})
    assert refused.status_code == 422
    assert "Named." in refused.content.decode()
    client.post(place, {"outcome": "in_part", "answer": "Named.", "language": "en"})
    answer = Answer.objects.get()
    assert set(answer.comments.all()) == {first, second}
    assert Comment.objects.filter(answer=None).count() == 1


def test_nothing_ticked_leads_back_with_a_word(cast, as_):
    opened = story.opened(cast)
    page = as_("protection_officer").get(address("reply", opened.pk), follow=True)
    assert "Tick the comments first" in page.content.decode()


def test_comments_of_another_round_are_not_answered_here(cast, as_):
    opened, other = story.opened(cast), story.opened(cast)
    (foreign,) = say(cast, other, 1)
    page = as_("protection_officer").get(address("reply", opened.pk), {"comment": foreign.pk}, follow=True)
    assert "Tick the comments first" in page.content.decode()


# --- changing a text -----------------------------------------------------------------------------


def typed(opened, **changes):
    text = opened.items.get().text
    given = {"title": text["title"], "text": text["text"], "remedy": text["remedy"], "because": "Clearer."}
    return {**given, "number": opened.items.get().versions.count(), **changes}


def test_a_change_is_looked_at_word_by_word_before_it_is_saved_and_then_answers_a_comment(cast, as_):
    opened, client = story.opened(cast), as_("protection_officer")
    (comment,) = say(cast, opened, 1)
    item = opened.items.get()
    place = f"{address('revise', opened.pk, item.pk)}?comment={comment.pk}"
    looked = client.post(place, typed(opened, text="No safe water in summer."))
    assert looked.status_code == 200
    assert "<ins>" in looked.content.decode()
    assert Version.objects.count() == 1
    previewed = looked.context["form"].data["previewed"]
    saved = client.post(place, typed(opened, text="No safe water in summer.", previewed=previewed))
    version = Version.objects.get(number=2)
    assert saved.url == f"{address('reply', opened.pk)}?comment={comment.pk}&version={version.pk}"
    page = client.get(saved.url)
    assert page.context["form"].initial["outcome"] == "taken_up"
    client.post(
        saved.url, {"outcome": "taken_up", "answer": "Said so.", "language": "en", "version": version.pk}
    )
    shown = as_("applicant").get(address("versions", opened.pk, item.pk)).content.decode()
    for part in ("Version 2", "Clearer.", "Name the villages.", "Protection officer", "in summer"):
        assert part in shown, part


def test_what_was_changed_after_the_look_is_looked_at_again(cast, as_):
    opened, client = story.opened(cast), as_("protection_officer")
    place = address("revise", opened.pk, opened.items.get().pk)
    previewed = client.post(place, typed(opened, text="One.")).context["form"].data["previewed"]
    again = client.post(place, typed(opened, text="Two.", previewed=previewed))
    assert "please look once again" in again.content.decode()
    assert Version.objects.count() == 1


def test_who_was_slower_keeps_what_was_typed_and_sees_the_other_text_beside(cast, as_):
    opened, client = story.opened(cast), as_("protection_officer")
    item = opened.items.get()
    place = address("revise", opened.pk, item.pk)
    mine = typed(opened, text="No safe water. My words.")
    actions.revise_item(
        actor=cast.protection_officer, item=item, number=1, because="Theirs.", text="No water. Their words."
    )
    page = client.post(place, mine)
    shown = page.content.decode()
    assert page.status_code == 422
    assert "My words." in page.context["form"].data["text"]
    assert "Their words" in shown
    assert "Theirs." in shown
    assert page.context["form"].data["number"] == "2"
    assert Version.objects.filter(item=item).count() == 2


def test_line_ends_of_a_browser_change_no_text(cast, as_):
    gap = story.gap(cast, statement="One.\nTwo.")
    opened, client = story.opened(cast, gaps=[gap]), as_("protection_officer")
    place = address("revise", opened.pk, opened.items.get().pk)
    page = client.post(place, typed(opened, text="One.\r\nTwo."))
    assert "Nothing was changed." in page.content.decode()


def test_a_measure_is_changed_through_its_form(cast, as_):
    measure = story.measure(cast)
    opened, client = story.opened(cast, gaps=[], measures=[measure]), as_("protection_officer")
    item = opened.items.get()
    place = address("revise", opened.pk, item.pk)
    given = {
        "title": item.text["title"],
        "text": item.text["text"],
        "due_on": "2009-11-01",
        "cost": "1200",
        "responsible": cast.cso.pk,
        "because": "Agreed.",
        "number": 1,
    }
    assert "cost" in client.post(place, {**given, "cost": "-1"}).context["form"].errors
    previewed = client.post(place, given).context["form"].data["previewed"]
    client.post(place, {**given, "previewed": previewed})
    item.refresh_from_db()
    assert (item.text["due_on"], item.text["cost"], item.text["responsible"]) == (
        "2009-11-01",
        "1200.00",
        "First CSO",
    )


@pytest.mark.parametrize("name", ["official", "applicant"])
def test_others_read_the_pages_but_do_not_tend(cast, as_, name):
    opened = story.opened(cast)
    (comment,) = say(cast, opened, 1)
    item, seat, client = opened.items.get(), seat_of(opened, cast.cso), as_(name)
    for page in ("comments", "stakeholders", "history", "materials"):
        assert client.get(address(page, opened.pk)).status_code == 200
    for place in (
        address("answering", opened.pk),
        f"{address('reply', opened.pk)}?comment={comment.pk}",
        address("revise", opened.pk, item.pk),
        address("extend", opened.pk),
        address("quorums", opened.pk),
        address("invite_groups", opened.pk),
        address("merge", opened.pk),
        address("holder", opened.pk, seat.pk),
        address("replace", opened.pk, seat.pk),
    ):
        assert client.get(place).status_code == 403, place
    for name in ("letter_returned", "invite_again", "reached"):
        assert client.post(address(name, opened.pk, seat.pk)).status_code == 403


# --- preparing and seats through the pages ---------------------------------------------------------


def test_quorums_groups_and_mandates_are_set_through_their_pages(cast, as_):
    made, client = story.prepared(cast), as_("protection_officer")
    groups = client.get(address("invite_groups", made.pk))
    session = groups.context["form"].fields["groups"].initial
    client.post(address("invite_groups", made.pk), {"groups": session})
    client.post(address("quorums", made.pk), {"authority": "100", "community": "", "cso": "50"})
    assert {(each.kind, each.percent) for each in made.quorums.all()} == {("authority", 100), ("cso", 50)}
    wrong = client.post(address("quorums", made.pk), {"authority": "101"})
    assert "authority" in wrong.context["form"].errors
    seat = seat_of(made, cast.authority)
    assert "Nobody in particular" in client.get(address("holder", made.pk, seat.pk)).content.decode()
    client.post(address("holder", made.pk, seat.pk), {"holder": cast.official.pk, "mandate": "Order 7"})
    page = client.get(address("stakeholders", made.pk)).content.decode()
    assert "Order 7" in page
    assert "Female, 18–40, A settlement" in page
    assert "Before the round opens" in client.get(made.get_absolute_url()).content.decode()


def test_a_long_list_of_organisations_is_searched_whatever_the_accents(cast, as_):
    made = story.prepared(cast)
    Organisation.objects.create(name_en="Əl-ələ", kind="cso", city="Bakı")
    page = as_("protection_officer").get(address("invite", made.pk), {"find": "el-ele baki"})
    choices = [
        label for _group, rows in page.context["form"].fields["organisations"].choices for _pk, label in rows
    ]
    assert choices == ["Əl-ələ"]


def test_seats_are_found_by_kind_stand_and_name(cast, as_):
    opened, client = story.opened(cast), as_("protection_officer")
    story.stands(cast, opened, authority=("object", "Too dear"), cso="agree")
    for asked, names in (
        ({"kind": "authority"}, ["The authority"]),
        ({"stand": "agree"}, ["First CSO"]),
        ({"stand": "none"}, ["The funder"]),
        ({"find": "cso"}, ["First CSO"]),
        ({"stand": "nonsense"}, []),
    ):
        rows = client.get(address("stakeholders", opened.pk), asked).context["seats"]
        assert [str(row.stakeholder) for row in rows] == names, asked


def test_an_organisation_that_split_is_marked_in_the_list_with_what_it_said(cast, as_):
    opened, client = story.opened(cast), as_("protection_officer")
    story.stands(cast, opened, authority=("object", "Too dear"))
    seat = seat_of(opened, cast.authority)
    place = address("replace", opened.pk, seat.pk)
    refused = client.post(place, {"organisations": [cast.rival_cso.pk], "reason": " "})
    assert "reason" in refused.context["form"].errors
    client.post(place, {"organisations": [cast.rival_cso.pk], "reason": "A law of June."})
    page = as_("official").get(address("stakeholders", opened.pk)).content.decode()
    for part in ("is no more", "A law of June.", "Too dear", "Not counted", "Second CSO", "Follows"):
        assert part in page, part
    assert "is no more" in as_("official").get(address("history", opened.pk)).content.decode()


def test_a_letter_that_came_back_stands_in_words_on_the_round_and_goes_with_a_new_one(cast, as_):
    opened, client = story.opened(cast), as_("protection_officer")
    seat = seat_of(opened, cast.authority)
    client.post(address("letter_returned", opened.pk, seat.pk))
    page = client.get(opened.get_absolute_url()).content.decode()
    assert "1 stakeholder may not know of this round" in page
    assert "may not know" not in as_("official").get(opened.get_absolute_url()).content.decode()
    as_("protection_officer").post(address("invite_again", opened.pk, seat.pk))
    assert "may not know" not in client.get(opened.get_absolute_url()).content.decode()


def test_a_closing_date_is_moved_through_its_page(cast, as_):
    opened, client = story.opened(cast), as_("protection_officer")
    place = address("extend", opened.pk)
    wrong = client.post(place, {"closes_on": opened.closes_on.isoformat(), "reason": "Holidays."})
    assert wrong.status_code == 422
    assert "Holidays." in wrong.content.decode()
    client.post(place, {"closes_on": "2099-01-01", "reason": "Holidays."})
    assert Consultation.objects.get().closes_on.isoformat() == "2099-01-01"
    assert "Holidays." in client.get(address("history", opened.pk)).content.decode()


# --- materials -------------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", ["full", "simple"])
@pytest.mark.parametrize("language", ["en", "az", "ru"])
def test_the_same_round_gives_the_same_document_in_each_language(cast, variant, language):
    opened = story.opened(cast, measures=[story.measure(cast)])
    first = pdf(opened, language, variant)
    assert first.startswith(b"%PDF")
    assert pdf(opened, language, variant) == first


def test_a_translation_stands_beside_the_original_and_says_when_it_is_of_an_earlier_text(cast):
    from gapbridge.agree.consultations.materials import content

    gap = story.gap(cast, statement="Two days. No water.", remedy="Mend it.")
    wordings.write(
        actor=cast.protection_officer, obj=gap, field="statement", language="ru", text="Два дня. Воды нет."
    )
    opened = story.opened(cast, gaps=[gap])
    (item,) = content(opened, "ru", "full")["items"]
    assert [(each["number"], each["text"]) for each in item["parts"][0]["sentences"]] == [
        (1, "Two days."),
        (2, "No water."),
    ]
    assert item["parts"][1]["sentences"][0]["number"] == 3
    assert (item["translation"]["parts"][0]["text"], item["translation"]["outdated"]) == (
        "Два дня. Воды нет.",
        False,
    )
    actions.revise_item(
        actor=cast.protection_officer, item=opened.items.get(), number=1, because="x", text="Three days."
    )
    (item,) = content(opened, "ru", "full")["items"]
    assert item["translation"]["outdated"]
    assert content(opened, "en", "full")["items"][0]["translation"] is None
    assert content(opened, "az", "full")["items"][0]["translation"] is None


def test_materials_are_for_those_who_see_the_round(cast, as_):
    opened = story.opened(cast)
    place = address("material", opened.pk, "full", "az")
    found = as_("applicant").get(place)
    assert (found.status_code, found["Content-Type"]) == (200, "application/pdf")
    assert as_("rival").get(place).status_code == 404
    assert as_("applicant").get(address("material", opened.pk, "huge", "az")).status_code == 404
    assert as_("applicant").get(address("material", opened.pk, "full", "xx")).status_code == 404
