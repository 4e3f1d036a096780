"""A template is filled in from the organisation's file, kept for its people alone, and taken along as Word and PDF."""

import io
import re
from datetime import date

import docx
import pypdfium2
import pytest
from django.urls import reverse
from django.utils import translation

from gapbridge.act.profiles.models import Officer, Profile
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry
from gapbridge.people.models import Organisation
from gapbridge.share.blocks import actions
from gapbridge.share.blocks.asked import FIELD, asked_by
from gapbridge.share.blocks.formats import WRITERS, html
from gapbridge.share.blocks.models import Filled
from gapbridge.share.blocks.paper import BLANK, paper_of
from gapbridge.share.blocks.queries import facts_of
from gapbridge.share.blocks.values import printable, written
from gapbridge.share.library.actions import Content, add_version, archive_resource
from gapbridge.share.library.content import shipped
from gapbridge.share.library.models import Edition, Resource, Version
from tests.share.hub import edition_of, published

pytestmark = pytest.mark.django_db

PAPER = "# Contract\n\n{{ organisation }} and {{ employee }} agree on {{ start }}.\n\n1. Pay: {{ pay }} AZN\n2. Duties: {{ duties }}\n"
FIELDS = [
    {"key": "employee", "kind": "text", "label": {"en": "Employee", "az": "İşçi"}},
    {"key": "start", "kind": "date", "label": {"en": "First day"}},
    {"key": "pay", "kind": "number", "label": {"en": "Monthly pay"}},
    {"key": "duties", "kind": "paragraph", "label": {"en": "Duties"}},
]
TEMPLATES = [each for each in shipped() if each.papers]


@pytest.fixture
def template(cast) -> Resource:
    return published(cast, kind="template", text="Advice", paper=PAPER, fields=FIELDS, title="Contract")


@pytest.fixture
def file(cast) -> Profile:
    """The organisation's file, with a deputy who was written down before the head."""
    Organisation.objects.filter(pk=cast.cso.pk).update(
        name_az="Birinci təşkilat", city="Gəncə", registration_number="Q-17", registered_on=date(2012, 3, 5)
    )
    cast.cso.refresh_from_db()
    profile = Profile.objects.create(organisation=cast.cso, legal_address="Nizami 1", tax_number="1400000001")
    for name, position in (("A. Deputy", "Deputy chair"), ("B. Chair", "Chair of the board")):
        Officer.objects.create(profile=profile, name=name, name_hash=name, position=position)
    Officer.objects.create(
        profile=profile, name="C. Gone", name_hash="c", position="Chair", until=date(2015, 1, 1)
    )
    return profile


def address(template: Resource, **asked: object) -> str:
    return f"{reverse('blocks:fill', args=[template.pk])}?" + "&".join(f"{k}={v}" for k, v in asked.items())


def version_of(template: Resource) -> Version:
    return edition_of(template).current


def text_of_word(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in file.paragraphs), *cells])


