"""What a page asks for, read as a browser reads it: its forms, and their controls with what stands in them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

BUTTONS = {"submit", "button", "reset", "image"}
# Most of a page is its menu; only what is sent is read.
SENT = re.compile(r"""<form\b[^>]*\bmethod=["']?post\b.*?</form>""", re.IGNORECASE | re.DOTALL)
# What a script copies when it needs it is no part of the form.
TEMPLATE = re.compile(r"<template\b.*?</template>", re.IGNORECASE | re.DOTALL)
TYPED = {"text", "textarea", "number", "date", "datetime-local", "email", "url", "search", "tel"}


@dataclass
class Control:
    """One named control. `values` is what a choice offers, `chosen` what it would send as it stands."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)


@dataclass
class Form:
    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.control: Control | None = None
        self.text: list[str] | None = None
        self.option: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.form = Form(given.get("action") or "", (given.get("method") or "get").lower())
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "option" and self.control:
            value = given.get("value") or ""
            self.control.values.append(value)
            if "selected" in given:
                self.control.chosen.append(value)
        elif tag in {"input", "textarea", "select"} and given.get("name") and "disabled" not in given:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str | None]) -> None:
        kind = (given.get("type") or "text") if tag == "input" else tag
        name, value = given["name"] or "", given.get("value") or ""
        if kind in BUTTONS:
            return
        control = self.form.controls.setdefault(name, Control(name, kind))  # type: ignore[union-attr]
        if kind in {"checkbox", "radio"}:
            control.values.append(value or "on")
            if "checked" in given:
                control.chosen.append(value or "on")
        elif tag == "input":
            control.chosen.append(value)
        elif tag == "textarea":
            self.control, self.text = control, []
        else:
            self.control = control

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.control = None
        elif tag == "textarea" and self.text is not None and self.control is not None:
            self.control.chosen.append(plain("".join(self.text)))
            self.control = self.text = None


def forms_in(html: str) -> list[Form]:
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def own_forms(html: str, path: str) -> list[Form]:
    """The forms of a page that are sent to the page itself."""
    sent = forms_in("".join(SENT.findall(TEMPLATE.sub("", html))))
    return [form for form in sent if form.method == "post" and form.action.split("#")[0] in {"", path}]


def plain(text: str) -> str:
    """A textarea's text, however its lines end; a first empty line belongs to the markup."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\n")
