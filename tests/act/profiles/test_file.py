"""An organisation keeps its own file; nobody else writes, and few read."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from gapbridge.act.profiles import actions, queries
from gapbridge.act.profiles.models import BankAccount, Document, Officer, Profile
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import FormDraft, JournalEntry, OutgoingMail, SearchEntry, StoredFile
from gapbridge.base.sockets import waiting_for
from tests.act.profiles.conftest import IBAN, PDF, paper

NAME = "Rashad Aliyev"


def officer(cast, **facts):
    return actions.add_officer(
        actor=cast.applicant, organisation=cast.cso, **{"name": NAME, "position": "Director"} | facts
    )


def account(cast, **facts):
    given = {"holder": "First CSO", "bank": "A bank", "iban": IBAN} | facts
    return actions.add_bank_account(actor=cast.applicant, organisation=cast.cso, **given)


# --- who writes, who reads -----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["rival", "grants_officer", "stranger", "community_member", "administrator"])
def test_nobody_but_its_own_people_writes_an_organisations_file(cast, partner, who):
    with pytest.raises(Forbidden):
        actions.change_profile(actor=cast.people[who], organisation=cast.cso, phone="1")
    with pytest.raises(Forbidden):
        actions.add_document(actor=cast.people[who], organisation=cast.cso, kind="statutes", upload=paper())
    with pytest.raises(Forbidden):
        actions.add_bank_account(
            actor=cast.people[who], organisation=cast.cso, holder="x", bank="x", iban=IBAN
        )


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("applicant", 200),
        ("grants_officer", 200),
        ("programme_officer", 200),
        ("rival", 404),
        ("stranger", 404),
        ("monitoring_officer", 404),
        ("donor", 404),
        ("evaluator", 404),
        ("visitor", 302),
    ],
)
def test_who_reads_a_partners_file(cast, as_, partner, who, status):
    officer(cast)
    response = as_(who).get(f"/organisation-files/{queries.profile_of(cast.cso).pk}/")
    assert response.status_code == status
    assert (NAME in response.content.decode()) == (status == 200)


def test_a_file_that_concerns_nobody_is_read_by_its_own_people_alone(cast, as_):
    profile = queries.profile_of(cast.cso)
    assert as_("grants_officer").get(profile.get_absolute_url()).status_code == 404
    assert as_("applicant").get(profile.get_absolute_url()).status_code == 200


def test_the_public_page_of_an_organisation_shows_nothing_of_its_file(cast, as_, partner):
    actions.change_profile(actor=cast.applicant, organisation=cast.cso, legal_address="Street 17")
    link = reverse("profiles:open", args=[cast.cso.pk])
    for who, shown in (("visitor", False), ("rival", False), ("applicant", True), ("grants_officer", True)):
        text = as_(who).get(cast.cso.get_absolute_url()).content.decode()
        assert "Street 17" not in text
        assert (link in text) == shown, who


# --- officers ------------------------------------------------------------------------------------


def test_a_name_is_neither_readable_in_the_database_nor_in_journal_search_or_drafts(cast, as_):
    response = as_("applicant").post(
        reverse("profiles:new_officer", args=[queries.profile_of(cast.cso).pk]),
        {"name": NAME, "position": "Director"},
    )
    assert response.status_code == 302
    assert Officer.objects.get().name == NAME
    with __import__("django.db").db.connection.cursor() as cursor:
        cursor.execute("SELECT name FROM profiles_officer")
        assert NAME not in cursor.fetchone()[0]
    assert not any(NAME in str(entry.data) for entry in JournalEntry.objects.all())
    assert not any(NAME in entry.title + entry.body for entry in SearchEntry.objects.all())
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " … "}, "name"),
        ({"since": localdate() + timedelta(days=1)}, "since"),
        ({"since": date(2009, 2, 1), "until": date(2009, 1, 1)}, "until"),
    ],
)
def test_an_officer_who_cannot_be_is_refused_beside_the_field(cast, facts, field):
    with pytest.raises(Refused) as refusal:
        officer(cast, **facts)
    assert refusal.value.field == field
    assert not Officer.objects.exists()


def test_ten_thousand_characters_are_refused_as_a_name_and_kept_in_the_form(cast, as_):
    long = "x" * 10_000
    url = reverse("profiles:new_officer", args=[queries.profile_of(cast.cso).pk])
    response = as_("applicant").post(url, {"name": long, "position": "Director"})
    assert response.status_code == 422
    assert long in response.content.decode()
    assert not Officer.objects.exists()


def test_the_same_person_stands_once_in_an_office_until_leaving_it(cast):
    first = officer(cast)
    with pytest.raises(Refused):
        officer(cast, name="ALIYEV Rashad")
    actions.end_officer(actor=cast.applicant, officer=first, until=localdate() - timedelta(days=1))
    assert officer(cast, name="ALIYEV Rashad").pk


# --- bank details --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("iban", "said"),
    [
        ("AZ22 NABZ 0000 0000 1370 1000 1944", "check digits"),
        ("AZ21 NABZ 0000 0000 1370 1000 194", "has 28 signs; this one has 27"),
        ("ZZ21 NABZ 0000 0000 1370 1000 1944", "No IBAN begins with ZZ"),
        ("1370 1000 1944", "two letters"),
        ("'; DROP TABLE", "two letters"),
    ],
)
def test_a_number_that_is_no_iban_is_refused_with_its_fault(cast, as_, iban, said):
    url = reverse("profiles:new_bank_account", args=[queries.profile_of(cast.cso).pk])
    given = {"iban": iban, "holder": "First CSO", "bank": "A bank", "currency": "AZN"}
    response = as_("applicant").post(url, given)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not BankAccount.objects.exists()


@pytest.mark.parametrize("iban", [IBAN, "de89 3704 0044 0532 0130 00", "GE29-NB00-0000-0101-9049-17"])
def test_an_iban_is_taken_however_it_is_spaced(cast, iban):
    assert account(cast, iban=iban).iban == iban.replace(" ", "").replace("-", "").upper()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("applicant", 200),
        ("grants_officer", 200),
        ("programme_officer", 403),
        ("rival", 404),
        ("stranger", 404),
    ],
)
def test_bank_details_are_for_own_staff_and_the_grants_officers_of_programmes_applied_to(
    cast, as_, partner, applied, who, status
):
    account(cast)
    assert as_(who).get(reverse("profiles:look", args=[cast.cso.pk])).status_code == status


def test_a_partner_that_did_not_apply_keeps_its_bank_details_from_grants_officers(cast, as_, partner):
    account(cast)
    assert as_("grants_officer").get(reverse("profiles:look", args=[cast.cso.pk])).status_code == 403
    page = as_("grants_officer").get(reverse("profiles:file", args=[cast.cso.pk])).content.decode()
    assert "A bank" not in page


def test_a_look_of_an_officer_asks_for_a_reason_and_leaves_an_entry(cast, as_, applied):
    account(cast)
    url, looks = (
        reverse("profiles:look", args=[cast.cso.pk]),
        JournalEntry.objects.filter(verb="profiles.look_at_bank_details"),
    )
    client = as_("grants_officer")
    assert "NABZ" not in client.get(url).content.decode()
    assert client.post(url, {"reason": " "}).status_code == 422
    assert not looks.exists()
    response = client.post(url, {"reason": "First instalment"})
    assert "NABZ" in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"
    assert looks.get().data == {"reason": "First instalment"}


def test_the_page_of_a_file_shows_no_number(cast, as_, applied):
    account(cast)
    for who in ("applicant", "grants_officer"):
        assert "NABZ" not in as_(who).get(reverse("profiles:file", args=[cast.cso.pk])).content.decode()


def test_a_letter_of_the_bank_is_read_by_whom_bank_details_are_and_leaves_an_entry(
    cast, as_, partner, applied
):
    account(cast, letter=paper("letter.pdf"))
    url = StoredFile.objects.get().get_absolute_url()
    assert StoredFile.objects.get().sealed
    assert as_("programme_officer").get(url).status_code == 404
    assert as_("rival").get(url).status_code == 404
    assert b"".join(as_("applicant").get(url)) == PDF
    assert not JournalEntry.objects.filter(verb="profiles.look_at_bank_letter").exists()
    assert as_("grants_officer").get(url).status_code == 200
    assert JournalEntry.objects.filter(verb="profiles.look_at_bank_letter").count() == 1


# --- documents -----------------------------------------------------------------------------------


def add(cast, kind="statutes", **facts):
    return actions.add_document(
        actor=cast.applicant, organisation=cast.cso, kind=kind, upload=paper(), **facts
    )


def test_a_document_that_runs_out_before_it_was_issued_is_refused_beside_the_date(cast, as_):
    from django.core.files.uploadedfile import SimpleUploadedFile

    url = reverse("profiles:new_document", args=[queries.profile_of(cast.cso).pk])
    given = {"kind": "tax", "issued_on": "2009-02-01", "expires_on": "2009-01-01", "language": "en"}
    response = as_("applicant").post(url, given | {"upload": SimpleUploadedFile("a.pdf", PDF)})
    assert response.status_code == 422
    assert "run out before it was issued" in response.content.decode()
    assert not Document.objects.exists() and not StoredFile.objects.exists()


def test_a_program_is_not_taken_as_a_document(cast, as_):
    from django.core.files.uploadedfile import SimpleUploadedFile

    url = reverse("profiles:new_document", args=[queries.profile_of(cast.cso).pk])
    for name, content in (
        ("statutes.exe", b"MZ\x90\x00"),
        ("statutes.pdf", b"\x7fELF\x02\x01\x01" + b"\x00" * 60),
    ):
        given = {"kind": "statutes", "language": "en", "upload": SimpleUploadedFile(name, content)}
        assert as_("applicant").post(url, given).status_code == 422
    assert not Document.objects.exists()


def test_a_replaced_document_counts_no_more_and_stays_to_be_read(cast, as_):
    old = add(cast, kind="tax", expires_on=localdate() - timedelta(days=1))
    assert queries.valid_documents(cast.cso) == set()
    new = actions.replace_document(actor=cast.applicant, document=old, upload=paper())
    old.refresh_from_db()
    assert (old.replaced_by, new.kind, queries.valid_documents(cast.cso)) == (new, "tax", {"tax"})
    earlier = as_("applicant").get(reverse("profiles:earlier", args=[cast.cso.pk])).content.decode()
    assert str(StoredFile.objects.get(owner_id=old.pk).pk) in earlier
    with pytest.raises(Refused):
        actions.replace_document(actor=cast.applicant, document=old, upload=paper())


def test_its_people_are_told_once_that_a_document_runs_out(cast):
    from gapbridge.act.profiles.actions.reminders import remind_of_papers

    add(cast, kind="tax", expires_on=localdate() + timedelta(days=30))
    add(cast, kind="gender", expires_on=localdate() + timedelta(days=31))
    assert [each.label for each in waiting_for(cast.applicant)] == ["Runs out: Tax certificate"]
    assert (remind_of_papers(), remind_of_papers()) == (1, 0)
    mail = OutgoingMail.objects.get()
    assert (mail.to, "Tax certificate" in mail.body) == ("applicant@example.org", True)


# --- what others ask -----------------------------------------------------------------------------


def test_income_of_a_year_that_is_not_in_the_file_is_not_known(cast):
    kept = {"actor": cast.applicant, "organisation": cast.cso, "expenditure": 5}
    actions.keep_accounts(year=2008, income=10, **kept)
    actions.keep_accounts(year=2008, income=0, **kept)
    assert queries.income_of(cast.cso, years=[2007, 2008]) == {2007: None, 2008: 0}
    assert queries.income_of(cast.cso) == {2008: 0}


def test_a_file_is_complete_part_by_part(cast):
    def missing():
        return {part.key for part in queries.completeness(cast.cso) if not part.done}

    assert len(missing()) == len(queries.completeness(cast.cso)) == 11
    add(cast)
    officer(cast)
    account(cast)
    actions.change_profile(
        actor=cast.applicant, organisation=cast.cso, legal_address="S 1", phone="1", mission="M"
    )
    assert missing() == {"registration", "certificate", "accounts", "tax", "projects", "policies"}


def test_organisations_share_officers_addresses_and_accounts(cast):
    def fill(who, organisation, name, address, iban):
        actions.add_officer(actor=who, organisation=organisation, name=name, position="Chair")
        actions.change_profile(actor=who, organisation=organisation, legal_address=address)
        actions.add_bank_account(actor=who, organisation=organisation, holder="x", bank="x", iban=iban)

    fill(cast.applicant, cast.cso, "Əliyev Rəşad", "Nizami küç. 5, Bakı", IBAN)
    fill(cast.rival, cast.rival_cso, "Рашад Алиев", "nizami kuc 5 baki", IBAN.lower())
    one, other = cast.cso.pk, cast.rival_cso.pk
    assert queries.shared_pairs([cast.cso], [cast.rival_cso, cast.office]) == {
        (one, other, "officer"),
        (one, other, "address"),
        (one, other, "bank"),
    }
    assert queries.shared_with(cast.applicant, cast.rival_cso) == ["officer", "address", "bank"]
    assert queries.shared_with(cast.evaluator, cast.cso) == []
    cast.evaluator.name = "Rashad ALIYEV"
    assert queries.shared_with(cast.evaluator, cast.cso) == ["named"]


def test_an_empty_address_is_shared_with_nobody(cast):
    queries.profile_of(cast.cso)
    queries.profile_of(cast.rival_cso)
    assert queries.shared_pairs([cast.cso], [cast.rival_cso]) == set()


def test_the_list_of_files_costs_the_same_for_many(cast, as_, assert_constant_queries):
    from gapbridge.people.models import Organisation
    from gapbridge.programmes.models import Partner

    def add_partner():
        made = Organisation.objects.create(name_en=f"CSO {Organisation.objects.count()}", kind="cso")
        Partner.objects.create(programme=cast.programme, organisation=made, role="implementing")
        Profile.objects.create(organisation=made)
        Document.objects.create(organisation=made, kind="tax", expires_on=localdate())

    client = as_("grants_officer")
    assert_constant_queries(lambda: client.get(reverse("profiles:files")), add_partner)
    text = client.get(reverse("profiles:files") + "?expiring=on&check=none").content.decode()
    assert text.count("<tr>") >= 4


def test_the_page_of_a_file_costs_the_same_for_many_parts(cast, as_, assert_constant_queries):
    def more():
        number = Officer.objects.count()
        officer(cast, name=f"Rashad Aliyev {chr(97 + number) * 3}")
        add(cast)
        actions.keep_accounts(
            actor=cast.applicant, organisation=cast.cso, year=2000 + number, income=1, expenditure=1
        )
        actions.add_past_project(
            actor=cast.applicant,
            organisation=cast.cso,
            title="P",
            donor="D",
            amount=1,
            starts_on=date(2008, 1, 1),
        )

    queries.profile_of(cast.cso)
    client = as_("applicant")
    assert_constant_queries(lambda: client.get(reverse("profiles:file", args=[cast.cso.pk])), more)
