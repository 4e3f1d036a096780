"""How a form lives on a page: shown, saved by itself, checked, carried out by an action."""

import logging
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from . import drafts
from .errors import contradiction
from .folding import capital

log = logging.getLogger(__name__)


class HouseRenderer(TemplatesSetting):
    form_template_name = "base/forms/form.html"
    field_template_name = "base/forms/field.html"


class DateInput(forms.DateInput):
    """The browser's own date picker; the value travels as YYYY-MM-DD in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class HouseFormMixin:
    """Dates with a picker, long texts that grow: every form of the house starts here."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            if isinstance(field, forms.DateTimeField):
                field.widget = DateTimeInput()
                field.input_formats = ["%Y-%m-%dT%H:%M", *field.input_formats]
            elif isinstance(field, forms.DateField):
                field.widget = DateInput()
            elif isinstance(field.widget, forms.Textarea):
                field.widget.attrs.setdefault("rows", 4)
        self._write_labels()

    def _write_labels(self) -> None:
        """Django makes a label's first letter large as English does; Azerbaijani has a letter of its own."""
        model = getattr(getattr(self, "_meta", None), "model", None)
        names = {each.name: each for each in model._meta.fields + model._meta.many_to_many} if model else {}
        for name in names.keys() & self.fields.keys():  # type: ignore[attr-defined]
            field, own = self.fields[name], str(names[name].verbose_name)  # type: ignore[attr-defined]
            if own.startswith("i") and str(field.label) == own[:1].upper() + own[1:]:
                field.label = capital(own)


class Form(HouseFormMixin, forms.Form):
    pass


class ModelForm(HouseFormMixin, forms.ModelForm):
    """Reads and checks; an action writes. Never call `save()`."""

    def save(self, commit: bool = True) -> Any:
        raise NotImplementedError("actions write, forms do not")

    def validate_constraints(self) -> None:
        """Leave to the action what two fields must have in common: it says so in words, beside a field.

        Of a CheckConstraint Django can tell but the name.
        """
        try:
            self.instance.validate_constraints(exclude=self._get_validation_exclusions())
        except ValidationError as error:
            found = error.error_dict
            found[NON_FIELD_ERRORS] = [each for each in found.get(NON_FIELD_ERRORS, []) if each.code]
            self._update_errors(ValidationError({name: each for name, each in found.items() if each}))


class ReasonForm(Form):
    reason = forms.CharField(widget=forms.Textarea, max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Reason")
        self.fields["reason"].help_text = _(
            "It stays with the record and can be read by everyone who sees it."
        )


def put_beside_fields(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Show what an action refused beside the field it names, or on top of the form."""
    if hasattr(refusal, "error_dict"):
        for name, errors in refusal.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
        return
    field = getattr(refusal, "field", None)
    form.add_error(field if field in form.fields else None, refusal)


def form_page(
    request: HttpRequest,
    form_class: type[forms.BaseForm],
    *,
    act: Callable[[dict[str, Any]], Any],
    title: Any,
    done: Any = None,
    said: Any = None,
    submit: Any = None,
    intro: Any = "",
    parent: Any = None,
    stage: str = "",
    template: str = "base/form.html",
    context: dict[str, Any] | None = None,
    autosave: bool = True,
    draft_key: str = "",
    **form_kwargs: Any,
) -> HttpResponse:
    """One form on a page of its own.

    GET shows it, with what an unsent draft holds. POST checks it and calls `act(cleaned_data)`;
    what the action refuses stands beside its field and nothing typed is lost. On success redirects
    to `done` (an address, an object with `get_absolute_url`, or a function of the action's result;
    by default the result itself) and says `said` (a text, or a function of the result).
    """
    autosave = autosave and request.user.is_authenticated
    key = draft_key or drafts.key_of(request)
    if request.method == "POST":
        form = form_class(request.POST, request.FILES, **form_kwargs)
        if form.is_valid():
            try:
                result = act(form.cleaned_data)  # type: ignore[attr-defined]
            except ValidationError as refusal:
                put_beside_fields(form, refusal)
            except IntegrityError:
                log.warning("the database refused what %s let pass", request.path, exc_info=True)
                form.add_error(None, contradiction())
            else:
                if autosave:
                    drafts.forget(request.user, key)
                messages.success(request, (said(result) if callable(said) else said) or _("Saved."))
                target = done(result) if callable(done) else (done or result)
                return redirect(target)
        status = 422
    else:
        restored = drafts.restore(request.user, key) if autosave else None
        if restored:
            form_kwargs["initial"] = {**form_kwargs.get("initial", {}), **restored.initial(form_class)}
        form = form_class(**form_kwargs)
        status = 200
    restored_at = restored.saved_at if request.method != "POST" and restored else None
    return render(
        request,
        template,
        {
            "form": form,
            "title": title,
            "submit": submit or _("Save"),
            "intro": intro,
            "parent": parent,
            "stage": stage,
            "autosave_key": key if autosave else "",
            "restored_at": restored_at,
            **(context or {}),
        },
        status=status,
    )