def text_of_pdf(content: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


def squeezed(text: str) -> str:
    """Without what lines and hyphenation add."""
    return re.sub(r"[\s\u00ad\u200b\u2010\ufffe-]", "", text)


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


# --- what is shipped ------------------------------------------------------------------------------


def sample(kind: str, number: int) -> str:
    return {"date": f"2026-03-{number % 28 + 1:02}", "number": str(1500 + number)}.get(
        kind, f"Dəyər№{number}Ж"
    )


def test_eight_templates_are_shipped():
    assert len(TEMPLATES) == 8


@pytest.mark.parametrize("language", ["en", "az", "ru"])
@pytest.mark.parametrize("each", TEMPLATES, ids=lambda each: each.key)
def test_every_shipped_template_fills_and_opens_again(each, language):
    resource = Resource(kind="template", fields=each.facts.get("fields", []))
    edition = Edition(resource=resource, language=language, title=each.title[language])
    version = Version(edition=edition, paper=each.papers[language])
    asked = asked_by(version)
    assert {field["key"] for field in resource.fields} <= {field.key for field in asked}  # none asked in vain
    assert all(" " not in field.key and field.label for field in asked)
    values = {field.key: sample(field.kind, number) for number, field in enumerate(asked)}
    paper = paper_of(version, values)
    assert paper.left == []
    content = WRITERS["docx"](paper)
    word = docx.Document(io.BytesIO(content))
    texts = {"word": text_of_word(content), "pdf": text_of_pdf(WRITERS["pdf"](paper))}
    for field in asked:
        shown = squeezed(written(field.kind, values[field.key], language))
        for name, text in texts.items():
            assert shown in squeezed(text), (name, field.key)
    assert "{{" not in texts["word"] + texts["pdf"]
    assert word.core_properties.language.startswith(language)
    assert any(each.style.name == "Heading 1" for each in word.paragraphs)
    with translation.override(language):
        assert paper.foot in word.sections[0].footer.paragraphs[0].text
    assert squeezed(paper.foot) in squeezed(texts["pdf"])


def test_what_is_left_open_is_a_line_and_the_page_says_which(as_, template):
    answer = as_("visitor").post(address(template), {"f_employee": "Somebody", "do": "preview"})
    page = answer.content.decode()
    assert answer.context["paper"].left == [
        each for each in asked_by(version_of(template)) if each.key != "employee"
    ]
    assert page.count(BLANK) == 4
    assert '<a href="#id_f_start">First day</a>' in page
    assert "<mark>Somebody</mark>" in page


def test_every_list_counts_from_one_in_word(template):
    version = version_of(template)
    version.paper = "## One\n\n1. First\n2. Second\n\n## Two\n\n1. Third\n"
    word = docx.Document(io.BytesIO(WRITERS["docx"](paper_of(version, {}))))
    numbers = [each._p.pPr.numPr.numId.val for each in word.paragraphs if each.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]


# --- what the file knows --------------------------------------------------------------------------


def test_the_organisations_own_people_begin_with_what_its_file_says(cast, as_, file):
    paper = "# {{ organisation }}\n\n{{ head }}, {{ head_position }}; {{ officers }}; {{ address }}; {{ registered_on }}"
    template = published(cast, kind="template", text="…", paper=paper)
    page = as_("applicant").get(address(template)).content.decode()
    for known in (
        "First CSO",
        "B. Chair",
        "Chair of the board",
        "A. Deputy (Deputy chair)",
        "Nizami 1",
        "2012-03-05",
    ):
        assert known in page
    assert "C. Gone" not in page


def test_the_name_is_the_papers_language_own(cast, file):
    assert facts_of(cast.applicant, cast.cso, "az")["organisation"] == "Birinci təşkilat"
    assert facts_of(cast.applicant, cast.cso, "ru")["organisation"] == "First CSO"


@pytest.mark.parametrize("member", ["rival", "evaluator", "programme_officer", "stranger", "visitor"])
def test_nobody_else_begins_with_an_organisations_facts(cast, as_, file, member):
    template = published(cast, kind="template", text="…", paper="{{ organisation }} {{ head }} {{ address }}")
    page = as_(member).get(address(template, organisation=cast.cso.pk)).content.decode()
    for secret in ("B. Chair", "Nizami 1", "First CSO"):
        assert secret not in page


def test_without_an_organisation_everything_is_empty_and_nothing_is_kept(cast, as_, file, template):
    client = as_("applicant")
    assert 'value="First CSO"' not in client.get(address(template, organisation=0)).content.decode()
    client.post(address(template, organisation=0), {"f_employee": "Somebody", "do": "keep"})
    as_("visitor").post(address(template), {"f_employee": "Somebody", "do": "keep"})
    assert not Filled.objects.exists()


# --- what is typed --------------------------------------------------------------------------------


HOSTILE = {
    "markdown": "**bold** [link](https://example.org) # Heading | cell",
    "braces": "{{ organisation }} {% now %}",
    "html": "<script>alert(1)</script>",
    "formula": '=HYPERLINK("https://example.org")',
    "typst": '#sys.inputs $x$ \\ "quoted" `raw` @ref <label>',
    "rtl": "שלום עולם",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_typed_is_printed_as_typed(as_, template, name):
    client, typed = as_("visitor"), HOSTILE[name]
    form = {"f_employee": typed, "f_duties": f"First line\n{typed}"}
    word = body(client.post(address(template), form | {"do": "docx"}))
    assert text_of_word(word).count(typed) == 2
    pdf = squeezed(text_of_pdf(body(client.post(address(template), form | {"do": "pdf"}))))
    assert (
        pdf.count(squeezed(typed)) == 2 or name == "rtl"
    )  # read out in the order of its letters or of its lines
    page = client.post(address(template), form | {"do": "preview"}).content.decode()
    assert "<script>alert" not in page
    assert "<strong>bold" not in page


def test_ten_thousand_letters_without_a_space_stay_on_the_page(as_, template):
    long = "ə" * 10_000
    sent = as_("visitor").post(address(template), {"f_duties": long, "do": "pdf"})
    assert squeezed(text_of_pdf(body(sent))).count("ə") == 10_000
    assert long in text_of_word(
        body(as_("visitor").post(address(template), {"f_duties": long, "do": "docx"}))
    )


def test_a_line_that_is_too_long_is_refused_beside_it_and_kept_on_the_page(as_, template):
    sent = as_("visitor").post(
        address(template), {"f_employee": "x" * 10_000, "f_duties": "Typed", "do": "pdf"}
    )
    assert sent.status_code == 422
    page = sent.content.decode()
    assert "x" * 10_000 in page
    assert "Typed" in page


def test_control_characters_and_marks_that_turn_a_text_are_left_out():
    assert printable("a\x0bb\x1b[31m\u202etxet\u2069 c\r\nd\ufffe") == "ab[31mtxet c\nd"


def test_letters_that_no_font_has_are_numbers_and_too_many_are_sent_to_word(as_, template):
    client = as_("visitor")
    assert "[U+1F600]" in text_of_pdf(body(client.post(address(template), {"f_employee": "😀", "do": "pdf"})))
    many = "".join(chr(0x4E00 + number) for number in range(300))
    refused = client.post(address(template), {"f_duties": many, "do": "pdf"})
    assert refused.status_code == 422
    assert "Word file instead" in refused.content.decode()
    assert many in text_of_word(body(client.post(address(template), {"f_duties": many, "do": "docx"})))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1500", "1500"),
        ("1 500,5", "1500.5"),
        ("1,500.50", "1500.50"),
        ("1.500,50", "1500.50"),
        ("1.234.567", "1234567"),
    ],
)
def test_numbers_are_read_as_in_any_of_the_three_languages(cast, as_, template, typed, kept):
    as_("applicant").post(address(template), {"f_pay": typed, "do": "keep"})
    assert Filled.objects.get().values["pay"] == kept


