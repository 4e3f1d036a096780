from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gapbridge.act.grants.models import Agreement, AgreementTemplate, Grant
from gapbridge.programmes.models import Programme

SHIPPED = Path(__file__).parents[1] / "data"
LANGUAGES = ("en", "az", "ru")


@dataclass(frozen=True)
class Template:
    """The text in each language; version 0 is the one that is shipped."""

    version: int
    texts: dict[str, str]


def template_of(programme: Programme) -> Template:
    """The programme's newest text, else the shipped one."""
    own = AgreementTemplate.objects.filter(programme=programme).order_by("-version").first()
    return Template(own.version, own.texts) if own else Template(0, dict(shipped()))


@cache
def shipped() -> tuple[tuple[str, str], ...]:
    return tuple(
        (language, (SHIPPED / f"agreement_{language}.md").read_text().strip()) for language in LANGUAGES
    )


def latest(grant: Grant) -> Agreement | None:
    """The agreement that stands: the newest text."""
    return grant.agreements.order_by("-number").first()
