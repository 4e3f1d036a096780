"""`{% load charts %}{% chart c %}`: draw a chart that one of base.charts' functions made."""

from typing import Any

from django import template

from gapbridge.base.charts import Chart

register = template.Library()


@register.inclusion_tag("base/charts/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    """A figure with the drawing, its legend and the table behind it."""
    return {"chart": chart}
