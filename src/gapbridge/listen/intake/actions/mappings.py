"""Saying once which question fills which part of a session."""

import json
from collections.abc import Collection, Iterable
from collections.abc import Mapping as Map
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.listen.assessments.anonymity import marks_in
from gapbridge.listen.collect.models import Form, Submission
from gapbridge.listen.collect.queries import answers_of
from gapbridge.listen.intake.mapping.answers import Answers, answers_from, signature_of
from gapbridge.listen.intake.mapping.guesses import Question, proposed, questions_from
from gapbridge.listen.intake.mapping.parts import BY_KEY, NOTES, SAID
from gapbridge.listen.intake.mapping.spellings import Spellings
from gapbridge.listen.intake.models import Mapping
from gapbridge.listen.intake.queries import latest_mapping
from gapbridge.people.models import User

MOST_VALUES = 100  # of one part: more are no choice
LONGEST_VALUE = 60  # characters
MOST_READ = 5_000


@transaction.atomic
def propose_mapping(*, actor: User, form: Form) -> Mapping:
    """The mapping of the form's newest version, made from guesses where nobody has said one."""
    permit(actor, "intake.change_mapping", form)
    version = form.versions.first()
    if version is None or not version.questions:
        raise Refused(_("This form has no questions yet. Upload it first."))
    mapping, made = mapping_for(form, questions_from(version.questions))
    if made:
        journal.record(actor=actor, verb="intake.propose_mapping", target=mapping)
    return mapping


@transaction.atomic
def say_mapping(
    *,
    actor: User,
    mapping: Mapping,
    sources: Map[str, str],
    notes: Collection[str] = (),
    rank: str = "",
    values: Map[str, Map[str, str]] | None = None,
) -> Mapping:
    """`sources`: part (or "said") → question; `values`: part → {what was answered: the value it means}.

    Refuses a question that the form does not have, and one that would fill two parts.
    """
    permit(actor, "intake.change_mapping", mapping)
    chosen = {key: name for key, name in sources.items() if name}
    _check_columns(mapping, [*chosen.values(), *notes, *([rank] if rank else [])])
    said = values or {}
    rules: dict[str, Any] = {}
    for key, name in chosen.items():
        rules[key] = {"from": name}
        if key in BY_KEY and BY_KEY[key].has_values:
            before = mapping.rules.get(key, {})
            kept = before.get("values", {}) if before.get("from") == name else {}
            rules[key]["values"] = {**kept, **(said.get(key, {}) if kept else {})}
    if SAID in rules and rank:
        rules[SAID]["rank"] = rank
    if notes:
        rules[NOTES] = {"from": [name for name in mapping.columns if name in set(notes)]}
    mapping.rules, mapping.made_by = rules, actor
    add_values(mapping, _answers_to(mapping.form))
    mapping.save()
    journal.record(actor=actor, verb="intake.say_mapping", target=mapping, data={"parts": sorted(rules)})
    return mapping


def _check_columns(mapping: Mapping, names: list[str]) -> None:
    if unknown := set(names) - set(mapping.columns):
        raise Refused(_("There is no question “%(name)s”.") % {"name": sorted(unknown)[0]})
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refused(
            _("“%(name)s” would fill two parts of the session. Choose one of them.") % {"name": twice[0]}
        )


def mapping_for(form: Form, questions: list[Question]) -> tuple[Mapping, bool]:
    """The mapping for exactly these questions; a new one keeps of the last what still stands, and guesses the rest."""
    columns = [each.name for each in questions]
    signature = signature_of(columns)
    known = Mapping.objects.select_for_update().filter(form=form, signature=signature).first()
    if known is not None:
        return known, False
    before = latest_mapping(form)
    rules = proposed(questions, Spellings(), before.rules if before else None)
    mapping = Mapping(form=form, signature=signature, columns=columns, rules=rules)
    for question in questions:
        key = next((key for key, rule in rules.items() if rule.get("from") == question.name), "")
        if question.kind and key in BY_KEY and BY_KEY[key].has_values and question.values:
            rules[key].setdefault("values", {})
    mapping.save()
    return mapping, True


def add_values(mapping: Mapping, found: Iterable[Answers]) -> None:
    """Note each answer to a question that is chosen from, so that somebody may say what it means.

    Left out: what is too long to have been chosen, and what looks like a way to reach a person.
    """
    seen: dict[str, set[str]] = {}
    chosen = {key: rule for key, rule in mapping.rules.items() if key in BY_KEY and BY_KEY[key].has_values}
    for answers in found:
        for key, rule in chosen.items():
            if text := answers.of(rule["from"]):
                seen.setdefault(key, set()).add(text)
    for key, texts in seen.items():
        values = chosen[key].setdefault("values", {})
        for text in sorted(texts - values.keys()):
            if len(values) < MOST_VALUES and len(text) <= LONGEST_VALUE and not _is_certain(text):
                values[text] = ""


def _is_certain(text: str) -> bool:
    return any(mark.certain for mark in marks_in(text))


def _answers_to(form: Form) -> Iterable[Answers]:
    """Of what waits to be read, at most the newest 5,000."""
    waiting = Submission.objects.filter(form=form, state=Submission.State.RECEIVED).select_related("version")
    for submission in waiting[:MOST_READ]:
        submission.form = form
        imported = submission.source == Submission.Source.IMPORT and submission.content
        yield answers_from(json.loads(imported) if imported else answers_of(submission))
