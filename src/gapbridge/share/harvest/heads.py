"""What the hub's pages say in their head: where its feed is, and what a resource is."""

import json
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapbridge.base.listing import Action
from gapbridge.share.library.models import PUBLIC, Resource

from .describe import address_of, dublin_core, schema_org
from .feeds import LANGUAGES

# Within a script no HTML is read but the end of the script, and what comments it out.
ESCAPED = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def feed_links(_obj: Any, _context: Any) -> SafeString:
    link = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">\n'
    return format_html(link, _("New in the knowledge hub"), _feed())


def way_to_the_feed(_request: HttpRequest) -> list[Action]:
    """From the hub's front: not every browser shows what stands in a head."""
    return [Action(f"{_('New in the knowledge hub')} (RSS)", _feed())]


def _feed() -> str:
    language = get_language() or "en"
    return reverse("harvest:feed", args=[language if language in LANGUAGES else "en"])


def metadata(resource: Resource, context: Any) -> SafeString | str:
    """Dublin Core, the other languages, and schema.org as a data block, which no browser runs."""
    edition, editions = context.get("edition"), context.get("editions") or []
    if resource.state not in PUBLIC or edition is None:
        return ""
    topics = list(context.get("topics") or [])
    return format_html(
        '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">\n{}{}{}',
        format_html_join(
            "",
            '<meta name="DC.{}" content="{}"{}>\n',
            (
                (each.name, each.text, _lang(each.language))
                for each in dublin_core(resource, editions, topics)
            ),
        ),
        format_html_join(
            "",
            '<link rel="alternate" hreflang="{}" href="{}">\n',
            ((each.language, address_of(resource, each.language)) for each in editions),
        ),
        data_block(schema_org(resource, edition, editions, topics)),
    )


def _lang(language: str) -> SafeString | str:
    return format_html(' lang="{}"', language) if language else ""


def data_block(data: dict[str, Any]) -> SafeString:
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>\n')  # noqa: S308 - escaped just above
