"""The Open Archives Initiative Protocol for Metadata Harvesting, version 2.0.

It stands at openarchives.org/OAI/openarchivesprotocol.html.

Section numbers in comments are the protocol's. Answers are put together here; what is told of a resource: describe.py.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from gapbridge.share.library.models import PUBLIC, Resource

from . import queries
from .describe import dublin_core

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMAS = {
    OAI: "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
    OAI_DC: "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
}
PREFIX = "oai_dc"
AT_ONCE = 100  # records in one answer
SALT = "gapbridge.oai"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
LAST = datetime(9999, 12, 30, tzinfo=UTC)  # a day after it is still a day
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Fault(Exception):
    """What the protocol calls an error: a code of section 3.6 and words for people."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Verb:
    answer: Callable[[Any, dict[str, str]], None]
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    resumes: bool = False


def answer(given: dict[str, list[str]]) -> bytes:
    """The whole document. `given`: the request's arguments, each with all of its values."""
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI} {SCHEMAS[OAI]}")
    _say(root, "responseDate", _stamp(timezone.now()))
    request = _say(root, "request", base_url())
    try:
        verb, arguments = _read(given)
        for name, value in {"verb": arguments["verb"], **arguments}.items():
            request.set(name, _clean(value))
        verb.answer(root, arguments)
    except Fault as fault:
        if fault.code in {"badVerb", "badArgument"}:  # section 3.2: then without attributes
            request.attrib.clear()
        for part in root[2:]:
            root.remove(part)
        _say(root, "error", fault.message, code=fault.code)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _read(given: dict[str, list[str]]) -> tuple[Verb, dict[str, str]]:
    """The verb and its arguments, checked as section 3.6 tells."""
    names = given.get("verb", [])
    if len(names) != 1 or names[0] not in VERBS:
        raise Fault("badVerb", "Say one verb: " + ", ".join(VERBS) + ".")
    verb = VERBS[names[0]]
    arguments = {name: values[0] for name, values in given.items()}
    others = arguments.keys() - {"verb"}
    if repeated := [name for name, values in given.items() if len(values) != 1]:
        raise Fault("badArgument", f"Given more than once: {_some(repeated)}.")
    if "resumptionToken" in others and verb.resumes:
        if len(others) > 1:
            raise Fault("badArgument", "With a resumptionToken no other argument may be given.")
        return verb, arguments
    if unknown := others - verb.required - verb.optional:
        raise Fault("badArgument", f"Not an argument of {names[0]}: {_some(unknown)}.")
    if missing := verb.required - others:
        raise Fault("badArgument", f"Missing: {_some(missing)}.")
    return verb, arguments


def _some(names: Collection[str]) -> str:
    return _clean(", ".join(sorted(names)))[:200]


# --- the six verbs --------------------------------------------------------------------------------


