"""A gap analysis tells the records as they stand, quotes only whom it may, and keeps what was published."""

import json
import shutil
import subprocess

import pytest

from gapbridge.agree.analyses import actions
from gapbridge.agree.analyses.compose import compose, digest_of
from gapbridge.agree.analyses.difference import difference
from gapbridge.agree.analyses.formats import MAKERS, read
from gapbridge.agree.analyses.models import Version
from gapbridge.agree.gaps.models import Descent
from gapbridge.base import sockets, wordings
from gapbridge.base.differences import compare
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry
from gapbridge.base.uploads import may_read
from tests.agree import analysing
from tests.agree.analysing import gap, gap_part, part, quotes, voice

# --- what it tells -------------------------------------------------------------------------------


def test_gaps_stand_under_their_areas_and_an_area_without_a_gap_says_so(cast):
    gap(cast, "G1", area="E")
    content = compose(analysing.analysis(cast), "en")
    kinds = [
        (each["kind"], each.get("code") or each["heading"], each.get("note", "")) for each in content["parts"]
    ]
    told = [each for each in kinds if each[0] in {"area", "gap"}]
    assert told == [
        ("area", "E Basic needs", ""),
        ("gap", "G1", ""),
        ("area", "B Favourable environment", "No gap was found in this area."),
        ("area", "F Self-reliance", "No gap was found in this area."),
    ]


def test_a_gap_of_two_areas_is_told_once_and_named_in_the_other(cast):
    made = gap(cast, "G1", area="E")
    made.clauses.add(analysing.areas(cast)["F"])
    content = compose(analysing.analysis(cast), "en")
    other = next(each for each in content["parts"] if each["heading"] == "F Self-reliance")
    assert other["also"] == ["G1"]
    assert sum(each["kind"] == "gap" for each in content["parts"]) == 1


def test_a_gap_set_aside_is_not_told(cast):
    gap(cast, "G1")
    gap(cast, "G2", state="set_aside")
    codes = [each.get("code") for each in compose(analysing.analysis(cast), "en")["parts"]]
    assert "G1" in codes and "G2" not in codes


def test_a_gap_that_rests_on_other_assessments_is_not_told(cast):
    gap(cast, "G1", voices=[voice(cast, "Ours.")])
    analysis = analysing.analysis(cast)
    elsewhere = voice(cast, "Theirs.")
    other = analysis.assessments.get()
    other.pk = None
    other.save()
    elsewhere.session.assessment = other
    elsewhere.session.save()
    gap(cast, "G2", voices=[elsewhere])
    codes = [each.get("code") for each in compose(analysis, "en")["parts"]]
    assert "G1" in codes and "G2" not in codes


@pytest.mark.parametrize(
    ("reach", "expected"),
    [("public", ["For all."]), ("authorities", ["For all.", "For the authorities."])],
)
def test_only_voices_whose_consent_reaches_the_readers_are_quoted(cast, reach, expected):
    scopes = {
        "For all.": "public",
        "For the authorities.": "authorities",
        "Inside.": "internal",
        "No.": "none",
    }
    gap(cast, "G1", voices=[voice(cast, text, scope=scope) for text, scope in scopes.items()])
    content = compose(analysing.analysis(cast, reach=reach), "en")
    assert sorted(quotes(content)) == expected
    everything = json.dumps(content)
    assert all(text not in everything for text in scopes if text not in expected)


def test_quotes_come_of_each_group_in_turn_and_are_the_same_each_time(cast):
    said = [voice(cast, f"Woman {n}.", people_rank=1) for n in range(4)]
    said += [voice(cast, "A man.", sex="male"), voice(cast, "A girl.", age="14-17")]
    gap(cast, "G1", voices=said)
    analysis = analysing.analysis(cast)
    chosen = quotes(compose(analysis, "en"))
    assert len(chosen) == 3 and {"A man.", "A girl."} < set(chosen)
    assert chosen == quotes(compose(analysis, "en"))