@pytest.mark.parametrize(
    ("field", "typed"),
    [("pay", "many"), ("pay", "-3"), ("pay", "1,500"), ("pay", "9" * 40), ("start", "31.02.2026")],
)
def test_what_is_no_number_or_no_day_is_said_beside_it(as_, template, field, typed):
    sent = as_("visitor").post(address(template), {f"f_{field}": typed, "do": "docx"})
    assert sent.status_code == 422
    assert f'href="#id_f_{field}"' in sent.content.decode()


@pytest.mark.parametrize(
    ("language", "day", "number"),
    [
        ("en", "5 March 2026", "1,500.50"),
        ("az", "5 mart 2026", "1\xa0500,50"),
        ("ru", "5 марта 2026", "1\xa0500,50"),
    ],
)
def test_days_and_numbers_are_written_as_the_language_does(language, day, number):
    assert written("date", "2026-03-05", language) == day
    assert written("number", "1500.50", language) == number


@pytest.mark.parametrize(
    ("typed", "said"), [("1,500", "1500, or 1.5."), ("1,234", "1234, or 1.2340."), ("1,000", "1000, or 1.")]
)
def test_what_reads_two_ways_is_asked_back_in_words_that_are_taken(as_, template, typed, said):
    page = as_("visitor").post(address(template), {"f_pay": typed, "do": "preview"}).content.decode()
    assert f"Write {said}" in page
    for again in re.findall(r"[\d.]*\d", said):
        assert as_("visitor").post(address(template), {"f_pay": again, "do": "preview"}).status_code == 200


def test_a_field_of_a_value_is_not_filled_in(template):
    paper = paper_of(version_of(template), {"employee": "{{ pay }}", "pay": "5"})
    assert "{{ pay }}" in html(paper)
    assert FIELD.search(html(paper))[1] == "pay"


# --- what is kept ---------------------------------------------------------------------------------


@pytest.fixture
def kept(cast, template) -> Filled:
    return actions.keep_filled(
        actor=cast.applicant,
        version=version_of(template),
        organisation=cast.cso,
        values={"employee": "Somebody", "pay": "900"},
        name="Contract of S.",
    )


def test_it_is_kept_encrypted_and_opened_again(cast, as_, template):
    client = as_("applicant")
    form = {"f_employee": "Somebody", "name": "Contract of S.", "do": "keep"}
    page = client.post(address(template), form, follow=True).content.decode()
    assert 'value="Somebody"' in page
    row = Filled.objects.extra(select={"raw": "written"}).values_list("raw", flat=True)[0]
    assert "Somebody" not in row
    assert "Contract of S." in client.get(template.get_absolute_url()).content.decode()
    assert "Contract of S." in client.get(reverse("blocks:list")).content.decode()
    entry = JournalEntry.objects.get(verb="blocks.keep_filled")
    assert entry.data == {"version": version_of(template).pk}


