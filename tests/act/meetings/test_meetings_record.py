"""The agenda, the sides, and what two secretaries write at once."""

import threading
from datetime import time

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from gapbridge.act.interventions import actions as interventions
from gapbridge.act.meetings import actions
from gapbridge.act.meetings.agenda_lines import read_lines
from gapbridge.act.meetings.formats.pdf import content_of
from gapbridge.act.meetings.models import AgendaItem, Meeting, Note
from gapbridge.act.meetings.queries import read_meeting
from gapbridge.act.meetings.sides import sides_of
from gapbridge.agree.gaps.models import Gap
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry


def write(client, meeting, text, seen):
    return client.post(
        reverse("meetings:minutes", args=[meeting.pk]), {"text": text, "language": "en", "seen": seen}
    )


def titles(meeting):
    return [each.title for each in meeting.agenda.all()]


# --- the agenda -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("10:00–10:30 Opening", (time(10), time(10, 30), "Opening")),
        ("9.30 - Opening", (time(9, 30), None, "Opening")),
        ("3. Lessons learnt", (None, None, "Lessons learnt")),
        ("• Lessons learnt", (None, None, "Lessons learnt")),
        ("1. 14:00 Lessons", (time(14), None, "Lessons")),
        ("25:00 Opening", (None, None, "25:00 Opening")),
        ("11:00–10:00 Opening", (None, None, "11:00–10:00 Opening")),
        ("2009: a year", (None, None, "2009: a year")),
        ("10:00", (None, None, "10:00")),
    ],
)
def test_a_line_of_an_agenda_is_read_and_what_is_no_time_stays(line, read):
    assert list(read_lines(f"\n  {line}  \n")) == [read]


def test_an_agenda_is_pasted_and_put_in_order_without_a_script(cast, as_, meet):
    meeting, client = meet(), as_("programme_officer")
    url = reverse("meetings:agenda_lines", args=[meeting.pk])
    assert client.post(url, {"lines": "Opening\nLessons\nNext steps"}).status_code == 302
    first, second, _last = meeting.agenda.all()

    client.post(reverse("meetings:move_item", args=[second.pk, "up"]))
    assert titles(meeting) == ["Lessons", "Opening", "Next steps"]
    client.post(reverse("meetings:move_item", args=[second.pk, "up"]))
    client.post(reverse("meetings:move_item", args=[first.pk, "down"]))
    assert titles(meeting) == ["Lessons", "Next steps", "Opening"]
    assert client.post(reverse("meetings:move_item", args=[first.pk, "aside"])).status_code == 404
    assert as_("official").post(reverse("meetings:move_item", args=[first.pk, "up"])).status_code == 403


def test_an_item_leads_to_what_it_is_about_for_those_who_may_see_it(cast, as_, meet):
    meeting = meet(published=True)
    gap = Gap.objects.create(
        programme=cast.programme, code="G1", title="Water is far", statement="-", severity=3
    )
    data = {"title": "Water", "starts_at": "10:00", "ends_at": "", "leads": cast.authority.pk}
    url = reverse("meetings:add_part", args=[meeting.pk, "agenda-item"])
    response = as_("programme_officer").post(url, {**data, "about": f"gap-{gap.pk}"})
    assert response.status_code == 302
    item = AgendaItem.objects.get()
    assert (item.about, item.leads, item.starts_at) == (gap, cast.authority, time(10))
    assert "Water is far" in as_("programme_officer").get(meeting.get_absolute_url()).content.decode()
    page = as_("visitor").get(meeting.get_absolute_url()).content.decode()
    assert "The authority" in page and "Water is far" not in page


def test_an_item_is_not_about_what_belongs_to_another_programme(cast, as_, meet):
    gap = Gap.objects.create(programme=cast.other, code="G1", title="Far away", statement="-", severity=3)
    url = reverse("meetings:add_part", args=[meet().pk, "agenda-item"])
    response = as_("programme_officer").post(url, {"title": "Water", "about": f"gap-{gap.pk}"})
    assert "about" in response.context["form"].errors and 'value="Water"' in response.content.decode()
    with pytest.raises(Refused):
        actions.add_agenda_item(
            actor=cast.programme_officer, meeting=Meeting.objects.get(), title="W", gap=gap
        )


def test_an_item_ends_after_it_begins(cast, as_, meet):
    url = reverse("meetings:add_part", args=[meet().pk, "agenda-item"])
    data = {"title": "Water", "starts_at": "10:00", "ends_at": "09:00"}
    assert "ends_at" in as_("programme_officer").post(url, data).context["form"].errors