def test_an_officer_chooses_other_voices_but_none_whose_consent_falls_short(cast):
    said = [voice(cast, f"Woman {n}.") for n in range(5)]
    inside = voice(cast, "Inside.", scope="internal")
    made = gap(cast, "G1", voices=[*said, inside])
    analysis = analysing.analysis(cast)
    officer = cast.protection_officer
    actions.choose_quotes(actor=officer, analysis=analysis, gap=made, statements=[said[4]])
    assert quotes(compose(analysis, "en")) == ["Woman 4."]
    with pytest.raises(Refused):
        actions.choose_quotes(actor=officer, analysis=analysis, gap=made, statements=[inside])


def test_texts_come_in_the_language_asked_for_and_else_say_which_they_are_in(cast):
    said = voice(cast, "We wait two days for water.")
    made = gap(cast, "G1", voices=[said])
    for obj, field, text in ((made, "title", "Нет воды"), (said, "excerpt", "Мы ждём воду два дня.")):
        wordings.write(actor=cast.protection_officer, obj=obj, field=field, language="ru", text=text)
    found = gap_part(compose(analysing.analysis(cast), "ru"), "G1")
    assert (found["heading"]["text"], found["heading"]["language"]) == ("Нет воды", "ru")
    assert (found["statement"]["language"], found["statement"]["translated"]) == ("en", False)
    assert found["voices"][0]["text"]["translated"]


def test_a_small_group_is_not_counted_out_anywhere(cast):
    small = voice(cast, "We are few.", sex="male")
    small.session.participants = 3
    small.session.save()
    gap(cast, "G1", voices=[voice(cast, "We are many."), small])
    content = compose(analysing.analysis(cast), "en")
    adults = next(row for row in part(content, "coverage")["rows"] if row[0] == "18–40")
    assert adults[1:] == ["1 session, 7 people", "1 session, fewer than 5 people"]
    assert {"value": "at least 7", "label": "people heard"} in content["figures"]


def test_the_coverage_names_the_groups_nobody_has_listened_to(cast):
    content = compose(analysing.told(cast), "en")
    assert "Boys, 10–13" in part(content, "coverage")["warning"]


def test_no_place_below_the_district_is_named_with_a_voice_or_session(cast):
    made = analysing.told(cast)
    assert cast.settlement.name not in json.dumps(compose(made, "en"))
    assert gap_part(compose(made, "en"), "G1")["voices"][0]["who"].endswith("Yevlax")


def test_a_divergence_of_the_two_rankings_is_said(cast):
    for number, people in enumerate((900, 500, 100), start=1):
        gap(cast, f"G{number}", people_affected=people, people_rank=4 - number)
    found = gap_part(compose(analysing.analysis(cast), "en"), "G3")
    assert found["ranks"]["analysts"] == "3 of 3"
    assert found["ranks"]["divergence"].startswith("People call this more pressing")


def test_a_merged_gap_says_what_it_came_of(cast):
    old, new = gap(cast, "G1", state="set_aside"), gap(cast, "G2")
    Descent.objects.create(ancestor=old, descendant=new, kind="merge", reason="The same want.")
    (ancestor,) = gap_part(compose(analysing.analysis(cast), "en"), "G2")["ancestry"]
    assert (ancestor["code"], ancestor["reason"]) == ("G1", "The same want.")


def test_the_document_costs_the_same_number_of_queries_for_one_gap_as_for_many(cast, assert_constant_queries):
    analysis = analysing.told(cast)
    numbers = iter(range(2, 20))

    def add():
        gap(cast, f"G{next(numbers)}", voices=[voice(cast, "Water."), voice(cast, "Roads.", sex="male")])

    assert_constant_queries(lambda: compose(analysis, "az"), add)


# --- versions ------------------------------------------------------------------------------------


