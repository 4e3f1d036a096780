from typing import Any

from django import template

from gapbridge.share.portal.pictures import HEIGHT, WIDTH, picture_of

register = template.Library()


@register.inclusion_tag("portal/picture.html")
def event_picture(event: Any) -> dict[str, Any]:
    return {"picture": picture_of(event.pk, event.kind), "width": WIDTH, "height": HEIGHT}
