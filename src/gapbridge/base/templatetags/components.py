"""The house's components, in every template without a load."""

from contextlib import suppress
from functools import cache, lru_cache
from typing import Any

from django import template
from django.template.defaultfilters import linebreaks_filter
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from gapbridge.base import markup, sockets
from gapbridge.base.folding import capital
from gapbridge.base.lifecycle import lifecycle_of
from gapbridge.base.stages import STAGES, Stage

register = template.Library()


@register.simple_tag
def badge(obj: Any) -> SafeString:
    """The state of an object: a word, a shape, a tone."""
    lifecycle = lifecycle_of(obj)
    return markup.badge_html(lifecycle.state(obj)) if lifecycle else SafeString()


@register.inclusion_tag("base/components/buttons.html", takes_context=True)
def buttons(context: dict[str, Any], obj: Any) -> dict[str, Any]:
    """The transitions that this reader may make on the object now, from its lifecycle table."""
    lifecycle = lifecycle_of(obj)
    user = context["request"].user
    moves = (
        [(move, lifecycle.pages.get(move.name, "")) for move in lifecycle.open_to(user, obj)]
        if lifecycle and user.is_authenticated
        else []
    )
    return {"moves": moves, "label": obj._meta.label_lower, "obj": obj, "request": context["request"]}


@register.simple_tag(takes_context=True)
def can(context: dict[str, Any], perm: str, obj: Any = None) -> bool:
    """`{% can "gaps.change_gap" gap as may_change %}`"""
    return context["request"].user.has_perm(perm, obj)


@register.simple_tag(takes_context=True)
def ribbon(context: dict[str, Any], obj: Any) -> SafeString:
    """The thread ribbon of an object. The thread app supplies it (base knows no stage)."""
    return format_html_join("", "{}", ((draw(obj, context["request"]),) for draw in sockets.RIBBON))


@register.inclusion_tag("base/components/panels.html", takes_context=True)
def panels(context: dict[str, Any], obj: Any) -> dict[str, Any]:
    """What later stages have to show on this object's page."""
    request = context["request"]
    return {"panels": sockets.panels_for(obj, request.user), "request": request, "obj": obj}


@register.simple_tag(takes_context=True)
def heads(context: dict[str, Any], obj: Any) -> SafeString:
    """In `{% block head %}`: what later stages have to say about an object, or about a part of the site by its name."""
    name = obj if isinstance(obj, str) else obj._meta.label_lower
    drawn = (draw(obj, context) for draw in sockets.HEADS.get(name, []))
    return format_html_join("", "{}", ((each,) for each in drawn if each))


@register.simple_tag
def narrative(text: str, language: str = "") -> SafeString:
    """A text in its own language: paragraphs, marked with `lang` where it differs from the page's."""
    body = linebreaks_filter(text or "")
    if language and language != get_language():
        return format_html('<div class="narrative" lang="{}">{}</div>', language, body)
    return format_html('<div class="narrative">{}</div>', body)


@register.simple_tag
def lang_attr(language: str) -> SafeString:
    """`<q {% lang_attr statement.language %}>…</q>`"""
    return format_html(' lang="{}"', language) if language and language != get_language() else SafeString()


@register.filter
def stage_label(key: str) -> Any:
    return next((stage.label for stage in STAGES if stage.key == key), "")


@register.filter
def names(items: Any) -> str:
    """Comma-separated names of an iterable of objects, escaped."""
    return format_html_join(", ", "{}", ((str(each),) for each in items))


@register.inclusion_tag("base/components/stage_icon.html")
def stage_icon(key: str) -> dict[str, str]:
    """The sign of a stage as inline SVG in the hue around it; nothing for an unknown key."""
    return {"key": key}


register.filter("figure", markup.figure)


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], address: str) -> str:
    """`<a href="{{ href }}"{% here href %}>` marks the link to this page, or to the part it belongs to."""
    path = context["request"].path
    if path == address:
        return format_html(' aria-current="{}"', "page")
    if address == "/" or not path.startswith(address):
        return ""
    # Of two entries of the menu that both lead here, the one with the longer address is the place.
    nearer = any(len(each) > len(address) and path.startswith(each) for each in _menu_addresses())
    return "" if nearer else format_html(' aria-current="{}"', "true")


@register.simple_tag(takes_context=True)
def workspace_menu(context: dict[str, Any]) -> SafeString:
    """The menu of the five stages, as far as this reader may use it: half of what every page would take to draw."""
    user, path = context["request"].user, context["request"].path
    allowed = tuple(item.perm is None or user.has_perm(item.perm) for item in sockets.NAV)
    place = max((each for each in _menu_addresses() if path.startswith(each)), key=len, default="")
    return _menu(allowed, place, "page" if path == place else "true", get_language())


@lru_cache(maxsize=256)
def _menu(allowed: tuple[bool, ...], place: str, current: str, language: str | None) -> SafeString:
    """`place`: the address of the entry that the page belongs to. The same for all with the same rights."""
    items = [item for item, may in zip(sockets.NAV, allowed, strict=True) if may and _address(item.url_name)]
    items.sort(key=lambda item: item.order)
    groups = [
        (stage, [(_address(item.url_name), item.label) for item in items if item.stage == stage.key])
        for stage in STAGES
    ]
    return render_to_string("base/parts/menu.html", {"groups": groups, "place": place, "current": current})


@cache
def _address(url_name: str) -> str:
    with suppress(NoReverseMatch):
        return reverse(url_name)
    return ""


@cache
def _menu_addresses() -> tuple[str, ...]:
    """Asked some times a page; the menu stays as the apps made it."""
    return tuple(_address(item.url_name) for item in sockets.NAV if _address(item.url_name))


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
    styled = format_html(' class="{}"', classes) if classes else ""
    named = format_html(' aria-label="{}"', label) if label else ""
    return format_html("<{0}{1}{2}>{3}</{0}>", tag, styled, named, content)


@register.simple_tag
def all_stages() -> tuple[Stage, ...]:
    return STAGES


@register.filter
def kind_name(obj: Any) -> Any:
    """What an object is called: "gap", "training session"."""
    return obj._meta.verbose_name


@register.filter
def capfirst(text: Any) -> str:
    """In the place of Django's: in Azerbaijani a leading i becomes İ."""
    return capital(str(text))
