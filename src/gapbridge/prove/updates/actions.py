import hashlib
from io import BytesIO
from re import Pattern
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.uploads import check_upload, store
from gapbridge.listen.assessments.quotations import without
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme
from gapbridge.prove.reach import counters
from gapbridge.prove.reach.counters import COUNTERS
from gapbridge.prove.results.models import Indicator

from .formats import html
from .formats.pdf import pdf
from .lifecycle import UPDATE
from .models import Block, FrozenFigure, Update
from .parts import evidence_of, frozen_breakdown, live_part, parts_of

TEXTS = ("title", "restated")


@transaction.atomic
def create_update(*, actor: User, programme: Programme, **fields: Any) -> Update:
    permit(actor, "updates.add_update", programme)
    update = Update(programme=programme, **fields)
    _check(update)
    update.save()
    journal.record(actor=actor, verb="updates.create", target=update)
    return update


@transaction.atomic
def change_update(*, actor: User, update: Update, **fields: Any) -> Update:
    permit(actor, "updates.change_update", update)
    for name, value in fields.items():
        setattr(update, name, value)
    _check(update)
    update.save()
    journal.record(actor=actor, verb="updates.change", target=update, data={"fields": sorted(fields)})
    return update


def _check(update: Update) -> None:
    if update.period_end < update.period_start:
        raise Refused(_("The period can't end before it starts."), field="period_end")


@transaction.atomic
def add_block(
    *,
    actor: User,
    update: Update,
    kind: str,
    text: str = "",
    indicator: Indicator | None = None,
    breakdown: str = "",
) -> Block:
    """Put a part at the end. Refuses a figure without indicator and a text without words."""
    permit(actor, "updates.change_update", update)
    _check_block(update, kind, text, indicator, breakdown)
    last = update.blocks.aggregate(last=Max("position"))["last"] or 0
    block = Block.objects.create(
        update=update, position=last + 1, kind=kind, text=text, indicator=indicator, breakdown=breakdown
    )
    journal.record(actor=actor, verb="updates.add_block", target=update, data={"block": block.pk})
    return block


@transaction.atomic
def change_block(
    *, actor: User, block: Block, text: str = "", indicator: Indicator | None = None, breakdown: str = ""
) -> Block:
    permit(actor, "updates.change_update", block)
    _check_block(block.update, block.kind, text, indicator, breakdown)
    block.text, block.indicator, block.breakdown = text, indicator, breakdown
    block.save()
    journal.record(actor=actor, verb="updates.change_block", target=block.update, data={"block": block.pk})
    return block


def _check_block(update: Update, kind: str, text: str, indicator: Indicator | None, breakdown: str) -> None:
    if kind != Block.Kind.FIGURE:
        if not text.strip():
            raise Refused(_("Write something first."), field="text")
        return
    if indicator is None or indicator.programme_id != update.programme_id:
        raise Refused(_("Choose an indicator of this programme."), field="indicator")
    if breakdown and breakdown not in axes_of(indicator):
        raise Refused(_("This indicator can't be broken down that way."), field="breakdown")


def axes_of(indicator: Indicator) -> tuple[str, ...]:
    """The axes along which an indicator's records can be shown; none when it lives from observations."""
    counter = COUNTERS.get(indicator.counter)
    return counters.axes_of(counter) if counter else ()


