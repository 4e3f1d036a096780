"""XLSForms become versions that never change; what is wrong is named by sheet, row and column."""

import pytest

from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.tables import TableErrors
from gapbridge.base.uploads import CheckedUpload
from gapbridge.listen.collect import queries
from gapbridge.listen.collect.models import Form, FormVersion
from gapbridge.listen.collect.xlsform import child
from tests.listen.collect.rooms import PNG, new_version, sheets, upload, workbook
from tests.listen.rooms import listening

pytestmark = pytest.mark.django_db


def _bytes(of: CheckedUpload) -> bytes:
    of.file.seek(0)
    return of.file.read()


def spoilt(change) -> list[tuple[str, int, str]]:
    """Where the errors of a form lie that `change` has spoilt (asked without the process around it)."""
    book = sheets()
    change(book)
    content = _bytes(workbook(book))
    found = (
        list(child.check(child.read(content))) or child.convert(content, child.read(content), "1")["problems"]
    )
    return [(each["sheet"], each["row"], each["column"]) for each in found]


def test_a_workbook_becomes_a_version_with_its_questions_in_every_language(cast):
    version = new_version(cast)
    assert (version.form.form_id, version.form.title, version.version) == ("short", "Short form", "1")
    assert version.form.state == "draft"
    assert '<data id="short" version="1">' in version.xform
    sex, participants, words, photo = queries.questions_of(version)
    assert sex["choices"][0] == {"value": "female", "labels": {"en": "Female", "ru": "Женщины"}}
    assert (sex["path"], sex["required"], sex["type"]) == ("/data/sex", True, "select one")
    assert participants["path"] == "/data/group/participants"
    assert (words["path"], words["repeats"]) == ("/data/said/said_words", ["/data/said"])
    assert photo["type"] == "photo"
    assert version.languages == ["English (en)", "Русский (ru)"]


ROW = 10  # the first after the good form's own


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (["sorcery", "x", "X", "X"], "type"),
        (["select_one nowhere", "x", "X", "X"], "type"),
        (["select_one", "x", "X", "X"], "type"),
        (["text", "", "X", "X"], "name"),
        (["text", "two words", "X", "X"], "name"),
        (["text", "sex", "X", "X"], "name"),
        (["", "x", "X", "X"], "type"),
        (["end_group"], "type"),
        (["begin_group", "open", "X", "X"], "type"),
        (["integer", "x", "X", "X", "(. > 3"], "constraint"),
        (["integer", "x", "X", "X", ". >> 3"], "constraint"),
        (["integer", "x", "X", "X", ". > “3”"], "constraint"),
        (["integer", "x", "X", "X", ". > ${nobody}"], "constraint"),
        (["integer", "x", "X", "X", "", "${nobody} = 1"], "relevant"),
        (["text", "x", "You said ${nobody}", "X"], "label::English (en)"),
    ],
)
def test_an_error_names_sheet_row_and_column(row, place):
    assert spoilt(lambda book: book["survey"].append(row)) == [("survey", ROW, place)]


def test_all_errors_are_told_at_once():
    def change(book):
        book["survey"] += [["sorcery", "x", "X", "X"], ["text", "y", "Y", "Y", "(("]]
        book["choices"].append(["sex", "female", "Again", "Снова"])

    assert spoilt(change) == [
        ("choices", 2, "name"),
        ("choices", 4, "name"),
        ("survey", ROW, "type"),
        ("survey", ROW + 1, "constraint"),
    ]


def test_a_missing_sheet_or_column_is_named():
    assert spoilt(lambda book: book.pop("survey")) == [("survey", 0, "")]
    assert spoilt(lambda book: book.pop("settings")) == [("settings", 2, "form_id")]
    assert spoilt(lambda book: book["survey"][0].__setitem__(0, "kind")) == [("survey", 1, "type")]


def test_what_only_the_converter_finds_is_told_with_its_row():
    assert spoilt(lambda book: book["survey"].append(["calculate", "x"])) == [("survey", ROW, "")]


def test_the_message_is_in_the_readers_language_and_says_where(cast):
    book = sheets()
    book["survey"][3][4] = "(. > 3"
    with pytest.raises(
        TableErrors, match=r"Sheet “survey”, row 4, column “constraint”: “[(]. > 3” is not an expression"
    ):
        new_version(cast, workbook=workbook(book))
    assert not FormVersion.objects.exists()


def test_a_missing_translation_is_a_warning_and_not_an_error(cast):
    book = sheets()
    book["survey"][1][3] = ""
    version = new_version(cast, workbook=workbook(book))
    found = [each for each in version.warnings if each["code"] == "untranslated"]
    assert [(each["row"], each["column"], each["args"]["language"]) for each in found] == [
        (2, "label::Русский (ru)", "Русский (ru)")
    ]


