from modeltranslation.translator import TranslationOptions, register

from .models import Collection, Step


@register(Collection)
class CollectionTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(Step)
class StepTranslation(TranslationOptions):
    fields = ("text",)
