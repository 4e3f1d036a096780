"""Reading a round's texts sentence by sentence, commenting on one, and texts that change meanwhile."""

import pytest

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.errors import TextsChanged
from gapbridge.agree.consultations.models import Comment, Consultation, Position
from gapbridge.agree.consultations.queries import seat_of
from gapbridge.agree.consultations.texts import sentences_of
from gapbridge.base.errors import Refused

from . import story
from .taking import TEXT, address, open_round, over, page_of, position, revised

pytestmark = pytest.mark.django_db
PUMP = "The pump is old."
AT = f"text:{TEXT.index(PUMP)}"


def commented(consultation, cast, **fields):
    return {
        "stakeholder": seat_of(consultation, cast.cso).pk,
        "version": 1,
        "spot": AT,
        "text": "How old?",
        "language": "en",
    } | fields


def comment_page(consultation):
    return address("comment", consultation.pk, consultation.items.get().pk)


def test_each_sentence_of_each_text_has_a_link_to_comment_on_it(cast, as_):
    consultation = open_round(cast)
    page = page_of(as_("applicant").get(address("answer", consultation.pk)))
    spots = [f"{each.field}:{each.start}" for each in sentences_of(consultation.items.get().text)]
    assert [f"{comment_page(consultation)}?at={spot}" in page for spot in spots] == [True] * 5


def test_a_comment_on_a_sentence_stands_beside_it_with_its_answer(cast, as_):
    consultation = open_round(cast)
    client = as_("applicant")
    form = client.get(f"{comment_page(consultation)}?at={AT}")
    assert form.context["form"]["spot"].value() == AT
    client.post(comment_page(consultation), commented(consultation, cast))
    comment = Comment.objects.get()
    assert (comment.field, comment.quote) == ("text", PUMP)
    actions.answer_comments(
        actor=cast.protection_officer, comments=[comment], outcome="taken_up", answer="Thirty years."
    )
    (reading,) = client.get(address("answer", consultation.pk)).context["page"].readings
    line = next(each for each in reading.body if each.sentence.text == PUMP)
    assert [(each.comment, each.mine, each.comment.answer.text) for each in line.said] == [
        (comment, True, "Thirty years.")
    ]


def test_a_comment_stays_with_its_sentence_when_the_text_around_it_changes_and_is_kept_when_it_goes(
    cast, as_
):
    consultation = open_round(cast)
    as_("applicant").post(comment_page(consultation), commented(consultation, cast))
    revised(cast, consultation, "In summer water comes once a week. The pump is old.")
    (reading,) = as_("applicant").get(address("answer", consultation.pk)).context["page"].readings
    assert [len(each.said) for each in reading.body] == [0, 1]
    revised(cast, consultation, "The pump is thirty years old.")
    (reading,) = as_("applicant").get(address("answer", consultation.pk)).context["page"].readings
    assert [each.comment.quote for each in reading.lost] == [PUMP]


def test_a_comment_on_a_text_that_was_changed_meanwhile_comes_back_with_the_difference(cast, as_):
    consultation = open_round(cast)
    revised(cast, consultation, "In summer water comes once a week. The pump is old.")
    response = as_("applicant").post(comment_page(consultation), commented(consultation, cast))
    assert response.status_code == 422
    assert not Comment.objects.exists()
    page = page_of(response)
    assert "How old?" in page
    assert "<ins>" in page
    form = response.context["form"]
    assert (form["version"].value(), form["spot"].value()) == (2, "text:35")
    again = {name: form[name].value() for name in ("version", "spot", "text", "language", "stakeholder")}
    as_("applicant").post(comment_page(consultation), again)
    assert Comment.objects.get().quote == PUMP


def test_of_a_sentence_that_is_gone_the_writer_is_told_and_chooses(cast, as_):
    consultation = open_round(cast)
    revised(cast, consultation, "Water comes every other day.")
    response = as_("applicant").post(comment_page(consultation), commented(consultation, cast))
    assert "no longer there" in page_of(response)
    assert response.context["page"].lost == PUMP
    assert response.context["form"]["spot"].value() == ""


def test_a_sentence_that_never_was_is_refused_beside_the_field(cast, as_):
    consultation = open_round(cast)
    for spot in ("text:3", "text:x", "other:0", "text:99999999999"):
        response = as_("applicant").post(comment_page(consultation), commented(consultation, cast, spot=spot))
        assert "spot" in response.context["form"].errors
    assert not Comment.objects.exists()


def test_what_was_sent_can_be_added_to_and_not_changed(cast, as_):
    consultation = open_round(cast)
    as_("applicant").post(comment_page(consultation), commented(consultation, cast))
    page = page_of(as_("applicant").get(comment_page(consultation)))
    assert "How old?" in page
    assert "send another comment" in page


# --- positions on texts that change --------------------------------------------------------------


