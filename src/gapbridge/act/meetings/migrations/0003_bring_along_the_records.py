"""Agendas become items, minutes become notes, delegations get their country, what was done is done."""

from django.db import migrations

OF_NO_ONE_COUNTRY = {"un_agency", "international", "ingo", "donor"}


def bring_along(apps, schema_editor):
    model = {name: apps.get_model("meetings", name) for name in ("Meeting", "Delegation", "FollowUp", "AgendaItem", "Note", "HistoricalNote")}
    for meeting in model["Meeting"].objects.select_related("intervention").order_by("pk"):
        lines = [line.strip() for line in meeting.agenda_text.splitlines() if line.strip()]
        model["AgendaItem"].objects.bulk_create(
            model["AgendaItem"](meeting=meeting, position=position, title=_unnumbered(line)) for position, line in enumerate(lines)
        )
        if meeting.minutes.strip():
            _write_note(model, meeting)
    for delegation in model["Delegation"].objects.select_related("organisation"):
        organisation = delegation.organisation
        country = "" if organisation.kind in OF_NO_ONE_COUNTRY else organisation.country
        model["Delegation"].objects.filter(pk=delegation.pk).update(country=country)
    done = model["FollowUp"].objects.filter(done_on__isnull=False)
    done.update(state="done")
    _hold_letters_back(model["FollowUp"].objects)


def _unnumbered(line):
    number, dot, rest = line.partition(". ")
    return rest.strip() if dot and number.isdigit() and len(number) < 3 and rest.strip() else line


def _write_note(model, meeting):
    from django.utils import timezone

    now = timezone.now()
    said = {"text": meeting.minutes, "language": meeting.intervention.language, "version": 1, "written_at": now}
    note = model["Note"].objects.create(meeting=meeting, **said)
    model["HistoricalNote"].objects.create(id=note.pk, meeting=meeting, history_date=now, history_type="+", **said)


def _hold_letters_back(follow_ups):
    """Owners know of what is open already: nobody is written to because the software is newer."""
    from django.utils import timezone

    today = timezone.localdate()
    follow_ups.filter(state="open").update(told_on=today)
    follow_ups.filter(state="open", due_on__lt=today).update(reminded_on=today, called_overdue_on=today)


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0002_agenda_notes_and_requests'),
    ]

    operations = [
        migrations.RunPython(bring_along, migrations.RunPython.noop),
        migrations.RemoveField(model_name='meeting', name='agenda_text'),
        migrations.RemoveField(model_name='meeting', name='minutes'),
    ]
