"""Names are found by a machine and judged by a person; what was judged is remembered."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gapbridge.act.profiles import actions, queries
from gapbridge.act.profiles.models import Hit, SanctionsEntry, SanctionsList, Screening
from gapbridge.act.profiles.tables import read_entries
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry, SearchEntry
from gapbridge.base.tables import TableErrors
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Partner
from tests.act.profiles.conftest import answered

NAME = "Rashad Aliyev"
LISTED = "Алиев Рашад Камил оглы"


@pytest.fixture
def officer(cast, partner):
    return actions.add_officer(actor=cast.applicant, organisation=partner, name=NAME, position="Director")


def screen(cast, *organisations):
    return actions.screen(actor=cast.grants_officer, organisations=organisations or [cast.cso])


def table(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode())


# --- lists ---------------------------------------------------------------------------------------


def test_lines_with_one_reference_are_one_entry_with_several_names():
    """As the European Union publishes its list: a line for each name, each date of birth, each address."""
    entries = read_entries(
        table(
            "Entity_EU_ReferenceNumber;NameAlias_WholeName;Entity_SubjectType;BirthDate_BirthDate\n"
            "EU.1;Rashad Aliyev;P;\nEU.1;Алиев Рашад;P;\nEU.1;;P;1970-01-01\nEU.2;A Company;E;\n"
        )
    )
    assert [(e["name"], e["aliases"], e["kind"], e["born"]) for e in entries] == [
        ("Rashad Aliyev", ["Алиев Рашад"], "person", "1970-01-01"),
        ("A Company", [], "entity", ""),
    ]


def test_a_name_in_parts_is_put_together():
    """As the United Nations publish theirs."""
    entries = read_entries(
        table("DATAID,FIRST_NAME,SECOND_NAME,ALIAS_NAME\n7,Rashad,Aliyev,R. Ali; Rashid Ali\n")
    )
    assert (entries[0]["name"], entries[0]["aliases"]) == ("Rashad Aliyev", ["R. Ali", "Rashid Ali"])


def test_headings_that_are_not_known_are_said_in_the_form():
    entries = read_entries(table("Nom;Sorte\nRashad Aliyev;individual\n"), {"name": "Nom", "kind": "sorte"})
    assert (entries[0]["name"], entries[0]["kind"]) == ("Rashad Aliyev", "person")
    with pytest.raises(Refused) as refusal:
        read_entries(table("Name\nRashad Aliyev\n"), {"name": "Nom"})
    assert refusal.value.field == "name_heading"


def test_a_line_without_a_name_is_named_by_row_and_column_and_nothing_is_kept(cast, as_):
    file = SimpleUploadedFile("list.csv", b"Name,Reference\nOne,1\n,2\nThree,3\n")
    response = as_("grants_officer").post(
        reverse("profiles:new_list"),
        {
            "programme": cast.programme.pk,
            "name": "UN",
            "dated_on": "2009-01-01",
            "source": "Kept",
            "file": file,
        },
    )
    assert response.status_code == 422
    text = response.content.decode()
    assert "Row 3, column Name" in text
    assert 'value="Kept"' in text
    assert not SanctionsList.objects.exists()


def test_a_name_of_ten_thousand_characters_is_named_by_row_and_column():
    with pytest.raises(TableErrors) as refusal:
        read_entries(table("Name\nOne\n" + "x" * 10_000 + "\n"))
    assert [(each.row, each.column) for each in refusal.value.problems] == [(3, "Name")]


def test_a_workbook_is_read_as_well_and_what_is_no_table_is_refused():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Name", "Type", "Country"])
    sheet.write_row(1, 0, ["Rashad Aliyev", "Individual", "AZ"])
    book.close()
    assert [(e["name"], e["kind"], e["country"]) for e in read_entries(buffer)] == [
        ("Rashad Aliyev", "person", "AZ")
    ]
    with pytest.raises((Refused, TableErrors)):
        read_entries(io.BytesIO(b"MZ\x90\x00\xff\xfe\x00" * 50))


@pytest.mark.parametrize("who", ["applicant", "monitoring_officer", "stranger", "evaluator"])
def test_lists_are_kept_by_those_who_decide_on_money(cast, who):
    with pytest.raises(Forbidden):
        actions.upload_list(
            actor=cast.people[who],
            programme=cast.programme,
            name="UN",
            rows=[{"name": "X"}],
            dated_on=date(2009, 1, 1),
        )


def test_an_older_version_does_not_replace_a_newer_one(cast, listed):
    listed("One", dated_on=date(2009, 2, 1))
    with pytest.raises(Refused) as refusal:
        listed("One", dated_on=date(2009, 1, 1))
    assert refusal.value.field == "dated_on"


# --- screening -----------------------------------------------------------------------------------


def test_a_name_in_other_letters_is_found_and_a_different_one_is_not(cast, officer, listed):
    listed(LISTED, "Samir Aliyev", "First Company")
    screen(cast)
    hit = Hit.objects.get()
    assert (hit.entry.name, hit.subject, hit.label, hit.state) == (LISTED, "officer", NAME, "open")


def test_an_organisation_is_found_by_its_name_among_entities(cast, partner, listed):
    Organisation.objects.filter(pk=partner.pk).update(
        name_en="Hope Relief Foundation", name="Hope Relief Foundation"
    )
    partner.refresh_from_db()
    listed("HOPE RELIEF FOUNDATION LLC", kind_is_not_said := "Foundation of Hope", name="EU")
    SanctionsEntry.objects.filter(name=kind_is_not_said).update(kind="")
    SanctionsEntry.objects.exclude(name=kind_is_not_said).update(kind="entity")
    screen(cast, partner)
    assert "HOPE RELIEF FOUNDATION LLC" in set(Hit.objects.values_list("entry__name", flat=True))


def test_an_open_or_confirmed_name_bars_passing_and_a_cleared_one_does_not(cast, officer, listed, check):
    listed(LISTED)
    answered(cast, check)
    for expected in ("Screen them first", "Decide first", "confirmed"):
        with pytest.raises(Refused, match=expected):
            actions.pass_check(actor=cast.grants_officer, check=check)
        if expected == "Screen them first":
            screen(cast)
        elif expected == "Decide first":
            actions.decide_hit(
                actor=cast.grants_officer, hit=Hit.objects.get(), confirmed=True, reason="Same birth"
            )
    actions.decide_hit(
        actor=cast.grants_officer, hit=Hit.objects.get(), confirmed=False, reason="Born in 1990"
    )
    assert actions.pass_check(actor=cast.grants_officer, check=check).state == "passed"


def test_a_name_that_is_confirmed_later_ends_a_check_that_stood(cast, officer, listed, check):
    answered(cast, check)
    actions.pass_check(actor=cast.grants_officer, check=check)
    listed(LISTED)
    screen(cast)
    assert queries.standing_check(cast.cso, cast.programme) == check
    actions.confirm_hit(actor=cast.grants_officer, hit=Hit.objects.get(), reason="The same")
    assert queries.standing_check(cast.cso, cast.programme) is None


def test_a_new_officer_has_to_be_screened_before_a_check_is_passed(cast, officer, listed, check):
    listed("Nobody Known")
    screen(cast)
    answered(cast, check)
    actions.add_officer(actor=cast.applicant, organisation=cast.cso, name="Nigar Karimova", position="Chair")
    with pytest.raises(Refused, match="Screen them first"):
        actions.pass_check(actor=cast.grants_officer, check=check)


def test_a_newer_list_replaces_the_older_screens_again_and_remembers_what_was_decided(cast, officer, listed):
    old = listed(LISTED, "Samir Aliyev")
    screen(cast)
    actions.clear_hit(actor=cast.grants_officer, hit=Hit.objects.get(), reason="Born in 1990")
    new = listed(LISTED, "Rashad Aliyew", dated_on=date(2009, 2, 1))
    old.refresh_from_db()
    assert old.replaced_at is not None
    assert list(Screening.objects.current().values_list("list", flat=True)) == [new.pk]
    decided = {hit.entry.name: (hit.state, hit.reason) for hit in Hit.objects.current()}
    assert decided == {LISTED: ("false_match", "Born in 1990"), "Rashad Aliyew": ("open", "")}


def test_the_machine_decides_nothing_and_a_decision_needs_its_reason(cast, officer, listed):
    listed(NAME)
    screen(cast)
    assert Hit.objects.get().state == "open"
    with pytest.raises(Refused) as refusal:
        actions.decide_hit(actor=cast.grants_officer, hit=Hit.objects.get(), confirmed=True, reason=" ")
    assert refusal.value.field == "reason"


@pytest.mark.parametrize("who", ["applicant", "rival", "stranger", "monitoring_officer"])
def test_hits_are_decided_by_those_who_decide_on_money(cast, as_, officer, listed, who):
    listed(NAME)
    screen(cast)
    with pytest.raises(Forbidden):
        actions.clear_hit(actor=cast.people[who], hit=Hit.objects.get(), reason="No")
    assert as_(who).get(Hit.objects.get().get_absolute_url()).status_code == 404


def test_nobody_screens_organisations_that_do_not_concern_them(cast, partner, listed):
    listed(NAME)
    with pytest.raises(Forbidden):
        screen(cast, cast.cso, cast.rival_cso)
    assert not Screening.objects.exists()


def test_names_stay_out_of_the_journal_the_search_and_the_export(cast, as_, officer, listed):
    listed(LISTED)
    screen(cast)
    actions.clear_hit(actor=cast.grants_officer, hit=Hit.objects.get(), reason="Born in 1990")
    assert not any(NAME in str(each.data) or LISTED in str(each.data) for each in JournalEntry.objects.all())
    assert not any(NAME in each.title + each.body for each in SearchEntry.objects.all())
    assert NAME not in as_("grants_officer").get(reverse("profiles:hits")).content.decode()
    assert NAME in as_("grants_officer").get(Hit.objects.get().get_absolute_url()).content.decode()


def test_screening_costs_no_query_for_each_organisation(cast, listed, django_assert_max_num_queries):
    listed(*(f"Person Number{letter * 3}" for letter in "abcdefgh"))
    made = [Organisation.objects.create(name_en=f"Partner {n}", kind="cso") for n in range(40)]
    for each in made:
        Partner.objects.create(programme=cast.programme, organisation=each, role="implementing")
        for letter in "abc":
            actions.add_officer(
                actor=None, organisation=each, name=f"Person Number{letter * 3}", position=letter
            )
    actor = cast.fresh("grants_officer")
    with django_assert_max_num_queries(30):  # rows are written in chunks of about a hundred
        actions.screen(actor=actor, organisations=made)
    assert Hit.objects.count() >= 40 * 3
    assert JournalEntry.objects.filter(verb="profiles.screen").count() == 1


def test_all_organisations_are_screened_by_one_button(cast, as_, officer, listed):
    found = listed(LISTED)
    response = as_("grants_officer").post(reverse("profiles:screen_all", args=[found.pk]))
    assert response["Location"] == reverse("profiles:hits") + "?state=open"
    hit = Hit.objects.get()
    moved = as_("grants_officer").post(
        reverse("base:move", args=["profiles.hit", hit.pk, "clear_hit"]), {"reason": "Another"}
    )
    assert moved.status_code == 302
    hit.refresh_from_db()
    assert (hit.state, hit.decided_by) == ("false_match", cast.grants_officer)


def test_the_list_of_hits_costs_the_same_for_many(cast, as_, partner, listed, assert_constant_queries):
    listed("Aygun Karimova")

    def more():
        actions.add_officer(
            actor=cast.applicant,
            organisation=cast.cso,
            name="Aygun Karimova",
            position=str(Hit.objects.count()),
        )
        screen(cast)

    client = as_("grants_officer")
    assert_constant_queries(lambda: client.get(reverse("profiles:hits")), more)
