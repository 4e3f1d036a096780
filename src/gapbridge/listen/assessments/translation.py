from modeltranslation.translator import TranslationOptions, register

from .models import GuideQuestion


@register(GuideQuestion)
class GuideQuestionTranslation(TranslationOptions):
    fields = ("theme", "text")
