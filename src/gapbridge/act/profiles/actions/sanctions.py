"""Sanctions lists: uploaded whole, replaced by newer versions, and held against the names of organisations.

A screening of hundreds of organisations against tens of thousands of entries is one action with one entry: the
lists are read once, rows are written in chunks.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.profiles import concern
from gapbridge.act.profiles.matching import Listed, Register
from gapbridge.act.profiles.models import Hit, SanctionsEntry, SanctionsList, Screening
from gapbridge.act.profiles.names import key_of, keys_of
from gapbridge.act.profiles.queries.subjects import Bearer, names_hash, subjects
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.fields import keyed_hash
from gapbridge.base.uploads import CheckedUpload, store
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Programme

CHUNK = 2000  # rows written at once


@transaction.atomic
def upload_list(
    *,
    actor: User | None,
    programme: Programme,
    name: str,
    rows: Iterable[Mapping[str, Any]],
    dated_on: date,
    source: str = "",
    upload: CheckedUpload | None = None,
) -> SanctionsList:
    """Keep a list; one of the same name in the programmes of the same lead is replaced, and whoever was held
    against it is held against the new one.

    A row holds name, and may hold aliases (a list), kind, reference, born, country: `tables.read_entries`.
    """
    permit(actor, "profiles.keep_lists", programme)
    if dated_on > timezone.localdate():
        raise Refused(_("This day has not come yet."), field="dated_on")
    new = SanctionsList(
        programme=programme, name=name.strip(), source=source.strip(), dated_on=dated_on, uploaded_by=actor
    )
    new.full_clean()
    earlier = list(_earlier(programme, new.name))
    if any(each.dated_on > dated_on for each in earlier):
        raise Refused(_("A newer version of this list is here already."), field="dated_on")
    new.save()
    new.entries_count = _write_entries(new, rows)
    new.save(update_fields=["entries_count"])
    if upload is not None:
        store(upload, actor=actor, owner=new, sealed=True)
    screened = _replace(actor, earlier, new)
    journal.record(
        actor=actor,
        verb="profiles.upload_list",
        target=new,
        data={"entries": new.entries_count, "replaced": [each.pk for each in earlier], "screened": screened},
    )
    return new


def _earlier(programme: Programme, name: str) -> Any:
    lists = SanctionsList.objects.current().filter(programme_id__in=concern.family([programme.pk]))
    return lists.select_for_update().filter(name__iexact=name)


def _write_entries(new: SanctionsList, rows: Iterable[Mapping[str, Any]]) -> int:
    count = 0
    for chunk in _chunks(_entry(new, row) for row in rows):
        SanctionsEntry.objects.bulk_create(chunk)
        count += len(chunk)
    if not count:
        raise Refused(_("The list holds no name."), field="file")
    return count


def _entry(new: SanctionsList, row: Mapping[str, Any]) -> SanctionsEntry:
    aliases = row.get("aliases") or []
    return SanctionsEntry(
        list=new,
        name=row["name"],
        aliases="\n".join(aliases),
        keys="\n".join(keys_of([row["name"], *aliases])),
        **{field: row.get(field) or "" for field in ("kind", "reference", "born", "country")},
    )


def _replace(actor: User | None, earlier: list[SanctionsList], new: SanctionsList) -> int:
    """Screen anew whoever was held against an earlier version; returns how many."""
    before = Screening.objects.current().filter(list__in=earlier)
    organisations = list(Organisation.objects.filter(pk__in=before.values("organisation_id")))
    for each in earlier:
        each.replaced_at = timezone.now()
        each.save(update_fields=["replaced_at"])
    _run(actor, organisations, [new])
    before.update(is_current=False)
    return len(organisations)


# --- screening -----------------------------------------------------------------------------------


@transaction.atomic
def screen(
    *,
    actor: User | None,
    organisations: Iterable[Organisation],
    lists: Iterable[SanctionsList] | None = None,
) -> list[Screening]:
    """Hold the names of organisations and of their officers against lists (by default all that the actor shares).

    What was decided about the same two names before is kept. One entry in the journal, whatever the number.
    """
    organisations = list({each.pk: each for each in organisations}.values())
    chosen = list(lists) if lists is not None else _lists_of(actor)
    for each in chosen:
        permit(actor, "profiles.screen", each)
    _permit_all(actor, organisations)
    if not chosen:
        raise Refused(_("There is no sanctions list yet. Upload one first."))
    if any(each.replaced_at is not None for each in chosen):
        raise Refused(_("This list was replaced by a newer one. Screen against that."))
    made = _run(actor, organisations, chosen)
    journal.record(
        actor=actor,
        verb="profiles.screen",
        target=chosen[0],
        data={
            "organisations": len(organisations),
            "lists": [each.pk for each in chosen],
            "hits": Hit.objects.filter(screening__in=made, state="open").count() if made else 0,
        },
    )
    return made


def _lists_of(actor: User | None) -> list[SanctionsList]:
    current = SanctionsList.objects.current()
    return list(current if actor is None else current.visible_to(actor))


def _permit_all(actor: User | None, organisations: list[Organisation]) -> None:
    """One query, where a permission asked of each would cost one for each."""
    if actor is None:
        return
    allowed = Organisation.objects.filter(
        concern.checked_by(actor), pk__in=[each.pk for each in organisations]
    ).count()
    if allowed != len(organisations):
        raise Forbidden(f"{actor.pk} may not screen all of these organisations")


def _run(
    actor: User | None, organisations: list[Organisation], lists: list[SanctionsList]
) -> list[Screening]:
    """Screenings and hits, written in chunks; the earlier screenings of the same lists are no longer current."""
    bearers = subjects(organisations)
    now = timezone.now()
    made: list[Screening] = []
    for each in lists if organisations else ():
        old = Screening.objects.current().filter(list=each, organisation_id__in=list(bearers))
        old.update(is_current=False)
        screenings = _screenings(actor, each, bearers, now)
        _write_hits(_register(each), screenings, bearers)
        made += screenings
    return made


def _screenings(
    actor: User | None, against: SanctionsList, bearers: dict[int, list[Bearer]], now: datetime
) -> list[Screening]:
    return Screening.objects.bulk_create(
        [
            Screening(
                organisation_id=organisation,
                list=against,
                run_at=now,
                run_by=actor,
                names=len(theirs),
                names_hash=names_hash(theirs),
            )
            for organisation, theirs in bearers.items()
        ],
        batch_size=CHUNK,
    )


def _register(against: SanctionsList) -> Register:
    rows = SanctionsEntry.objects.filter(list=against).values_list("pk", "kind", "keys", "reference", "name")
    return Register(
        Listed(pk, kind, tuple(keys.splitlines()), mark=f"{reference}|{key_of(name)}")
        for pk, kind, keys, reference, name in rows.iterator(chunk_size=CHUNK)
    )


KINDS = {Hit.Subject.ORGANISATION: "entity", Hit.Subject.OFFICER: "person"}


def _write_hits(register: Register, screenings: list[Screening], bearers: dict[int, list[Bearer]]) -> None:
    hits = [
        Hit(
            screening=screening,
            subject=bearer.subject,
            officer_id=bearer.officer_id,
            label=bearer.label,
            pair_hash=_pair(screening, bearer, listed),
            entry_id=listed.pk,
            likeness=likeness,
        )
        for screening in screenings
        for bearer in bearers[screening.organisation_id]
        for listed, likeness in register.resembling(bearer.keys, KINDS[Hit.Subject(bearer.subject)])
    ]
    _remember(hits)
    for chunk in _chunks(hits):
        Hit.objects.bulk_create(chunk)


def _pair(screening: Screening, bearer: Bearer, listed: Listed) -> str:
    """The same for the same two names in the next version of the list, whose entries are other rows."""
    parts = (
        screening.organisation_id,
        bearer.subject,
        "|".join(bearer.keys),
        screening.list.name,
        listed.mark,
    )
    return keyed_hash("\n".join(map(str, parts)), "profiles.hit")


def _remember(hits: list[Hit]) -> None:
    """Take over what was decided about the same two names; of several decisions the last."""
    decided: dict[str, Hit] = {}
    for chunk in _chunks({each.pair_hash for each in hits}):
        found = Hit.objects.filter(pair_hash__in=chunk).exclude(state="open").defer("label")
        for each in found.order_by("decided_at", "pk"):
            decided[each.pair_hash] = each
    for hit in hits:
        if earlier := decided.get(hit.pair_hash):
            hit.state, hit.reason = earlier.state, earlier.reason
            hit.decided_by_id, hit.decided_at = earlier.decided_by_id, earlier.decided_at


def _chunks(items: Iterable[Any], size: int = CHUNK) -> Iterable[list[Any]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
