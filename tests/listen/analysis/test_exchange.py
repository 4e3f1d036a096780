"""Codebooks in and out, projects and workbooks out: what is in them, and what is not."""

from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from gapbridge.base.errors import Refused
from gapbridge.base.models import JournalEntry
from gapbridge.listen.assessments import actions as assessments
from gapbridge.listen.assessments.models import Theme
from gapbridge.listen.coding import actions as coding
from gapbridge.listen.coding.analysis import codebooks, projects, workbooks
from gapbridge.listen.coding.analysis.actions import import_codebook
from tests.listen.rooms import consent, held, listening, voice

pytestmark = pytest.mark.django_db
C = f"{{{codebooks.CODEBOOK}}}"
P = f"{{{codebooks.PROJECT}}}"
NOTES = "Su iki gündən bir gəlir 🙂.\r\nMəktəb uzaqdır, yol pulu yoxdur."


@pytest.fixture
def session(cast):
    assessment = listening(cast)
    session = held(cast, assessment, notes=NOTES)
    clause = cast.framework.clauses.first()
    theme = coding.add_theme(actor=cast.protection_officer, programme=cast.programme, name="Gözləmək")
    voice(cast, session, "yol pulu yoxdur", clauses=[clause], themes=[theme], memo="Yenə yol.")
    return session


def codebook(*codes: str) -> bytes:
    body = "".join(codes)
    return f'<CodeBook xmlns="{codebooks.CODEBOOK}" origin="x"><Codes>{body}</Codes></CodeBook>'.encode()


def bring_in(cast, content: bytes):
    nodes = codebooks.read_codebook(content)
    return import_codebook(actor=cast.protection_officer, programme=cast.programme, nodes=nodes)


# --- codebooks -----------------------------------------------------------------------------------


def test_a_codebook_holds_the_frameworks_as_a_tree_and_the_themes(cast, session):
    root = ET.fromstring(codebooks.write_codebook(cast.programme))
    names = [code.get("name") for code in root.iter(f"{C}Code")]
    assert "Gözləmək" in names
    assert str(cast.framework) in names
    first = cast.framework.clauses.first()
    assert any(
        code.get("name") == str(first) for top in root.iter(f"{C}Code") for code in top.findall(f"{C}Code")
    )


def test_what_goes_out_comes_back_as_known(cast, session):
    themes = Theme.objects.count()
    done = bring_in(cast, codebooks.write_codebook(cast.programme))
    assert (done.added, Theme.objects.count()) == (0, themes)
    assert done.known > 1


def test_new_codes_become_themes_in_their_tree_once(cast, session):
    content = codebook(
        '<Code guid="A" name="Ev" isCodable="true"><Description>d</Description><Code guid="B" name="Dam"/></Code>'
    )
    assert bring_in(cast, content).added == 2
    assert bring_in(cast, content).added == 0
    roof = Theme.objects.get(name="Dam")
    assert (roof.parent.name, roof.parent.description) == ("Ev", "d")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1"),
        (b"<CodeBook", "line 1, column"),
        (b"<x/>", "no codebook"),
        (codebook('<Code guid="A" name=""/>'), "Code 1 has no name"),
        (codebook(f'<Code guid="A" name="{"x" * 200}"/>'), "longer than 120"),
        (codebook("<Code name='a'>" * 14 + "</Code>" * 14), "too large"),
        (b'<!DOCTYPE c [<!ENTITY a "b">]>' + codebook('<Code name="&a;"/>'), "more than codes"),
    ],
)
def test_a_file_that_is_no_codebook_is_refused_in_words(content, said):
    with pytest.raises(Refused, match=said):
        codebooks.read_codebook(content)


def test_a_codebook_is_brought_in_on_its_page(cast, as_):
    client = as_("protection_officer")
    address = reverse("analysis:import", args=[cast.programme.pk])
    file = SimpleUploadedFile("book.qdc", codebook('<Code guid="A" name="Su"/>'))
    response = client.post(address, {"file": file}, follow=True)
    assert "1 new theme." in response.content.decode()
    broken = client.post(address, {"file": SimpleUploadedFile("book.qdc", b"<CodeBook")})
    assert broken.status_code == 422
    assert "column" in broken.content.decode()


def test_only_protection_officers_bring_in_codebooks(cast, as_):
    address = reverse("analysis:import", args=[cast.programme.pk])
    assert as_("monitoring_officer").get(address).status_code == 403
    assert as_("stranger").get(address).status_code in {403, 404}