def _identify(root: Any, _arguments: dict[str, str]) -> None:
    found = _say(root, "Identify")
    for name, text in (
        ("repositoryName", "Gapbridge"),
        ("baseURL", base_url()),
        ("protocolVersion", "2.0"),
        ("adminEmail", parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        ("earliestDatestamp", _stamp(queries.earliest())),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ):
        _say(found, name, text)


def _list_formats(root: Any, arguments: dict[str, str]) -> None:
    if "identifier" in arguments:
        _record_of(arguments["identifier"])
    form = _say(_say(root, "ListMetadataFormats"), "metadataFormat")
    for name, text in (
        ("metadataPrefix", PREFIX),
        ("schema", SCHEMAS[OAI_DC]),
        ("metadataNamespace", OAI_DC),
    ):
        _say(form, name, text)


def _list_sets(root: Any, arguments: dict[str, str]) -> None:
    if "resumptionToken" in arguments:
        raise Fault("badResumptionToken", "The list of sets comes whole.")
    topics = list(queries.sets())
    if not topics:
        raise Fault("noSetHierarchy", "There are no sets.")
    found = _say(root, "ListSets")
    for topic in topics:
        each = _say(found, "set")
        _say(each, "setSpec", topic.key)
        _say(each, "setName", getattr(topic, "name_en", None) or topic.name)


def _get_record(root: Any, arguments: dict[str, str]) -> None:
    _check_prefix(arguments["metadataPrefix"])
    _write_record(_say(root, "GetRecord"), _record_of(arguments["identifier"]))


def _list_identifiers(root: Any, arguments: dict[str, str]) -> None:
    _list(root, "ListIdentifiers", arguments, _write_header)


def _list_records(root: Any, arguments: dict[str, str]) -> None:
    _list(root, "ListRecords", arguments, _write_record)


VERBS = {
    "Identify": Verb(_identify),
    "ListMetadataFormats": Verb(_list_formats, optional=frozenset({"identifier"})),
    "ListSets": Verb(_list_sets, resumes=True),
    "GetRecord": Verb(_get_record, required=frozenset({"identifier", "metadataPrefix"})),
}
VERBS |= {
    name: Verb(
        listing,
        required=frozenset({"metadataPrefix"}),
        optional=frozenset({"from", "until", "set"}),
        resumes=True,
    )
    for name, listing in (("ListIdentifiers", _list_identifiers), ("ListRecords", _list_records))
}


# --- lists ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """How far a list was read, and what was asked: all that a token holds. Records come in the order of their ids."""

    verb: str
    asked: dict[str, str] = field(default_factory=dict)  # from, until, set
    after: int = 0
    told: int = 0


def _list(root: Any, verb: str, arguments: dict[str, str], write: Callable[[Any, Resource], None]) -> None:
    place = _place_of(verb, arguments)
    found = list(queries.described(_selected(place))[: AT_ONCE + 1])
    if not found:
        raise Fault("noRecordsMatch", "Nothing was published, changed or archived that is asked for.")
    answered = _say(root, verb)
    for record in found[:AT_ONCE]:
        write(answered, record)
    if len(found) > AT_ONCE:
        following = Place(verb, place.asked, found[AT_ONCE - 1].pk, place.told + AT_ONCE)
        _say(answered, "resumptionToken", _token(following), cursor=str(place.told))
    elif place.told:
        _say(answered, "resumptionToken", cursor=str(place.told))  # section 3.5: the last part says so


def _place_of(verb: str, arguments: dict[str, str]) -> Place:
    if "resumptionToken" in arguments:
        return _resumed(verb, arguments["resumptionToken"])
    _check_prefix(arguments["metadataPrefix"])
    asked: dict[str, str] = {name: arguments[name] for name in ("from", "until", "set") if name in arguments}
    bounds = [_moment(asked[name]) for name in ("from", "until") if name in asked]
    if len({DAY.fullmatch(asked[name]) is None for name in ("from", "until") if name in asked}) > 1:
        raise Fault("badArgument", "“from” and “until” must be equally fine.")
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        raise Fault("badArgument", "“from” is later than “until”.")
    return Place(verb, asked)


def _selected(place: Place) -> QuerySet[Any]:
    """By id, after the last that was told: each part of a long list costs the same."""
    found, asked = queries.records().filter(pk__gt=place.after).order_by("pk"), place.asked
    if "set" in asked:
        found = found.filter(topics__key=asked["set"])
    if "from" in asked:
        found = found.filter(datestamp__gte=_moment(asked["from"]))
    if "until" in asked:  # inclusive, as finely as it was said
        step = timedelta(days=1) if DAY.fullmatch(asked["until"]) else timedelta(seconds=1)
        found = found.filter(datestamp__lt=min(_moment(asked["until"]), LAST) + step)
    return found


def _moment(text: str) -> datetime:
    try:
        if DAY.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
        if SECOND.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        pass
    raise Fault("badArgument", "A moment is written 2026-03-05 or 2026-03-05T10:00:00Z.")


def _token(place: Place) -> str:
    return signing.dumps([place.verb, place.asked, place.after, place.told], salt=SALT, compress=True)


def _resumed(verb: str, token: str) -> Place:
    try:
        found = Place(*signing.loads(token, salt=SALT))
    except signing.BadSignature:
        found = Place("")
    if found.verb != verb:
        raise Fault("badResumptionToken", "This token was not given out here, or for another verb.")
    return found


# --- records --------------------------------------------------------------------------------------


def base_url() -> str:
    return settings.SITE_URL + reverse("harvest:oai")


def identifier_of(pk: int) -> str:
    return f"oai:{urlsplit(settings.SITE_URL).hostname}:resource/{pk}"


def _record_of(identifier: str) -> Resource:
    number = identifier.rpartition("/")[2]
    fits = (
        number.isascii()
        and number.isdigit()
        and len(number) < 19
        and identifier == identifier_of(int(number))
    )
    record = queries.described(queries.records().filter(pk=int(number))).first() if fits else None
    if record is None:
        raise Fault("idDoesNotExist", "There is no such record.")
    return record


def _check_prefix(prefix: str) -> None:
    if prefix != PREFIX:
        raise Fault("cannotDisseminateFormat", f"Records are told as {PREFIX} only.")


def _write_header(parent: Any, record: Any) -> None:
    header = _say(parent, "header")
    if record.state not in PUBLIC:
        header.set("status", "deleted")
    _say(header, "identifier", identifier_of(record.pk))
    _say(header, "datestamp", _stamp(record.datestamp))
    for topic in record.topics.all():
        _say(header, "setSpec", topic.key)


def _write_record(parent: Any, record: Resource) -> None:
    """Of what is archived the header alone: it says that it is deleted."""
    written = _say(parent, "record")
    _write_header(written, record)
    if record.state not in PUBLIC:
        return
    names = {PREFIX: OAI_DC, "dc": DC}
    described = etree.SubElement(_say(written, "metadata"), f"{{{OAI_DC}}}dc", nsmap=names)
    described.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} {SCHEMAS[OAI_DC]}")
    for element in dublin_core(record, record.editions.all(), record.topics.all()):
        told = etree.SubElement(described, f"{{{DC}}}{element.name}")
        told.text = _clean(element.text)
        if element.language:
            told.set(XML_LANG, element.language)


def _say(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    said = etree.SubElement(parent, f"{{{OAI}}}{name}", attributes)
    if text:
        said.text = _clean(text)
    return said


def _clean(text: str) -> str:
    """Without what no XML can hold."""
    return NO_XML.sub("", text)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