def test_a_position_sent_while_a_text_changed_comes_back_with_all_that_was_typed_and_the_difference(
    cast, as_
):
    consultation = open_round(cast)
    typed = position(consultation, cast.cso, stand="object", reason="Too dear.", condition="Halve it.")
    revised(cast, consultation, "Water comes once a week.")
    response = as_("applicant").post(address("answer", consultation.pk), typed)
    page = page_of(response)
    assert response.status_code == 422
    assert all(words in page for words in ("Too dear.", "Halve it.", "<ins>", "They asked for it."))
    assert response.context["form"]["edition"].value() == 2
    as_("applicant").post(address("answer", consultation.pk), {**typed, "edition": 2})
    assert Position.objects.get().edition == 2


def test_a_position_on_an_earlier_text_is_renewed_by_one_button_on_the_texts_that_were_shown(cast, as_):
    consultation = open_round(cast)
    story.stands(cast, consultation, cso=("object", "Too dear."))
    revised(cast, consultation, "Water comes once a week.")
    client, first = as_("applicant"), Position.objects.get()
    page = page_of(client.get(address("answer", consultation.pk)))
    assert "on an earlier text" in page
    assert "once" in page
    place = address("renew", consultation.pk, first.pk)
    client.post(place, {"edition": 1})
    assert Position.objects.count() == 1
    client.post(place, {"edition": 2})
    renewed = Position.objects.get(is_current=True)
    assert (renewed.stand, renewed.reason, renewed.edition) == ("object", "Too dear.", 2)
    page = page_of(client.get(address("answer", consultation.pk)))
    assert "on an earlier text" not in page
    assert "Earlier positions of" in page


def test_nobody_renews_the_position_of_another(cast, as_):
    consultation = open_round(cast)
    story.stands(cast, consultation, authority="agree")
    place = address("renew", consultation.pk, Position.objects.get().pk)
    assert as_("applicant").post(place, {"edition": 1}).status_code == 404
    assert Position.objects.count() == 1


def test_without_an_edition_known_to_the_round_nothing_is_renewed(cast):
    consultation = open_round(cast)
    story.stands(cast, consultation, cso="agree")
    with pytest.raises(TextsChanged):
        actions.renew_position(actor=cast.applicant, position=Position.objects.get(), edition=0)


def test_a_position_after_the_last_day_is_refused_and_what_was_typed_is_given_back(cast, as_):
    consultation = open_round(cast)
    typed = position(consultation, cast.cso, stand="object", reason="Too dear.", condition="Halve it.")
    over(consultation)
    response = as_("applicant").post(address("answer", consultation.pk), typed)
    page = page_of(response)
    assert response.status_code == 422
    assert "What you typed" in page
    assert all(f">{words}</textarea>" in page for words in ("Too dear.", "Halve it."))
    assert not Position.objects.exists()


def test_a_comment_after_the_round_was_closed_is_given_back(cast, as_):
    consultation = open_round(cast)
    actions.close_without_agreement(actor=cast.protection_officer, consultation=consultation, reason="x")
    response = as_("applicant").post(comment_page(consultation), commented(consultation, cast))
    assert response.status_code == 422
    assert ">How old?</textarea>" in page_of(response)
    assert not Comment.objects.exists()


def test_whose_seat_ended_while_they_were_typing_gets_their_words_back(cast, as_):
    consultation = open_round(cast)
    typed = position(consultation, cast.cso, stand="object", reason="Too dear.")
    consultation.stakeholders.filter(organisation=cast.cso).update(ended_at="2009-05-01T00:00Z")
    response = as_("applicant").post(address("answer", consultation.pk), typed)
    assert ">Too dear.</textarea>" in page_of(response)
    assert not Position.objects.exists()


def test_only_the_holder_of_the_mandate_is_shown_the_form(cast, as_):
    consultation = open_round(cast)
    consultation.stakeholders.filter(organisation=cast.cso).update(holder=cast.donor)
    response = as_("applicant").get(address("answer", consultation.pk))
    assert not response.context["page"].can_send
    assert "who holds the mandate" in page_of(response)
    with pytest.raises(Refused, match="who holds the mandate"):
        actions.take_position(
            actor=cast.applicant, stakeholder=seat_of(consultation, cast.cso), stand="agree"
        )


def test_the_page_costs_as_many_queries_with_many_texts_and_comments_as_with_few(
    cast, as_, assert_constant_queries
):
    consultation = open_round(cast)
    client, place = as_("applicant"), address("answer", consultation.pk)
    seat, first = seat_of(consultation, cast.cso), consultation.items.get()
    text = first.versions.get()

    def add():
        item = consultation.items.create(measure=story.measure(cast), text=first.text)
        version = item.versions.create(number=1, edition=1, text=text.text, made_at=text.made_at)
        for _ in range(3):
            Comment.objects.create(
                item=item,
                version=version,
                stakeholder=seat,
                text="x",
                made_by=cast.applicant,
                made_at=text.made_at,
            )

    assert_constant_queries(lambda: client.get(place), add)


def test_in_a_round_in_preparation_nothing_can_be_commented_on(cast, as_):
    consultation = open_round(cast)
    Consultation.objects.filter(pk=consultation.pk).update(state="draft")
    assert as_("applicant").get(comment_page(consultation)).status_code == 404
