from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from gapbridge.act.grants.models import Agreement, AgreementTemplate, Grant
from gapbridge.programmes.models import Programme

SHIPPED = Path(__file__).parents[1] / "data"
LANGUAGES = ("en", "az", "ru")


@dataclass(frozen=True)
class Template:
    """The text in each language; version 0 is the one that is shipped."""

    version: int
    texts: dict[str, str]
    shift_percent: int


def template_of(programme: Programme) -> Template:
    """The programme's newest text, else the shipped one."""
    own = AgreementTemplate.objects.filter(programme=programme).order_by("-version").first()
    if own:
        return Template(own.version, own.texts, own.shift_percent)
    return Template(0, dict(shipped()), settings.GRANT_SHIFT_PERCENT)


@cache
def shipped() -> tuple[tuple[str, str], ...]:
    return tuple(
        (language, (SHIPPED / f"agreement_{language}.md").read_text().strip()) for language in LANGUAGES
    )


def shift_limit(grant: Grant) -> int:
    """What may be moved between headings on notice, in percent of each: as the agreement says, once there is one."""
    agreement = latest(grant)
    if agreement is not None:
        return agreement.shift_percent
    return template_of(grant.application.call.intervention.programme).shift_percent


def latest(grant: Grant) -> Agreement | None:
    """The agreement that stands: the newest text."""
    return grant.agreements.order_by("-number").first()
