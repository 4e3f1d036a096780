"""Who reads and finds what of the hub is not for everybody: every reader by every way, written down by hand.

What one may not see answers 404, or 410 where everybody could read it once; nothing that is drawn, counted, put right
or packed for a reader holds a word of it. What everybody may read stands beside it on every way, so that none is empty
for another reason.
"""

import functools
import io
import zipfile
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from python_calamine import CalamineWorkbook

from gapbridge.agree.gaps.models import Gap
from gapbridge.base.uploads import check_upload, store
from gapbridge.conf import urls
from gapbridge.programmes.models import Topic
from gapbridge.share.finding import keeping
from gapbridge.share.finding.actions import count_opened
from gapbridge.share.learning import actions as learning
from gapbridge.share.learning.models import Collection, Step
from gapbridge.share.library import actions
from gapbridge.share.library.models import Resource, Version
from tests.access.conftest import undone

pytestmark = pytest.mark.django_db

# Thing → a word that stands in nothing else: in its title, summary, text, paper, page, file, file's name and doubt.
WORDS = {
    "draft": "Quillwort",
    "handed in": "Silverweed",
    "archived": "Moschatel",
    "elsewhere": "Pennyroyal",
    "proposed": "Sneezewort",  # a partner's next version of what is published, not taken over
    "open": "Cloudberry",
}
MISTYPED = {thing: f"{word[:5]}{word[6]}{word[5]}{word[7:]}" for thing, word in WORDS.items()}
COMMON = "Wellspring"  # in all of them
PREPARED = "Ragwort"  # a gap in preparation, which officers see, with which all of them go

# reader → (who of the cast, what they see)
READERS: dict[str, tuple[str, set[str]]] = {
    "a visitor": ("visitor", set()),
    "staff of the organisation that handed in": ("applicant", {"handed in", "proposed"}),
    "staff of another organisation": ("rival", set()),
    "a trainer": ("trainer", set()),
    "a programme officer": ("programme_officer", {"draft", "handed in", "archived", "proposed"}),
    "an officer of another programme": ("stranger", {"elsewhere"}),
    "the donor": ("donor", set()),
}


# --- what there is ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """`cast`, `things`, a gap that everybody reads of and two collections, made once."""
    with django_db_blocker.unblock(), undone():
        from tests.cast import gather

        cast = gather()
        things = _things(cast)
        gap = _gap(cast, things, "Known gap", published_at=timezone.now())
        _gap(cast, things, PREPARED)
        ours = _collection(cast.programme_officer, cast.programme, things, WORDS.keys() - {"elsewhere"})
        theirs = _collection(cast.stranger, cast.other, things, {"open", "elsewhere"})
        keeping.catch_up()
        yield SimpleNamespace(cast=cast, things=things, gap=gap, ours=ours, theirs=theirs)


def _things(cast: Any) -> dict[str, Version]:
    """Each by the version that holds its word, read page by page."""
    officer, author = cast.programme_officer, cast.applicant
    of_office = _resource(cast.protection_officer, cast.programme, "draft")
    handed_in = _resource(author, cast.programme, "handed in", organisation=cast.cso)
    actions.submit_resource(actor=author, resource=handed_in)
    archived = _published(officer, _resource(author, cast.programme, "archived", organisation=cast.cso))
    actions.archive_resource(actor=officer, resource=archived, reason="The law changed.")
    elsewhere = _resource(cast.stranger, cast.other, "elsewhere")
    shown = _published(officer, _resource(author, cast.programme, "open", organisation=cast.cso))
    edition = shown.editions.get()
    first = edition.current
    proposed = actions.add_version(
        actor=author, edition=edition, title=edition.title, summary=edition.summary, note=WORDS["proposed"],
        content=_content(WORDS["proposed"]),
    )  # fmt: skip
    made = {
        "draft": of_office, "handed in": handed_in, "archived": archived, "elsewhere": elsewhere,
    }  # fmt: skip
    versions = {thing: each.editions.get().current for thing, each in made.items()}
    versions |= {"open": first, "proposed": proposed}
    for thing, version in versions.items():
        _read(version, WORDS[thing])
        actions.ask_doubt(actor=None, version=version, text=WORDS[thing])
        if thing != "proposed":
            count_opened(query=COMMON, language="en", resource=version.edition.resource)
    return versions


def _resource(actor: Any, programme: Any, thing: str, **facts: Any) -> Resource:
    word = WORDS[thing]
    topic = Topic.objects.create(key=f"of-{thing.replace(' ', '-')}", name_en=f"Topic {len(thing)}")
    return actions.create_resource(
        actor=actor, programme=programme, language="en", title=f"{COMMON} {word}", summary=f"About {word}",
        kind="template", content=_content(word), topics=[topic], **facts,
    )  # fmt: skip


