from modeltranslation.translator import TranslationOptions, register

from gapbridge.people.models import Organisation

from .models import Clause, Framework, Place, PopulationGroup, Programme, Topic


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name",)


@register(Place)
class PlaceTranslation(TranslationOptions):
    fields = ("name",)


@register(PopulationGroup)
class PopulationGroupTranslation(TranslationOptions):
    fields = ("name",)


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name",)


@register(Framework)
class FrameworkTranslation(TranslationOptions):
    fields = ("name",)


@register(Clause)
class ClauseTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(Programme)
class ProgrammeTranslation(TranslationOptions):
    fields = ("title", "short_title", "summary")
