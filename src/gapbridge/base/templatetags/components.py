"""The house's components, in every template without a load."""

from decimal import Decimal
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapbridge.base import sockets
from gapbridge.base.lifecycle import lifecycle_of
from gapbridge.base.stages import STAGES, Stage

register = template.Library()


@register.inclusion_tag("base/components/badge.html")
def badge(obj: Any) -> dict[str, Any]:
    """The state of an object: a word, a shape, a tone."""
    lifecycle = lifecycle_of(obj)
    return {"state": lifecycle.state(obj) if lifecycle else None}


@register.inclusion_tag("base/components/buttons.html", takes_context=True)
def buttons(context: dict[str, Any], obj: Any) -> dict[str, Any]:
    """The transitions that this reader may make on the object now, from its lifecycle table."""
    lifecycle = lifecycle_of(obj)
    user = context["request"].user
    moves = lifecycle.open_to(user, obj) if lifecycle and user.is_authenticated else []
    return {"moves": moves, "label": obj._meta.label_lower, "obj": obj, "request": context["request"]}


@register.simple_tag(takes_context=True)
def can(context: dict[str, Any], perm: str, obj: Any = None) -> bool:
    """`{% can "gaps.change_gap" gap as may_change %}`"""
    return context["request"].user.has_perm(perm, obj)


@register.simple_tag(takes_context=True)
def ribbon(context: dict[str, Any], obj: Any) -> SafeString:
    """The thread ribbon of an object. The thread app supplies it (base knows no stage)."""
    return mark_safe("".join(draw(obj, context["request"]) for draw in sockets.RIBBON))


@register.inclusion_tag("base/components/panels.html", takes_context=True)
def panels(context: dict[str, Any], obj: Any) -> dict[str, Any]:
    """What later stages have to show on this object's page."""
    request = context["request"]
    return {"panels": sockets.panels_for(obj, request.user), "request": request, "obj": obj}


@register.simple_tag
def narrative(text: str, language: str = "") -> SafeString:
    """A text in its own language: paragraphs, marked with `lang` where it differs from the page's."""
    body = linebreaks(text or "", autoescape=True)
    if language and language != get_language():
        return format_html('<div class="narrative" lang="{}">{}</div>', language, mark_safe(body))
    return format_html('<div class="narrative">{}</div>', mark_safe(body))


@register.simple_tag
def lang_attr(language: str) -> SafeString:
    """`<q {% lang_attr statement.language %}>…</q>`"""
    return format_html(' lang="{}"', language) if language and language != get_language() else mark_safe("")


@register.filter
def stage_label(key: str) -> Any:
    return next((stage.label for stage in STAGES if stage.key == key), "")


@register.filter
def names(items: Any) -> str:
    """Comma-separated names of an iterable of objects, escaped."""
    return format_html_join(", ", "{}", ((str(each),) for each in items))


# Each sign differs in outline, so that it can be told apart without its hue and in one pixel size.
STAGE_SIGNS = {
    "listen": '<path d="M4 4.5h16v11h-9l-4.5 4v-4H4z"/><path d="M8 8.5h8M8 11.5h5"/>',
    "agree": '<circle cx="9" cy="12" r="6"/><circle cx="15" cy="12" r="6"/>',
    "act": '<path d="M3 19V9m18 10V9M3 12h18M7 19v-2a5 5 0 0 1 10 0v2M8 12V6m8 6V6"/>',
    "prove": '<path d="M4 20h16M6 20v-6m5 6V10m5 10v-4"/><path d="m13 5.5 2.5 2.5L21 3"/>',
    "share": '<circle cx="12" cy="12" r="2.6"/><path d="M7.5 16.5a6.4 6.4 0 0 1 0-9m9 0a6.4 6.4 0 0 1 0 9M4.6 19.4a10.5 10.5 0 0 1 0-14.8m14.8 0a10.5 10.5 0 0 1 0 14.8"/>',
}


@register.simple_tag
def stage_icon(key: str) -> SafeString:
    """The sign of a stage as inline SVG in the hue around it; nothing for an unknown key."""
    if key not in STAGE_SIGNS:
        return mark_safe("")
    return mark_safe(
        f'<svg class="icon stage-{key}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">'
        f"{STAGE_SIGNS[key]}</svg>"
    )


@register.filter
def figure(value: Any) -> SafeString | str:
    """A number with its thousands grouped; unknown is a dash that is read out, never zero."""
    if value is None or value == "":
        return format_html('<span class="unknown"><span aria-hidden="true">–</span><span class="visually-hidden">{}</span></span>', _("not known"))
    return number_format(value, use_l10n=True, force_grouping=True) if isinstance(value, int | float | Decimal) else value


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], address: str) -> SafeString:
    """`<a href="{{ href }}"{% here href %}>` marks the link to this page, or to the part it belongs to."""
    path = context["request"].path
    if path == address:
        return mark_safe(' aria-current="page"')
    return mark_safe(' aria-current="true"' if address != "/" and path.startswith(address) else "")


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file, or nothing where it can't be found: an error page must not fail."""
    try:
        return static(path)
    except ValueError:
        return ""


@register.simple_tag(takes_context=True)
def panel(context: Any, each: sockets.Panel) -> SafeString:
    """One panel, drawn with its own names on top of the page's."""
    with context.push(**each.context):
        return context.template.engine.get_template(each.template).render(context)


@register.simple_block_tag
def filled(content: str, tag: str, classes: str, label: str = "") -> SafeString | str:
    """`{% filled "nav" "crumbs" label %}…{% endfilled %}`: the element, or nothing when it would be empty."""
    if not content.strip():
        return ""
    named = format_html(' aria-label="{}"', label) if label else ""
    return format_html("<{0} class=\"{1}\"{2}>{3}</{0}>", tag, classes, named, content)


@register.simple_tag
def all_stages() -> tuple[Stage, ...]:
    return STAGES


@register.filter
def kind_name(obj: Any) -> Any:
    """What an object is called: "gap", "training session"."""
    return obj._meta.verbose_name