@pytest.mark.parametrize("member", ["rival", "programme_officer", "grants_officer", "official", "stranger"])
def test_no_other_organisation_reads_changes_or_discards_it(as_, kept, member):
    client = as_(member)
    assert client.get(kept.get_absolute_url()).status_code == 404
    assert client.get(reverse("blocks:file", args=[kept.pk, "docx"])).status_code == 404
    assert client.post(reverse("blocks:discard", args=[kept.pk])).status_code == 404
    assert client.post(kept.get_absolute_url(), {"do": "keep", "f_employee": "Mine"}).status_code == 404
    for page in (client.get(reverse("blocks:list")), client.get(kept.version.edition.get_absolute_url())):
        assert "Contract of S." not in page.content.decode()
    assert Filled.objects.get().values["employee"] == "Somebody"


def test_nobody_keeps_a_paper_for_another_organisation(cast, template, kept):
    with pytest.raises(Forbidden):
        actions.keep_filled(actor=cast.rival, version=version_of(template), organisation=cast.cso, values={})
    with pytest.raises(Forbidden):
        actions.discard_filled(actor=cast.rival, filled=kept)


def test_two_who_change_it_at_once_lose_nothing(cast, as_, kept):
    change = {"actor": cast.applicant, "filled": kept, "version": kept.version, "name": ""}
    actions.change_filled(values={"employee": "Theirs"}, revision=1, **change)
    with pytest.raises(Refused):
        actions.change_filled(values={"employee": "Mine"}, revision=1, **change)
    client = as_("applicant")
    sent = client.post(kept.get_absolute_url(), {"f_employee": "Mine", "revision": "1", "do": "keep"})
    assert sent.status_code == 409
    assert 'value="Mine"' in sent.content.decode()
    client.post(kept.get_absolute_url(), {"f_employee": "Mine", "revision": "1", "do": "copy"})
    assert {each.values["employee"] for each in Filled.objects.all()} == {"Theirs", "Mine"}


def test_it_says_when_the_template_has_a_newer_version_and_carries_the_values_over(cast, as_, template, kept):
    client = as_("applicant")
    assert "newer version" not in client.get(kept.get_absolute_url()).content.decode()
    newer = add_version(
        actor=cast.protection_officer, edition=edition_of(template), title="Contract", summary="…",
        content=Content(text="Advice", paper="# New\n\n{{ employee }} {{ pay }}"),
    )  # fmt: skip
    assert "The template has a newer version" in client.get(kept.get_absolute_url()).content.decode()
    assert "newer version" in client.get(reverse("blocks:list")).content.decode()
    there = kept.get_absolute_url() + "?newest=1"
    assert 'value="Somebody"' in client.get(there).content.decode()
    client.post(there, {"f_employee": "Somebody", "revision": "1", "do": "keep"})
    assert Filled.objects.get().version == newer


def test_a_paper_outlives_its_template_and_says_so(cast, as_, template, kept):
    archive_resource(actor=cast.programme_officer, resource=template, reason="The law changed.")
    client = as_("applicant")
    assert client.get(address(template)).status_code == 404
    assert "The template was archived" in client.get(kept.get_absolute_url()).content.decode()
    assert "Somebody" in text_of_word(body(client.get(reverse("blocks:file", args=[kept.pk, "docx"]))))


def test_what_is_thrown_away_is_gone(as_, kept):
    as_("applicant").post(reverse("blocks:discard", args=[kept.pk]))
    assert not Filled.objects.exists()
    assert JournalEntry.objects.filter(verb="blocks.discard_filled", target_id=kept.pk).exists()


def test_a_resource_without_a_paper_leads_back(cast, as_):
    guide = published(cast)
    assert as_("visitor").get(address(guide)).url == guide.get_absolute_url()
    assert "Fill in this template" not in as_("visitor").get(guide.get_absolute_url()).content.decode()


def test_lists_and_the_panel_cost_the_same_with_many_papers(cast, as_, template, assert_constant_queries):
    client = as_("applicant")
    add = lambda: actions.keep_filled(  # noqa: E731
        actor=cast.applicant, version=version_of(template), organisation=cast.cso, values={}, name="x"
    )
    for page in (reverse("blocks:list"), template.get_absolute_url()):
        assert_constant_queries(lambda page=page: client.get(page), add)