def test_a_version_is_kept_in_each_language_with_a_hash_of_what_it_says(cast):
    made = actions.make_version(actor=cast.protection_officer, analysis=analysing.told(cast))
    assert [(each.number, each.language, each.is_draft) for each in made] == [
        (1, "en", True),
        (1, "az", True),
        (1, "ru", True),
    ]
    assert all(each.hash == digest_of(Version.objects.get(pk=each.pk).content) for each in made)
    entry = JournalEntry.objects.get(verb="analyses.make_version")
    assert entry.data["hashes"]["ru"] == made[2].hash


def test_publishing_freezes_the_newest_version_with_its_files(cast):
    analysis = analysing.told(cast)
    old = analysing.version(cast, analysis)
    new = analysing.version(cast, analysis)
    actions.publish_analysis(actor=cast.protection_officer, analysis=analysis)
    old.refresh_from_db()
    new.refresh_from_db()
    assert old.frozen_at is None and new.frozen_at is not None
    assert new.pdf.is_public and new.docx.is_public
    entry = JournalEntry.objects.get(verb="analyses.publish")
    assert entry.data["hashes"] == {"en": new.hash} and new.pdf.sha256 in entry.data["files"]


def test_what_was_published_stays_while_a_new_version_is_written(cast):
    first = analysing.published(cast)
    analysis = first.analysis
    analysis.refresh_from_db()
    with pytest.raises(Refused):
        actions.change_analysis(actor=cast.protection_officer, analysis=analysis, title="Other")
    actions.reopen_analysis(actor=cast.protection_officer, analysis=analysis, reason="More was heard.")
    with pytest.raises(Refused, match="nothing new"):
        actions.publish_analysis(actor=cast.protection_officer, analysis=analysis)
    second = analysing.version(cast, analysis)
    assert (second.number, Version.objects.get(pk=first.pk).frozen_at) == (2, first.frozen_at)


def test_a_gap_that_is_still_a_draft_is_not_published(cast):
    gap(cast, "G1", state="draft")
    analysis = analysing.analysis(cast)
    analysing.version(cast, analysis)
    with pytest.raises(Refused, match="G1"):
        actions.publish_analysis(actor=cast.protection_officer, analysis=analysis)


def test_a_version_is_not_published_when_consent_was_narrowed_since(cast):
    said = voice(cast, "For all, then.")
    gap(cast, "G1", voices=[said])
    analysis = analysing.analysis(cast)
    analysing.version(cast, analysis)
    said.session.consent_scope = "internal"
    said.session.save()
    with pytest.raises(Refused, match="Consent"):
        actions.publish_analysis(actor=cast.protection_officer, analysis=analysis)


def test_a_public_document_waits_until_its_voices_are_open(cast):
    analysis = analysing.told(cast)
    analysis.assessments.update(state="analysed")
    analysing.version(cast, analysis)
    with pytest.raises(Refused, match="Listening"):
        actions.publish_analysis(actor=cast.protection_officer, analysis=analysis)


def test_a_version_made_for_other_readers_is_not_published(cast):
    analysis = analysing.told(cast, reach="authorities")
    analysing.version(cast, analysis)
    actions.change_analysis(actor=cast.protection_officer, analysis=analysis, reach="public")
    with pytest.raises(Refused, match="readers"):
        actions.publish_analysis(actor=cast.protection_officer, analysis=analysis)


def test_readers_stay_the_same_once_something_was_published(cast):
    analysis = analysing.published(cast, analysing.told(cast, reach="authorities")).analysis
    actions.reopen_analysis(actor=cast.protection_officer, analysis=analysis, reason="More.")
    with pytest.raises(Refused):
        actions.change_analysis(actor=cast.protection_officer, analysis=analysis, reach="public")


def test_only_a_protection_officer_makes_and_publishes(cast):
    analysis = analysing.told(cast)
    analysing.version(cast, analysis)
    for person in ("monitoring_officer", "official", "rival", "stranger"):
        with pytest.raises(Forbidden):
            actions.make_version(actor=cast.people[person], analysis=analysis)
        with pytest.raises(Forbidden):
            actions.publish_analysis(actor=cast.people[person], analysis=analysis)


