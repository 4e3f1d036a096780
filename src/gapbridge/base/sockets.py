"""Where a later stage plugs into pages of an earlier one without being imported by it.

Each app registers in its AppConfig.ready(); base only knows the shapes.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class NavItem:
    """One entry of the workspace's menu. `stage` is a key of STAGES. `perm` hides it when lacking."""

    stage: str
    label: Any
    url_name: str
    perm: str | None = None
    order: int = 50


@dataclass(frozen=True)
class Waiting:
    """Something that waits for this person: "3 applications to score", a link, how pressing."""

    label: str
    url: str
    count: int = 1
    due: Any = None  # a date or None
    stage: str = ""
    closes_at: Any = None  # the moment, where an hour of that day decides


@dataclass(frozen=True)
class Panel:
    """A part of an object's page that a later stage supplies: a template and its context."""

    template: str
    context: dict[str, Any]


@dataclass(frozen=True)
class Searchable:
    """How a model is found: its stage, and functions that give title, body and summary of an object.

    `queryset(user)` gives the rows a reader may see.
    """

    model: Any
    stage: str
    title: Callable[[Any], str]
    body: Callable[[Any], str]
    queryset: Callable[[Any], Any]


@dataclass(frozen=True)
class UseOfWords:
    """A place that people's words have reached: a gap's evidence, a draft, a document that was published.

    `take_back` is called within the transaction in which consent is withdrawn: it takes the words out where
    the place is not frozen, and marks it where it is.
    """

    label: Any
    url: str
    frozen: bool
    take_back: Callable[[], None]


NAV: list[NavItem] = []
WAITING: list[Callable[[Any], Iterable[Waiting]]] = []
PANELS: dict[str, list[tuple[int, Callable[[Any, Any], Panel | None]]]] = {}
# What stands in the <head> of a page: its name ("library") or an object's label → functions that give HTML or "".
HEADS: dict[str, list[Callable[[Any, Any], Any]]] = {}
SEARCHABLE: dict[str, Searchable] = {}
RIBBON: list[Callable[[Any, Any], Any]] = []
# May this reader have this file? Keyed by the label of the model the file belongs to ("grants.application").
FILE_RULES: dict[str, Callable[[Any, Any], bool]] = {}
# Told of each request for such a file from its first byte, after its rule let the reader pass: a look to be journalled.
FILE_READ: dict[str, Callable[[Any, Any], None]] = {}
# Where the words of these statements (their ids) have gone. Asked before and when consent is withdrawn.
WORDS: list[Callable[[Collection[int]], Iterable[UseOfWords]]] = []
# The same for all words of a session (its id), whether or not any was marked.
WORDS_OF_SESSIONS: list[Callable[[int], Iterable[UseOfWords]]] = []
# Buttons above a list of an earlier stage, by the name of its address ("assessments:statements"): each function
# takes the request and gives what `listing.Action` has: `label`, `url`.
LIST_BUTTONS: dict[str, list[Callable[[Any], Iterable[Any]]]] = {}
# What `run_due` runs: a name for the log, and a function that does what is due and returns how much it did.
DUE: list[tuple[str, Callable[[], int]]] = []
# The same for what takes minutes: `run_due` runs it beside the others, so that no mail waits for it. Each function is
# given one that says whether it should stop.
SLOW: list[tuple[str, Callable[[Callable[[], bool]], int]]] = []
# Told of a time in which the site did not answer, from and until, when it answers again; returns how many heard of it.
OUTAGES: list[Callable[[datetime, datetime], int]] = []
# Told of each message (an OutgoingMail) that the outbox gave up: the address takes no mail, or nobody did for 3 days.
MAIL_GIVEN_UP: list[Callable[[Any], None]] = []


def add_panel(label: str, provider: Callable[[Any, Any], Panel | None], order: int = 50) -> None:
    """Register `provider(obj, user) -> Panel | None` for pages of the model `label` ("gaps.gap"), or for the page that
    is called so ("finding.front"), which has no object: None.

    Panels stand by their `order`, then as they were registered.
    """
    PANELS.setdefault(label.lower(), []).append((order, provider))
    PANELS[label.lower()].sort(key=lambda each: each[0])


def add_searchable(entry: Searchable) -> None:
    SEARCHABLE[entry.model._meta.label_lower] = entry


def panels_for(obj, user, *, page: str = "") -> list[Panel]:
    """Of an object's page, or of the page that is called so."""
    providers = PANELS.get(page or obj._meta.label_lower, [])
    return [panel for _order, provider in providers if (panel := provider(obj, user)) is not None]


def add_head(name: str, provider: Callable[[Any, Any], Any]) -> None:
    """Register `provider(obj, context)`: safe HTML for the head of pages of the model `name`, or of pages so called.

    `context`: what the page was given, its `request` among it.
    """
    HEADS.setdefault(name.lower(), []).append(provider)


def list_buttons(request) -> list[Any]:
    found = request.resolver_match
    providers = LIST_BUTTONS.get(found.view_name, []) if found else []
    return [button for provider in providers for button in provider(request)]


def waiting_for(user) -> list[Waiting]:
    """Everything that waits for a person, what is due first on top."""
    found = [each for provider in WAITING for each in provider(user)]
    return sorted(found, key=lambda each: (each.due is None, str(each.due or ""), str(each.label)))