# --- projects ------------------------------------------------------------------------------------


def project(cast, user=None):
    content = projects.write_project(cast.programme, user or cast.protection_officer)
    bundle = ZipFile(BytesIO(content))
    return bundle, ET.fromstring(bundle.read("project.qde"))


def test_a_project_names_the_words_that_were_marked(cast, session):
    """Positions count code points in the text that is in the file, whose line ends are one character."""
    bundle, root = project(cast)
    source = root.find(f".//{P}TextSource")
    text = bundle.read(f"Sources/{source.get('plainTextPath').removeprefix('internal://')}").decode()
    selection = source.find(f"{P}PlainTextSelection")
    start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
    assert "\r" not in text
    assert text[start:end] == "yol pulu yoxdur"
    assert selection.findtext(f"{P}Description") == "Yenə yol."


def test_every_reference_in_a_project_leads_somewhere(cast, session):
    _bundle, root = project(cast)
    there = {each.get("guid") for each in root.iter() if each.get("guid")}
    named = {each.get("targetGUID") for each in root.iter() if each.get("targetGUID")}
    named |= {each.get("creatingUser") for each in root.iter() if each.get("creatingUser")}
    assert named <= there
    assert len(list(root.iter(f"{P}Coding"))) == 2


def test_the_parts_of_a_project_stand_in_the_order_of_the_standard(cast, session):
    _bundle, root = project(cast)
    assert [each.tag.removeprefix(P) for each in root] == [
        "Users",
        "CodeBook",
        "Variables",
        "Cases",
        "Sources",
    ]


def test_a_project_says_who_was_listened_to_by_district(cast, session):
    _bundle, root = project(cast)
    values = [each.text for each in root.iter(f"{P}TextValue")]
    assert "Female" in values
    assert str(cast.district) in values
    assert str(cast.settlement) not in values


def test_what_consent_was_withdrawn_for_is_in_no_file(cast, session):
    given = session.consents.get()
    assessments.withdraw_consent(actor=cast.protection_officer, consent=given, reason="They asked for it.")
    bundle, root = project(cast)
    assert root.find(f".//{P}TextSource") is None
    assert [name for name in bundle.namelist() if name.startswith("Sources/")] == []
    assert "yol pulu" not in str(sheets(cast))


# --- workbooks -----------------------------------------------------------------------------------


def sheets(cast):
    book = CalamineWorkbook.from_filelike(
        BytesIO(workbooks.write_workbook(cast.programme, cast.protection_officer))
    )
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_workbook_has_codes_excerpts_and_sessions(cast, session):
    found = sheets(cast)
    assert list(found) == ["Codes", "Excerpts", "Sessions"]
    assert "yol pulu yoxdur" in found["Excerpts"][1]
    assert found["Excerpts"][1][-1] == "Everyone"
    assert found["Sessions"][1][0] == session.code


def test_words_that_begin_like_a_formula_stay_words(cast):
    session = held(cast, listening(cast), notes="=1+1 dedi")
    voice(cast, session, "=1+1 dedi")
    assert sheets(cast)["Excerpts"][1][2] == "=1+1 dedi"


# --- downloads -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["codebook", "project", "workbook"])
def test_a_download_is_asked_for_with_a_button(cast, as_, session, kind):
    address = reverse("analysis:download", args=[cast.programme.pk, kind])
    client = as_("monitoring_officer")
    assert client.get(address).status_code == 405
    response = client.post(address)
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]


def test_what_holds_words_is_journalled_when_it_leaves(cast, as_, session):
    as_("monitoring_officer").post(reverse("analysis:download", args=[cast.programme.pk, "project"]))
    assert (
        JournalEntry.objects.filter(verb="coding.export_project", actor=cast.monitoring_officer).count() == 1
    )


@pytest.mark.parametrize("who", ["official", "donor", "grants_officer"])
def test_who_may_not_read_notes_gets_no_project(cast, as_, session, who):
    assert as_(who).post(reverse("analysis:download", args=[cast.programme.pk, "project"])).status_code == 403


def test_a_file_that_there_is_not_answers_404(cast, as_):
    assert (
        as_("monitoring_officer")
        .post(reverse("analysis:download", args=[cast.programme.pk, "song"]))
        .status_code
        == 404
    )


def test_consent_that_covers_less_later_is_written_beside_the_words(cast, session):
    consent(cast, session, "internal")
    assert sheets(cast)["Excerpts"][1][-1] == "The programme's office only"
