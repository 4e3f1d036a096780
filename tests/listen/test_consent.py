"""A person's words go as far as the person said, and come back when the person says so."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db.models import CharField, JSONField, TextField
from django.db.models.functions import Cast
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from gapbridge.agree.gaps.models import Gap
from gapbridge.base import drafts, uploads, wordings
from gapbridge.base.errors import Refused
from gapbridge.base.models import StoredFile, Wording
from gapbridge.listen.assessments import actions, queries
from gapbridge.listen.assessments.models import Consent, Recording, Session, Statement
from gapbridge.prove.updates import actions as updates
from tests.cast import EVERYBODY

from .rooms import coded, consent, held, listening, new_session, publish, voice

KEEPERS = {"programme_officer", "protection_officer", "monitoring_officer"}
CONCERNED = KEEPERS | {"grants_officer", "official"}
IN_PROGRAMME = CONCERNED | {"case_worker", "logistician", "trainer", "evaluator", "second_evaluator", "donor"}
READERS = {
    ("none", False): KEEPERS,
    ("internal", False): KEEPERS,
    ("internal", True): KEEPERS,
    ("authorities", False): CONCERNED,
    ("authorities", True): CONCERNED,
    ("public", False): IN_PROGRAMME,
    ("public", True): set(EVERYBODY),
}


def readers(cast, queryset):
    return {name for name in EVERYBODY if queryset.visible_to(cast.fresh(name)).exists()}


@pytest.mark.parametrize(("scope", "published"), READERS)
def test_words_are_read_by_whom_the_consent_names_and_nobody_else(cast, scope, published):
    assessment = listening(cast)
    session = coded(cast, assessment, "internal" if scope == "none" else scope)
    if scope == "none":
        actions.withdraw_consent(
            actor=cast.protection_officer, consent=session.consents.get(), reason="No more."
        )
    if published:
        publish(cast, assessment)

    assert readers(cast, Statement.objects) == READERS[scope, published]
    assert readers(cast, Session.objects) == READERS[scope, published]
    assert readers(cast, Consent.objects) == KEEPERS


@pytest.mark.parametrize("scope", ["authorities", "public"])
def test_nobody_but_the_keepers_reads_a_session_that_is_not_coded(cast, scope):
    session = held(cast, listening(cast), scope)
    voice(cast, session)

    assert readers(cast, Statement.objects) == KEEPERS
    assert readers(cast, Session.objects) == KEEPERS


def test_a_later_consent_takes_the_place_of_the_one_before(cast):
    session = held(cast, listening(cast), "public")
    first = session.consents.get()
    second = consent(cast, session, "authorities")
    assert Session.objects.get().consent_scope == "authorities"

    with pytest.raises(Refused):
        actions.withdraw_consent(actor=cast.protection_officer, consent=first, reason="x")
    actions.withdraw_consent(actor=cast.protection_officer, consent=second, reason="They asked.")

    assert Session.objects.get().consent_scope == "none"
    assert [each.withdrawn_because for each in Consent.objects.order_by("pk")] == ["", "They asked."]


def test_a_consent_is_withdrawn_once(cast):
    session = held(cast, listening(cast))
    given = session.consents.get()
    actions.withdraw_consent(actor=cast.protection_officer, consent=given, reason="They asked.")

    with pytest.raises(Refused):
        actions.withdraw_consent(
            actor=cast.protection_officer, consent=Consent.objects.get(), reason="Again."
        )
    assert Consent.objects.get().withdrawn_because == "They asked."


@pytest.mark.parametrize("age", ["10-13", "14-17"])
def test_children_need_their_guardians(cast, age):
    session = new_session(cast, listening(cast), age_group=age)

    with pytest.raises(Refused) as refusal:
        consent(cast, session)
    assert refusal.value.field == "guardian_consent"
    assert not Consent.objects.exists()

    with pytest.raises(Refused) as refusal:
        consent(cast, session, guardian_consent=True)
    assert refusal.value.field == "child_assent"
    assert not Consent.objects.exists()

    consent(cast, session, guardian_consent=True, child_assent=True)
    assert Session.objects.get().consent_scope == "public"


def test_a_group_does_not_become_children_behind_their_guardians_back(cast):
    session = held(cast, listening(cast))

    with pytest.raises(Refused) as refusal:
        actions.change_session(actor=cast.protection_officer, session=session, age_group="14-17")
    assert refusal.value.field == "age_group"


def test_consent_is_not_taken_in_the_future(cast):
    session = new_session(cast, listening(cast))

    with pytest.raises(Refused) as refusal:
        consent(cast, session, taken_on=timezone.localdate() + timedelta(days=1))
    assert refusal.value.field == "taken_on"


def test_both_consents_of_children_are_asked_for_beside_their_fields(cast, as_):
    session = new_session(cast, listening(cast), age_group="14-17")
    sent = {
        "scope": "public",
        "manner": "spoken",
        "language": "az",
        "text_version": "2009-1",
        "taken_on": "2009-03-10",
    }

    response = as_("protection_officer").post(reverse("assessments:new_consent", args=[session.pk]), sent)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"guardian_consent", "child_assent"}


def test_the_page_shows_every_consent_that_was_given(cast, as_):
    session = held(cast, listening(cast), "public")
    consent(cast, session, "internal", language="ru", text_version="2009-2")
    consent(cast, session, "authorities")

    shown = as_("protection_officer").get(session.get_absolute_url()).content.decode()

    scopes = [
        "The office and the authorities concerned",
        "The programme&#x27;s office only",
        "Everyone",
    ]
    history = shown.split('id="consent"')[1]
    found = [history.index(f"<h3>{scope}</h3>") for scope in scopes]
    assert found == sorted(found)
    assert "text 2009-2 (Russian)" in history


# --- withdrawal ----------------------------------------------------------------------------------

WORDS = "Su iki gündən bir gəlir, biz onu quyudan daşıyırıq."


def withdraw(cast, session):
    given = session.consents.last()
    return actions.withdraw_consent(actor=cast.protection_officer, consent=given, reason="They asked.")


def kept_by_the_database(words):
    """Every table and column in which the words still stand."""
    found = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, TextField | CharField | JSONField):
                as_text = Cast(field.name, TextField())
                if model._base_manager.annotate(as_text=as_text).filter(as_text__contains=words).exists():
                    found.append(f"{model._meta.label}.{field.name}")
    return found


def quoted_everywhere(cast):
    """A published voice that a gap stands on, quoted in a published update and in a draft."""
    assessment = listening(cast)
    session = held(cast, assessment, notes=f"Onlar dedilər: {WORDS}")
    clause = cast.framework.clauses.get()
    statement = voice(cast, session, WORDS, clauses=[clause], people_rank=1, memo="Su xətti")
    actions.finish_coding(actor=cast.protection_officer, session=session)
    publish(cast, assessment)
    gap = Gap.objects.create(
        programme=cast.programme,
        code="G1",
        title="No water",
        statement="Water comes every other day.",
        severity=3,
        state="being_remedied",
        published_at=timezone.now(),
    )
    gap.evidence.create(statement=statement)
    return session, statement, gap


def new_update(cast, **fields):
    given = {"title": "Spring", "period_start": date(2009, 3, 1), "period_end": date(2009, 3, 31)}
    update = updates.create_update(actor=cast.programme_officer, programme=cast.programme, **(given | fields))
    updates.add_block(
        actor=cast.programme_officer,
        update=update,
        kind="text",
        text="A woman said:\n> Su iki gündən\n> bir gəlir, biz onu quyudan daşıyırıq!",
    )
    return update


def public_places(statement, session, gap):
    """Where the public reads voices, with an export."""
    assessment = session.assessment
    return [
        "/",
        assessment.get_absolute_url(),
        session.get_absolute_url(),
        statement.get_absolute_url(),
        gap.get_absolute_url(),
        "/assessments/voices/",
        "/assessments/voices/?export=xlsx",
        "/search/?q=gündən",
    ]


def read_in(client, url):
    response = client.get(url)
    content = b"".join(response) if response.streaming else response.content
    if content[:2] == b"PK":
        with ZipFile(BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    return content.decode(errors="replace")


def test_withdrawn_words_are_read_by_nobody_any_more(cast, as_):
    session, statement, gap = quoted_everywhere(cast)
    places = public_places(statement, session, gap)
    visitor = as_("visitor")
    before = [
        url
        for url in places
        if "gündən" not in read_in(visitor, url).replace("<mark>", "").replace("</mark>", "")
    ]
    assert before == []

    withdraw(cast, session)

    for name in ("visitor", "official", "applicant", "protection_officer", "monitoring_officer"):
        reader = as_(name)
        assert [url for url in places if "iki gündən" in read_in(reader, url)] == []
    assert kept_by_the_database("iki gündən") == []


def test_what_stays_of_a_withdrawn_session_is_that_people_were_heard(cast):
    session, statement, gap = quoted_everywhere(cast)

    withdraw(cast, session)

    session.refresh_from_db()
    statement.refresh_from_db()
    assert (session.notes, session.consent_scope, session.withdrawn_at is None) == ("", "none", False)
    assert (statement.excerpt, statement.memo, statement.start, statement.end) == ("", "", None, None)
    assert (statement.people_rank, statement.clauses.count(), gap.evidence.count()) == (1, 1, 1)
    assert queries.coverage_of(session.assessment, cast.protection_officer).sessions_held == 1


def test_a_voice_that_was_taken_back_is_gone_but_for_keepers_who_see_when(cast, as_):
    session, statement, _gap = quoted_everywhere(cast)
    withdraw(cast, session)
    pages = [statement.get_absolute_url(), session.get_absolute_url()]

    for name in ("visitor", "official", "stranger", "applicant"):
        assert [as_(name).get(page).status_code for page in pages] == [404, 404]
    keeper = as_("monitoring_officer")
    for page in pages:
        assert "Withdrawn on" in keeper.get(page).content.decode()
    shown = keeper.get(session.get_absolute_url()).content.decode()
    assert statement.get_absolute_url() not in shown
    assert statement.get_absolute_url() not in keeper.get("/assessments/voices/").content.decode()


def test_what_second_coders_wrote_is_erased_as_well(cast):
    session = held(cast, listening(cast), notes=WORDS)
    voice(cast, session, WORDS, for_comparison=True, memo="The same")

    withdraw(cast, session)

    assert list(Statement.marks.values_list("excerpt", "memo")) == [("", "")]


def test_translations_recordings_and_drafts_of_the_words_are_erased(cast):
    session, statement, _gap = quoted_everywhere(cast)
    officer = cast.protection_officer
    wordings.write(actor=officer, obj=statement, field="excerpt", language="en", text="Water comes.")
    stored = uploads.store(
        uploads.check_upload(ContentFile(b"Su gelmir.", name="first.txt")), actor=officer, owner=session
    )
    recording = Recording.objects.create(session=session, file=stored, delete_on=date(2009, 6, 1))
    own, other = f"/assessments/sessions/{session.pk}/edit/", "/gaps/new/1/"
    drafts.keep(officer, own, QueryDict(f"notes={WORDS}"))
    drafts.keep(officer, other, QueryDict(f"statement=Onlar: {WORDS} Bəli."))

    withdraw(cast, session)

    assert not Wording.objects.exists()
    recording.refresh_from_db()
    assert (recording.file, recording.deleted_at is None) == (None, False)
    assert not StoredFile.objects.filter(pk=stored.pk).exists()
    assert drafts.restore(officer, own) is None
    assert drafts.restore(officer, other).data == {"statement": ["Onlar: […]. Bəli."]}


def test_before_words_are_withdrawn_the_page_says_where_they_have_gone(cast, as_):
    session, _statement, gap = quoted_everywhere(cast)
    published, draft = new_update(cast), new_update(cast, title="Summer")
    updates.publish_update(actor=cast.programme_officer, update=published)
    url = reverse("assessments:withdraw_consent", args=[session.consents.get().pk])

    shown = as_("protection_officer").get(url).content.decode()

    for obj in (gap, published, draft):
        assert f'href="{obj.get_absolute_url()}"' in shown
    assert "erased at once" in shown
    frozen = {use.url: use.frozen for use in queries.uses_of_words(session)}
    assert (frozen[published.get_absolute_url()], frozen[draft.get_absolute_url()]) == (True, False)
    assert Statement.objects.get().excerpt == WORDS


def test_a_draft_loses_the_words_and_what_is_published_is_marked(cast, as_):
    session, _statement, _gap = quoted_everywhere(cast)
    published, draft = new_update(cast), new_update(cast, title="Summer")
    updates.publish_update(actor=cast.programme_officer, update=published)
    published.refresh_from_db()
    frozen = published.frozen_html

    withdraw(cast, session)

    assert draft.blocks.get().text == "A woman said:\n> […]!"
    draft.refresh_from_db()
    published.refresh_from_db()
    assert (draft.words_withdrawn_at, published.words_withdrawn_at is None) == (None, False)
    assert published.frozen_html == frozen
    shown = as_("visitor").get(published.get_absolute_url()).content.decode()
    assert "A quotation in this document was withdrawn on" in shown
    again = updates.restate_update(actor=cast.programme_officer, update=published, reason="Taken back.")
    assert again.blocks.get().text == "A woman said:\n> […]!"


def test_an_update_that_quotes_others_stays_as_it_is(cast):
    session = coded(cast, listening(cast))
    update = new_update(cast)
    block = updates.add_block(
        actor=cast.programme_officer, update=update, kind="text", text="Su gəlir. Yol iki gündən bir açılır."
    )
    update.blocks.exclude(pk=block.pk).delete()

    withdraw(cast, session)

    block.refresh_from_db()
    assert block.text == "Su gəlir. Yol iki gündən bir açılır."


def test_nothing_is_added_to_a_withdrawn_session(cast):
    session = held(cast, listening(cast), notes=WORDS)
    statement = voice(cast, session, WORDS)
    withdraw(cast, session)
    officer = cast.protection_officer

    for action, kwargs in (
        (actions.record_consent, {"session": session, "scope": "public"}),
        (actions.change_session, {"session": session, "notes": "New"}),
        (actions.finish_coding, {"session": session}),
        (actions.add_statement, {"session": session, "excerpt": "New", "language": "az"}),
        (actions.change_statement, {"statement": statement, "excerpt": "New"}),
        (actions.remove_statement, {"statement": statement}),
    ):
        with pytest.raises(Refused):
            action(actor=officer, **kwargs)
    assert (Statement.objects.get().excerpt, Session.objects.get().notes) == ("", "")


def test_a_withdrawn_session_does_not_keep_its_assessment_from_being_finished(cast):
    assessment = listening(cast)
    withdraw(cast, held(cast, assessment))

    publish(cast, assessment)

    assessment.refresh_from_db()
    assert assessment.state == "published"
    assert not list(queries.waiting_for(cast.protection_officer))


def test_words_can_be_taken_back_after_publication(cast):
    session = coded(cast, listening(cast))
    publish(cast, session.assessment)

    withdraw(cast, session)

    assert not Statement.objects.visible_to(cast.visitor).exists()
    assert Statement.objects.get().excerpt == ""