def _content(word: str) -> actions.Content:
    said = f"{COMMON} {word}"
    file = check_upload(SimpleUploadedFile(f"{word}.txt", said.encode()))
    return actions.Content(text=said, paper=f"# {said}\n\n{{{{ head }}}}", file=file)


def _published(officer: Any, resource: Resource) -> Resource:
    actions.review_resource(actor=officer, resource=resource)
    return actions.publish_resource(actor=officer, resource=resource)


def _read(version: Version, word: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    picture = store(
        check_upload(SimpleUploadedFile("p.png", out.getvalue())), actor=version.made_by, owner=version
    )
    actions.begin_reading(version=version)
    actions.finish_reading(
        version=version, pages=[actions.PageRead(f"{COMMON} {word}", title=word, preview=picture)]
    )


def _gap(cast: Any, things: dict[str, Version], title: str, **facts: Any) -> Gap:
    gap = Gap.objects.create(programme=cast.programme, code=title[:4], title=title, severity=1, **facts)
    gap.resources.set(each.edition.resource for each in things.values())
    return gap


def _collection(actor: Any, programme: Any, things: dict[str, Version], inside: set[str]) -> Collection:
    """With steps that no action would add: what is archived or taken back later stays in a collection."""
    made = learning.create_collection(actor=actor, programme=programme, title_en="All of it")
    learning.add_step(actor=actor, collection=made, resource=things["open"].edition.resource)
    for number, thing in enumerate(sorted(inside - {"open", "proposed"}), start=2):
        Step.objects.create(collection=made, resource=things[thing].edition.resource, position=number)
    return learning.publish_collection(actor=actor, collection=made)


# --- asking ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def enter(client, stage, db) -> Any:
    """`enter("applicant")`: a client signed in as that member of the cast."""
    cache.clear()

    def sign_in(member: str) -> Any:
        if member != "visitor":
            user = stage.cast.people[member]
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture(autouse=True)
def short_refusals(monkeypatch) -> None:
    """What a refusal looks like is tested elsewhere; here hundreds are asked for."""
    for status in (403, 404):
        monkeypatch.setattr(urls, f"handler{status}", functools.partial(_refusal, status))


def _refusal(status: int, _request: Any, exception: Any = None) -> HttpResponse:
    return HttpResponse(status=status)


def _words_in(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] != b"PK":
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        if "xl/workbook.xml" not in names:
            return "\n".join([*names, *(_text_of(name, packed.read(name)) for name in names)])
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return str([sheets.get_sheet_by_name(name).to_python() for name in sheets.sheet_names])


def _text_of(name: str, content: bytes) -> str:
    if not name.endswith(".pdf"):
        return content.decode(errors="replace")
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


def _held(words: str) -> set[str]:
    return {thing for thing, word in WORDS.items() if word.lower() in words.lower()}


# --- the thing itself ------------------------------------------------------------------------------------------------

SAYS_GONE = {"page", "version", "page of it", "what has changed"}


def _addresses(thing: str, version: Version) -> dict[str, str]:
    edition, preview = version.edition, version.pages.get().preview
    found = {
        "version": version.get_absolute_url(),
        "page of it": f"{version.pages.get().get_absolute_url()}?q={COMMON}",
        "picture of the page": preview.get_absolute_url(),
        "file": version.file.get_absolute_url(),
        "doubt": reverse("library:doubt", args=[version.pk]),
        "what has changed": reverse("library:changes", args=[version.pk]),
    }
    if thing == "proposed":  # its resource is everybody's
        return found
    return found | {
        "page": edition.resource.get_absolute_url(),
        "filled in": reverse("blocks:fill", args=[edition.resource_id]),
        "kept on a phone": reverse("learning:reading", args=[edition.pk]),
    }


def _wanted(thing: str, way: str, sees: bool) -> int:
    if sees:
        return 422 if way == "kept on a phone" else 200  # phones keep what is public alone
    return 410 if thing == "archived" and way in SAYS_GONE else 404


@pytest.mark.parametrize("reader", READERS)
def test_each_opens_what_is_theirs_and_nothing_else(stage, enter, reader):
    member, sees = READERS[reader]
    client, wrong = enter(member), []
    for thing in WORDS.keys() - {"open"}:
        for way, address in _addresses(thing, stage.things[thing]).items():
            answer = client.get(address)
            words = _words_in(answer)
            if answer.status_code != _wanted(thing, way, thing in sees):
                wrong.append(f"{thing}, {way}: {answer.status_code}")
            if thing not in sees and thing in _held(words):
                wrong.append(f"{thing}, {way}: its words")
            if thing != "proposed" and "application/ld+json" in words:
                wrong.append(f"{thing}, {way}: told to search engines")
    assert not wrong, "\n".join(["", *wrong])
    of_all = _addresses("open", stage.things["open"])
    about = _words_in(client.get(of_all["page"]))
    assert ("Known gap" in about, PREPARED in about) == (True, member == "programme_officer")
    assert {way: client.get(address).status_code for way, address in of_all.items()} == dict.fromkeys(
        of_all, 200
    )


# --- where many things stand -----------------------------------------------------------------------------------------

SEARCH = reverse("finding:search")
# Here each finds what they see, but no version that waits to be taken over.
FOUND = {
    "search": f"{SEARCH}?q={COMMON}",
    "search without a word": SEARCH,
    "search by kind": f"{SEARCH}?q={COMMON}&kind=template",
    "list": reverse("library:list"),
    "list as file": reverse("library:list") + "?export=xlsx",
    "search of the whole site": f"{reverse('portal:search')}?q={COMMON}",
}
# Here nobody finds anything but what everybody reads.
PUBLIC = {
    "home": reverse("portal:front"),
    "feed": reverse("harvest:feed", args=["en"]),
    "OAI-PMH": reverse("harvest:oai") + "?verb=ListRecords&metadataPrefix=oai_dc",
}
OF_COLLECTION = {
    "ZIP": lambda found: reverse("learning:download", args=[found.pk]),
    "kept on a phone": lambda found: reverse("learning:bundle", args=[found.pk]),
}


@pytest.mark.parametrize("reader", READERS)
def test_in_lists_and_searches_each_finds_what_they_see_and_public_ways_are_the_same_for_all(
    stage, enter, reader
):
    member, sees = READERS[reader]
    client, finds = enter(member), sees - {"proposed"} | {"open"}
    held = {way: _held(_words_in(client.get(address))) for way, address in FOUND.items()}
    assert held == dict.fromkeys(FOUND, finds)
    public = PUBLIC | {"gap": stage.gap.get_absolute_url()}
    public |= {
        f"{way} of {name}": address(found)
        for way, address in OF_COLLECTION.items()
        for name, found in (("ours", stage.ours), ("theirs", stage.theirs))
    }
    held = {way: _held(_words_in(client.get(address))) for way, address in public.items()}
    assert held == {way: {"open"} for way in public}


@pytest.mark.parametrize("reader", READERS)
def test_totals_facets_and_typing_errors_put_right_tell_no_more_than_the_hits(stage, enter, reader):
    member, sees = READERS[reader]
    client, finds = enter(member), sees - {"proposed"} | {"open"}
    for headers in ({}, {"HX-Request": "true"}):  # the page, and the part that is asked for while one types
        found = client.get(FOUND["search"], headers=headers).context["found"]
        counted = {each.name: {one.value: one.count for one in each.choices} for each in found.facets}
        assert (found.total, counted["kind"]) == (len(finds), {"template": len(finds)})
        assert counted["topic"] == {f"of-{thing.replace(' ', '-')}": 1 for thing in finds}
        for thing, word in MISTYPED.items():
            answer = client.get(SEARCH, {"q": word}, headers=headers)
            wanted = {thing} & finds
            assert (_held(_words_in(answer)), answer.context["found"].total) == (wanted, len(wanted)), word
        begun = client.get(SEARCH, {"q": WORDS["draft"][:6]}, headers=headers)
        assert _held(_words_in(begun)) == {"draft"} & finds


# way → (address, member → what they find there beside what everybody reads)
OFFICE: dict[str, tuple[Any, dict[str, set[str]]]] = {
    "collection": (
        lambda stage: stage.ours.get_absolute_url(),
        {"programme_officer": {"draft", "handed in", "archived"}},  # to take out
    ),
    "collection of another programme": (
        lambda stage: stage.theirs.get_absolute_url(),
        {"stranger": {"elsewhere"}},
    ),
    "collections": (lambda stage: reverse("learning:list"), {}),
    "what can be added": (lambda stage: reverse("learning:add", args=[stage.ours.pk]) + f"?q={COMMON}", {}),
    "what is read": (lambda stage: reverse("learning:readings"), {}),
    "what is searched": (
        lambda stage: reverse("finding:askings"),
        {"programme_officer": {"draft", "handed in", "archived"}, "stranger": {"elsewhere"}},
    ),
    "what readers doubt": (
        lambda stage: reverse("library:doubts"),
        {"programme_officer": {"draft", "handed in", "archived", "proposed"}, "stranger": {"elsewhere"}},
    ),
    "what one added": (
        lambda stage: reverse("library:ours"),
        {"applicant": {"handed in"}, "stranger": {"elsewhere"}},
    ),
    "what is filled in": (lambda stage: reverse("blocks:list"), {}),
    "own home": (lambda stage: "/home/", {}),
}


@pytest.mark.parametrize("reader", READERS)
def test_what_curators_work_with_names_only_what_is_of_their_programme(stage, enter, reader):
    member = READERS[reader][0]
    client = enter(member)
    held = {
        way: _held(_words_in(client.get(address(stage)))) - {"open"} for way, (address, _) in OFFICE.items()
    }
    assert held == {way: find.get(member, set()) for way, (_, find) in OFFICE.items()}
