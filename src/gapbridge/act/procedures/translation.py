"""A donor's rules are read by evaluators and applicants of different languages: their words have a column for each."""

from modeltranslation.translator import TranslationOptions, register

from .models import CheckItem, Procedure, Question, Section, Step


@register(Procedure)
class ProcedureOptions(TranslationOptions):
    fields = ("title",)


@register(Step)
class StepOptions(TranslationOptions):
    fields = ("title",)


@register(Section)
class SectionOptions(TranslationOptions):
    fields = ("title",)


@register(Question)
class QuestionOptions(TranslationOptions):
    fields = ("text", "guidance")


@register(CheckItem)
class CheckItemOptions(TranslationOptions):
    fields = ("text",)