# --- the two sides --------------------------------------------------------------------------------


def test_a_bilateral_meeting_has_two_countries_or_two_organisations(cast, meet, delegation):
    meeting = meet("bilateral", "B1")
    delegation(meeting, cast.authority)
    cast.cso.country = "GE"
    cast.cso.save()
    delegation(meeting, cast.cso)
    delegation(meeting, cast.rival_cso)  # of the first country again
    assert [side.name for side in sides_of(meeting.delegations.all())] == ["Azerbaijan", "Georgia"]
    with pytest.raises(Refused, match="two sides"):
        delegation(meeting, cast.office)  # speaks for no country: a third side
    assert meeting.delegations.count() == 3

    within = meet("bilateral", "B2")
    delegation(within, cast.authority)
    delegation(within, cast.cso, country="AZ")
    assert len(sides_of(within.delegations.all())) == 2
    with pytest.raises(Refused, match="two sides"):
        delegation(within, cast.rival_cso)


def test_a_bilateral_meeting_with_one_side_is_not_completed(cast, as_, meet, delegation):
    meeting = meet("bilateral", "B1", state="under_way")
    delegation(meeting, cast.authority)
    page = as_("programme_officer").get(meeting.get_absolute_url()).content.decode()
    assert "add at least one delegation of each" in page
    complete = interventions.complete_intervention
    with pytest.raises(Refused, match="two sides"):
        complete(actor=cast.programme_officer, intervention=meeting.intervention)
    delegation(meeting, cast.office)
    complete(actor=cast.programme_officer, intervention=meeting.intervention)
    assert meeting.intervention.state == "completed"


def test_delegations_stand_by_country_and_what_they_said_is_for_the_programme(cast, as_, meet, delegation):
    meeting = meet(published=True)
    for organisation, said, is_public in (
        (cast.authority, "WITHIN THE PROGRAMME", False),
        (cast.office, "FOR EVERYBODY", True),
    ):
        came = delegation(meeting, organisation, mandate="Deputy head, to report back")
        actions.write_said(
            actor=cast.programme_officer, delegation=came, text=said, language="en", is_public=is_public
        )
    for name, both in (("official", True), ("donor", True), ("rival", False), ("visitor", False)):
        text = as_(name).get(meeting.get_absolute_url()).content.decode()
        assert text.index("Azerbaijan</h3>") < text.index("International organisations</h3>")
        assert "FOR EVERYBODY" in text
        assert ("WITHIN THE PROGRAMME" in text) is both, name
    note = Note.objects.get(is_public=False)
    for name, status in (("official", 200), ("rival", 404), ("visitor", 404)):
        assert as_(name).get(note.get_absolute_url()).status_code == status, name


def test_what_a_delegation_said_is_not_removed_with_it(cast, as_, meet, delegation):
    came = delegation(meet())
    actions.write_said(actor=cast.programme_officer, delegation=came, text="We agree.", language="en")
    response = as_("programme_officer").post(reverse("meetings:remove_part", args=["delegation", came.pk]))
    assert response.status_code == 422 and Note.objects.get().text == "We agree."


# --- two who write at once ------------------------------------------------------------------------


def test_two_forms_opened_at_once_lose_neither_text(cast, as_, meet):
    meeting, client = meet(), as_("programme_officer")
    url = reverse("meetings:minutes", args=[meeting.pk])
    write(client, meeting, "Opened by the host.", 0)
    seen = client.get(url).context["form"]["seen"].value()

    assert (
        write(as_("protection_officer"), meeting, "Opened by the host. Agreed on a tour.", seen).status_code
        == 302
    )
    response = write(as_("programme_officer"), meeting, "Opened by the host at ten.", seen)

    assert response.status_code == 422
    page = response.content.decode()
    assert "Opened by the host at ten.</textarea>" in page  # what was typed
    assert "Agreed on a tour." in page and "protection officer" in page  # what the other wrote, and who
    assert "<ins>" in page and "<del>" in page
    assert Note.objects.get().text == "Opened by the host. Agreed on a tour."

    form = response.context["form"]
    together = "Opened by the host at ten. Agreed on a tour."
    assert write(client, meeting, together, form["seen"].value()).status_code == 302
    note = Note.objects.get()
    assert (note.text, note.version) == (together, 3)
    earlier = client.get(note.get_absolute_url()).content.decode()
    assert "Opened by the host. Agreed on a tour." in earlier