def test_an_analysis_without_a_gap_makes_no_version(cast):
    with pytest.raises(Refused, match="no gap"):
        analysing.version(cast, analysing.analysis(cast))
    assert not Version.objects.exists()


# --- taking words back ---------------------------------------------------------------------------


def test_when_consent_is_withdrawn_drafts_and_the_next_version_no_longer_hold_the_words(cast):
    said = voice(cast, "Words taken back.")
    gap(cast, "G1", voices=[said, voice(cast, "Words that stay.", sex="male")])
    analysis = analysing.analysis(cast)
    draft = analysing.version(cast, analysis)
    before = draft.hash
    analysing.withdraw(cast, said)
    said.session.consent_scope = "none"
    said.session.save()
    draft.refresh_from_db()
    following = analysing.version(cast, analysis)
    for version in (draft, following):
        assert "Words taken back." not in json.dumps(version.content)
        assert "Words that stay." in json.dumps(version.content)
        assert "Words taken back." not in analysing.word_text(MAKERS["docx"](read(version)))
    assert draft.hash != before and draft.hash == digest_of(draft.content)
    left = [use.url for provider in sockets.WORDS for use in provider([said.pk])]
    assert not [url for url in left if url.startswith("/analyses/")]


def test_when_consent_is_withdrawn_what_is_published_is_marked_and_keeps_its_record(cast, as_):
    said = voice(cast, "Words taken back.")
    gap(cast, "G1", voices=[said])
    version = analysing.published(cast, analysing.analysis(cast))
    assert "Words taken back." in as_("visitor").get(version.get_absolute_url()).content.decode()
    before = version.hash
    analysing.withdraw(cast, said)
    version.refresh_from_db()
    page = as_("visitor").get(version.get_absolute_url()).content.decode()
    assert "Words taken back." not in page
    assert "Consent for this quotation was withdrawn on" in page and "taken back their consent" in page
    assert version.hash == before == digest_of(version.content)
    file = as_("visitor").get(f"/analyses/versions/{version.pk}/download/docx/").content
    assert "Words taken back." not in analysing.word_text(file)
    assert not may_read(cast.visitor, version.pdf)
    assert may_read(cast.fresh("protection_officer"), version.pdf)


def test_words_that_somebody_wrote_into_a_text_are_taken_back_with_the_voice(cast, as_):
    words = "Nobody asks the women before a pipe is laid"
    said = voice(cast, words + ".")
    told = gap(cast, "G1", voices=[said], statement=f"As one group put it: “{words}”. It is so everywhere.")
    analysis = analysing.analysis(cast, conclusions=f"Remember: {words}!")
    frozen = analysing.published(cast, analysis)
    before = frozen.hash
    analysis.refresh_from_db()
    actions.reopen_analysis(actor=cast.protection_officer, analysis=analysis, reason="More was heard.")
    draft = analysing.version(cast, analysis)
    analysing.withdraw(cast, said)
    for each in (analysis, draft, frozen):
        each.refresh_from_db()
    assert "women" not in analysis.conclusions and analysis.conclusions.startswith("Remember: […]")
    assert words not in json.dumps(draft.content) and "It is so everywhere" in json.dumps(draft.content)
    assert frozen.hash == before == digest_of(frozen.content)
    page = as_("visitor").get(frozen.get_absolute_url()).content.decode()
    assert words not in page and "It is so everywhere" in page and told.title in page


def test_the_search_index_never_holds_a_quote(cast):
    from gapbridge.base.models import SearchEntry

    version = analysing.published(cast)
    entry = SearchEntry.objects.get(kind="analyses.analysis", object_id=version.analysis_id)
    assert "water" not in entry.body


# --- what has changed ----------------------------------------------------------------------------


def test_words_that_were_put_in_and_taken_out_are_told_apart():
    pieces = compare("Water comes every second day.", "Clean water comes every day.")
    assert "".join(p.text for p in pieces if p.kind != "added") == "Water comes every second day."
    assert "".join(p.text for p in pieces if p.kind != "removed") == "Clean water comes every day."
    assert [p.text for p in pieces if p.kind == "removed"] == ["Water", "second "]


