from django import template

from gapbridge.listen.assessments import queries

register = template.Library()
register.filter("speaker", queries.speaker)