def test_each_delegation_has_a_version_of_its_own(cast, as_, meet, delegation):
    meeting = meet()
    first, second = delegation(meeting, cast.authority), delegation(meeting, cast.cso)
    client = as_("programme_officer")
    for came in (first, second):
        data = {"text": "We agree.", "language": "az", "seen": 0}
        assert client.post(reverse("meetings:said", args=[came.pk]), data).status_code == 302
    assert [each.language for each in Note.objects.all()] == ["az", "az"]
    again = client.post(reverse("meetings:said", args=[first.pk]), {**data, "text": "We object."})
    assert again.status_code == 422 and "We object.</textarea>" in again.content.decode()


def test_saving_the_same_text_again_is_no_new_version(cast, meet):
    meeting = meet()
    for _ in range(2):
        actions.write_minutes(
            actor=cast.programme_officer, meeting=meeting, text="The same.\r\n", language="en", seen=0
        )
    assert Note.objects.get().version == 1


def test_only_officers_of_the_programme_write(cast, as_, meet):
    meeting = meet()
    for name, status in (("official", 403), ("stranger", 404)):
        assert write(as_(name), meeting, "x", 0).status_code == status
        with pytest.raises(Forbidden):
            actions.write_minutes(actor=cast.people[name], meeting=meeting, text="x", language="en")
    assert not Note.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("begun", [False, True])
def test_of_two_transactions_one_writes_and_the_other_is_told(cast, meet, begun):
    meeting = meet()
    if begun:
        actions.write_minutes(actor=cast.programme_officer, meeting=meeting, text="Before", language="en")
    start, outcomes = threading.Barrier(2), []

    def write_at_once(name):
        writer, own = cast.fresh(name), Meeting.objects.select_related("intervention").get()
        start.wait()
        try:
            actions.write_minutes(
                actor=writer, meeting=own, text=f"By {name}", language="en", seen=int(begun)
            )
            outcomes.append(f"By {name}")
        except actions.Overtaken as refusal:
            outcomes.append(("told", refusal.note.text))
        finally:
            connection.close()

    writers = [
        threading.Thread(target=write_at_once, args=[name])
        for name in ("programme_officer", "protection_officer")
    ]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    (written,) = [each for each in outcomes if isinstance(each, str)]
    assert ("told", written) in outcomes
    assert Note.objects.get().text == written
    assert JournalEntry.objects.filter(verb="meetings.write_minutes").count() == 1 + begun


# --- sheets ---------------------------------------------------------------------------------------


def sheet(client, meeting, name):
    response = client.get(reverse(f"meetings:{name}", args=[meeting.pk]))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF") and b"<pdfuaid:part>1</pdfuaid:part>" in response.content
    return response


def test_the_record_is_a_sheet_as_far_as_its_reader_may_read(cast, as_, meet, delegation, lesson, promise):
    meeting = meet(published=True, outcome="Both will share experience.")
    actions.add_agenda_lines(actor=cast.programme_officer, meeting=meeting, lines="10:00 Opening #let x")
    actions.write_minutes(actor=cast.programme_officer, meeting=meeting, text="Said within.", language="en")
    delegation(meeting, women=2)
    lesson(meeting, "Registration first")
    promise(meeting, "Send the law", kind="request", asked_by=cast.authority)

    whole = content_of(read_meeting(meeting, cast.official), "Record")
    assert whole["minutes"]["text"] == "Said within."
    assert (whole["agenda"][0]["time"], whole["agenda"][0]["title"]["text"]) == ("10:00", "Opening #let x")
    assert whole["groups"][0]["came"][0]["people"] == "Women: 2, men: not known"
    assert whole["follow_ups"][0]["kind"] == "Request of The authority"
    assert whole["lessons"][0]["text"]["text"] == "Registration first"
    assert content_of(read_meeting(meeting, cast.visitor), "Record")["minutes"] is None
    with translation.override("ru"):
        assert content_of(read_meeting(meeting, cast.official), "Record")["language"] == "ru"
    sheet(as_("official"), meeting, "record_sheet")
    sheet(as_("visitor"), meeting, "agenda_sheet")


def test_a_sheet_of_an_empty_meeting_is_a_sheet(as_, meet):
    meeting = meet("study_tour")
    for name in ("agenda_sheet", "record_sheet"):
        sheet(as_("programme_officer"), meeting, name)