def test_gaps_added_removed_moved_and_changed_are_told(cast):
    kept, moved, gone = gap(cast, "G1"), gap(cast, "G2"), gap(cast, "G3")
    analysis = analysing.analysis(cast)
    before = compose(analysis, "en")
    kept.state = "agreed"
    kept.save()
    moved.clauses.set([analysing.areas(cast)["F"]])
    gone.state = "set_aside"
    gone.save()
    gap(cast, "G4")
    found = {each.heading: each for each in difference(before, compose(analysis, "en"))}
    kinds = {heading: each.kind for heading, each in found.items() if heading.startswith("G")}
    assert kinds == {
        "G1 Gap G1": "changed",
        "G2 Gap G2": "moved",
        "G3 Gap G3": "removed",
        "G4 Gap G4": "added",
    }
    assert any(change.label == "State" for change in found["G1 Gap G1"].changes)


def test_two_versions_of_the_same_records_do_not_differ(cast):
    analysis = analysing.told(cast)
    assert difference(compose(analysis, "en"), compose(analysis, "en")) == []


# --- files ---------------------------------------------------------------------------------------


@pytest.fixture
def worded(cast):
    """An analysis with letters of all three languages in it."""
    said = voice(cast, "Water is far.")
    said.excerpt, said.language = "Suyu iki gün gözləyirik, yol uzaqdır.", "az"
    said.save()
    made = gap(cast, "G1", voices=[said])
    wordings.write(
        actor=cast.protection_officer, obj=made, field="title", language="ru", text="Нет чистой воды"
    )
    return analysing.analysis(cast)


def test_the_pdf_holds_azerbaijani_and_russian_letters_and_is_accessible(cast, worded, tmp_path):
    data = MAKERS["pdf"](read(analysing.version(cast, worded, ["ru"])))
    assert b"pdfuaid" in data
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed")
    file = tmp_path / "analysis.pdf"
    file.write_bytes(data)
    said = subprocess.run([program, "-raw", file, "-"], capture_output=True, check=True, text=True).stdout
    text = " ".join(said.split())
    assert "Нет чистой воды" in text and "gözləyirik" in text


def test_the_word_file_has_real_headings_quotes_table_heads_and_languages(cast, worded):
    from io import BytesIO

    from docx import Document as Word
    from docx.oxml.ns import qn

    version = analysing.version(cast, worded, ["ru"])
    word = Word(BytesIO(MAKERS["docx"](read(version))))
    styles = {each.style.name for each in word.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Heading 3", "Quote"} <= styles
    assert (word.core_properties.language, word.core_properties.title) == ("ru-RU", "Gap analysis of 2009")
    quote = next(each for each in word.paragraphs if each.style.name == "Quote")
    assert "gözləyirik" in quote.text
    assert quote.runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:val")) == "az-Latn-AZ"
    assert any(table.rows[0]._tr.xpath(".//w:tblHeader") for table in word.tables)
    xml = word.element.xml
    assert "TOC" in xml and "w:tblCaption" in xml
    assert any("Черновик" in p.text or "Draft" in p.text for p in word.sections[0].header.paragraphs)


def test_the_same_version_gives_the_same_pdf(cast):
    version = analysing.version(cast, analysing.told(cast))
    assert MAKERS["pdf"](read(version)) == MAKERS["pdf"](read(version))


def test_texts_that_look_like_markup_are_only_texts(cast):
    gap(cast, "G1", title="#set page() *bold* <b>", statement="$x$ @label [link](javascript:alert(1)) \\")
    version = analysing.version(cast, analysing.analysis(cast))
    assert MAKERS["pdf"](read(version)).startswith(b"%PDF")
    assert "#set page() *bold* <b>" in analysing.word_text(MAKERS["docx"](read(version)))