@transaction.atomic
def move_block(*, actor: User, block: Block, up: bool) -> Block:
    """Exchange a part's place with its neighbour's; at the end of the row nothing changes."""
    permit(actor, "updates.change_update", block)
    order = list(block.update.blocks.order_by("position", "pk"))
    here = next(n for n, each in enumerate(order) if each.pk == block.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    for position, each in enumerate(order, start=1):
        each.position = position
    Block.objects.bulk_update(order, ["position"])
    journal.record(
        actor=actor, verb="updates.move_block", target=block.update, data={"block": block.pk, "up": up}
    )
    return block


@transaction.atomic
def remove_block(*, actor: User, block: Block) -> Update:
    permit(actor, "updates.change_update", block)
    update, pk = block.update, block.pk
    block.delete()
    journal.record(actor=actor, verb="updates.remove_block", target=update, data={"block": pk})
    return update


@transaction.atomic
def publish_update(*, actor: User, update: Update) -> Update:
    """Freeze text and figures, as HTML and PDF, and give every figure its evidence.

    Refuses an empty update, one whose period is not over, and one with a figure that is not known.
    """
    blocks = list(update.blocks.select_related("indicator__result"))
    if not blocks:
        raise Refused(_("There is nothing in this update yet. Add a text or a figure first."))
    if update.period_end > timezone.localdate():
        raise Refused(_("The period is not over yet. Figures are frozen as they stood at its end."))
    UPDATE.move(update, "publish", actor=actor)
    if update.replaces is not None:
        UPDATE.move(update.replaces, "replace", actor=actor)
    update.published_at, update.published_by = timezone.now(), actor
    frozen = [_freeze(update, block) for block in blocks if block.kind == Block.Kind.FIGURE]
    parts = parts_of(update)
    update.frozen_html = html.body(update, parts)
    update.frozen_hash = hashlib.sha256(update.frozen_html.encode()).hexdigest()
    document = pdf(update, parts, at=update.published_at, site=settings.SITE_URL)
    name = f"{slugify(update.title) or 'update'}-{update.version}.pdf"
    update.pdf = store(check_upload(File(BytesIO(document), name=name)), actor=actor, owner=update)
    update.save()
    _publish_indicators(frozen)
    data = {
        "version": update.version,
        "figures": len(frozen),
        "hash": update.frozen_hash,
        "pdf": update.pdf.sha256,
    }
    journal.record(actor=actor, verb="updates.publish", target=update, data=data)
    return update


def _freeze(update: Update, block: Block) -> FrozenFigure:
    part = live_part(update, block)
    if block.indicator is None or update.published_at is None:
        raise ValueError("a figure has an indicator and is frozen at publishing")
    if part.value is None and not part.words:
        raise Refused(
            _("“%(indicator)s” is not known for this period. Take the figure out, or add its records first.")
            % {"indicator": part.indicator}
        )
    return FrozenFigure.objects.create(
        block=block,
        indicator=block.indicator,
        value=part.value,
        target=part.target,
        words=part.words,
        breakdown=frozen_breakdown(part),
        evidence=evidence_of(update, block.indicator),
        frozen_at=update.published_at,
    )


def _publish_indicators(frozen: list[FrozenFigure]) -> None:
    """An indicator that a published update cites can be opened by its readers."""
    cited = Indicator.objects.filter(pk__in=[each.indicator_id for each in frozen], published_at=None)
    cited.update(published_at=timezone.now())


@transaction.atomic
def restate_update(*, actor: User, update: Update, reason: str) -> Update:
    """Start the next version of a published update as a draft; returns the draft. Refuses a second one."""
    UPDATE.move(update, "restate", actor=actor)
    if Update.objects.filter(replaces=update).exists():
        raise Refused(_("A newer version has already been started. Open it in the list of updates."))
    draft = Update.objects.create(
        programme=update.programme,
        title=update.title,
        language=update.language,
        period_start=update.period_start,
        period_end=update.period_end,
        version=update.version + 1,
        replaces=update,
        restated=reason,
    )
    Block.objects.bulk_create(
        Block(
            update=draft,
            position=block.position,
            kind=block.kind,
            text=block.text,
            indicator_id=block.indicator_id,
            breakdown=block.breakdown,
        )
        for block in update.blocks.all()
    )
    journal.record(
        actor=actor, verb="updates.restate", target=update, data={"draft": draft.pk, "reason": reason}
    )
    return draft


@transaction.atomic
def take_words_back(*, update: Update, quoted: Pattern[str]) -> None:
    """Take out of its texts what people said and withdrew; only `withdraw_consent` asks for this.

    What was published stays frozen, and is marked; its texts, from which search and the next version are made,
    lose the words too.
    """
    for name in TEXTS:
        setattr(update, name, without(quoted, getattr(update, name)))
    if update.state != "draft":
        update.words_withdrawn_at = timezone.now()
    for block in update.blocks.all():
        if quoted.search(block.text):
            block.text = without(quoted, block.text)
            block.save(update_fields=["text"])
    update.save()
    journal.record(actor=None, verb="updates.take_words_back", target=update)