def test_a_form_without_a_version_gets_one_and_the_same_workbook_no_second(cast):
    book = sheets()
    book["settings"] = [["form_title", "form_id"], ["Short form", "short"]]
    assessment, unnamed = listening(cast), workbook(book)
    version = new_version(cast, assessment=assessment, workbook=unnamed)
    assert len(version.version) == 14
    assert f'version="{version.version}"' in version.xform
    assert new_version(cast, assessment=assessment, workbook=unnamed) == version


def test_the_same_version_again_is_known_and_other_content_under_it_refused(cast):
    version = new_version(cast)
    assert new_version(cast, form=version.form) == version
    other = sheets()
    other["survey"][1][2] = "Sex of the group"
    with pytest.raises(Refused, match="Raise the version"):
        new_version(cast, form=version.form, workbook=workbook(other))
    other["settings"][1][2] = "2"
    newer = new_version(cast, form=version.form, workbook=workbook(other))
    assert list(version.form.versions.all()) == [newer, version]


def test_a_form_id_is_one_on_the_server(cast):
    new_version(cast)
    with pytest.raises(Refused, match="taken"):
        new_version(cast)  # of another assessment
    assert Form.objects.count() == 1


def test_a_workbook_of_another_form_is_not_taken_as_a_version(cast):
    other = sheets()
    other["settings"][1][1] = "long"
    with pytest.raises(Refused, match="long"):
        new_version(cast, form=new_version(cast).form, workbook=workbook(other))


def test_a_file_that_the_form_needs_and_that_is_missing_is_told(cast):
    book = sheets()
    book["survey"][0].append("media::image::English (en)")
    book["survey"][1].append("family.png")
    version = new_version(cast, workbook=workbook(book))
    assert [each["args"]["text"] for each in version.warnings if each["code"] == "missing_file"] == [
        "family.png"
    ]
    book["settings"][1][2] = "2"
    newer = new_version(
        cast, form=version.form, workbook=workbook(book), attachments=[upload(PNG, "family.png")]
    )
    assert [each for each in newer.warnings if each["code"] == "missing_file"] == []
    assert newer.attachments.get().name == "family.png"


def test_what_is_no_workbook_is_refused(cast):
    with pytest.raises(Refused):
        new_version(cast, workbook=upload(b"type,name\n", "form.csv"))


def test_only_protection_officers_add_forms(cast):
    from gapbridge.listen.collect import actions

    assessment = listening(cast)
    for name in ("monitoring_officer", "official", "stranger", "rival", "community_member"):
        with pytest.raises(Forbidden):
            actions.add_form_version(actor=cast.people[name], assessment=assessment, workbook=workbook())


def test_the_methods_form_asks_in_three_languages_under_the_names_that_intake_knows(cast):
    from gapbridge.listen.collect import actions

    version = actions.add_method_form(actor=cast.protection_officer, assessment=listening(cast))
    questions = {each["name"]: each for each in queries.questions_of(version)}
    assert {
        "kind", "place", "held_on", "language", "sex", "age_group", "population", "diversity", "participants",
        "woman_facilitated", "consent_given", "consent_text", "consent_manner", "consent_scope", "guardian_consent",
        "child_assent", "notes_housing", "notes_safety", "said_words", "said_rank", "most_pressing", "capacities",
        "solutions", "urgent", "photo", "recording",
    } <= questions.keys()  # fmt: skip
    assert version.warnings == []
    assert all(len(each["labels"]) == 3 for each in questions.values() if each["type"] != "calculate")
    assert questions["said_words"]["repeats"] == ["/data/said"]


def test_the_choices_of_the_methods_form_are_the_models_values(cast):
    from gapbridge.listen.assessments.models import AgeGroup, Consent, Scope, Session, Sex
    from gapbridge.listen.collect import actions

    assessment = listening(cast)
    version = actions.add_method_form(actor=cast.protection_officer, assessment=assessment)
    offered = {
        each["name"]: [choice["value"] for choice in each["choices"]]
        for each in queries.questions_of(version)
    }
    assert set(offered["sex"]) == set(Sex.values)
    assert set(offered["age_group"]) == set(AgeGroup.values)
    assert set(offered["kind"]) == set(Session.Kind.values)
    assert set(offered["consent_scope"]) == set(Scope.values) - {"none"}
    assert set(offered["consent_manner"]) == set(Consent.Manner.values)
    assert offered["place"] == [cast.district.code]
    assert offered["population"] == [cast.idps.key]
    assert offered["diversity"] == [cast.disability.key]
    assert actions.add_method_form(actor=cast.protection_officer, assessment=assessment) == version
    assessment.places.set([cast.settlement])
    newer = actions.add_method_form(actor=cast.protection_officer, assessment=assessment)
    assert (newer.form, newer.version != version.version) == (version.form, True)
