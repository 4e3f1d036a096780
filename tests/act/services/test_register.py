"""The register: whole or not at all, nobody doubled, faults by row and column."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate

from gapbridge.act.services import actions
from gapbridge.act.services.models import Person, Record
from gapbridge.act.services.tables import read_register
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry
from gapbridge.base.tables import TableErrors

DAY = date(2009, 5, 3)
HEAD = "Person code;Date;Sex;Age;Year of birth;Disability;Displacement status;Place;Session;Provided by\n"


def rows(number: int, **changes):
    return [{"person_code": f"A-{n}", "received_on": DAY, "sex": "female"} | changes for n in range(number)]


def take(cast, service, found, who="programme_officer"):
    return actions.import_register(actor=cast.people[who], service=service, rows=found)


def test_a_register_of_hundreds_is_one_entry_and_a_second_import_doubles_nothing(cast, service):
    before = JournalEntry.objects.count()
    first = take(cast, service, rows(500))
    second = take(cast, service, rows(500))
    assert (first.added, first.already, first.new_people) == (500, 0, 500)
    assert (second.added, second.already, second.new_people) == (0, 500, 0)
    assert (Record.objects.count(), Person.objects.count(), JournalEntry.objects.count() - before) == (
        500,
        500,
        2,
    )


def test_the_same_line_twice_in_one_file_is_one_line(cast, service):
    outcome = take(cast, service, rows(1) * 3)
    assert (outcome.added, outcome.already) == (1, 2)


def test_one_person_on_two_days_is_two_lines_of_one_person(cast, service):
    take(cast, service, rows(1) + rows(1, received_on=DAY + timedelta(days=1)))
    assert (Record.objects.count(), Person.objects.count()) == (2, 1)


def test_what_is_missing_in_a_line_is_the_services_own(cast, service):
    take(cast, service, rows(1))
    record = Record.objects.get()
    assert (record.place, record.provider, record.quantity) == (cast.district, cast.office, 1)


def test_faults_are_named_by_row_and_column_and_nothing_is_saved(cast, service):
    bad = rows(3)
    bad[0]["received_on"] = None
    bad[1]["person_code"] = " "
    bad[2]["received_on"] = localdate() + timedelta(days=1)
    with pytest.raises(TableErrors) as errors:
        take(cast, service, rows(5) + bad)
    assert [str(problem) for problem in errors.value.problems] == [
        "Row 7, column Date: this can't be empty.",
        "Row 8, column Person code: write a code of 1 to 40 characters.",
        "Row 9, column Date: this day has not come yet.",
    ]
    assert not Record.objects.exists()
    assert not Person.objects.exists()


def test_a_contradicting_sex_is_refused_and_the_unknown_is_filled_in(cast, service):
    take(cast, service, rows(1))
    with pytest.raises(TableErrors, match="known as “Female”"):
        take(cast, service, rows(1, sex="male", received_on=date(2009, 6, 1)))
    take(cast, service, rows(1, age_band="18-59", sex=None, received_on=date(2009, 6, 1)))
    person = Person.objects.get()
    assert (person.sex, person.age_band) == ("female", "18-59")
    take(cast, service, rows(1, age_band="60+", received_on=date(2009, 7, 1)))
    assert Person.objects.get().age_band == "18-59"


def test_the_same_code_in_another_programme_is_another_person(cast, service):
    Person.objects.create(programme=cast.other, code="A-0", sex="male")
    take(cast, service, rows(1))
    assert Person.objects.filter(code="A-0").count() == 2


@pytest.mark.parametrize("who", ["donor", "official", "applicant", "stranger", "case_worker", "logistician"])
def test_only_officers_keep_the_register(cast, service, who):
    with pytest.raises(Forbidden):
        take(cast, service, rows(1), who)


def test_a_file_is_read_with_ages_places_sessions_and_providers(cast, service):
    session = actions.add_session(
        actor=cast.programme_officer,
        service=service,
        title="School no. 3",
        place=cast.settlement,
        held_on=DAY,
    )
    text = HEAD + (
        "A-1;03.05.2009;f;34;;disabled;Internally displaced;AZ-YE;;First CSO\n"
        "A-2;2009-05-03;male;60+;;;idp;yevlax;school NO. 3;\n"
        "A-3;03/05/2009;;;1999;;;;School no. 3;\n"
    )
    found = read_register(io.BytesIO(text.encode()), service)
    take(cast, service, found)
    one, two, three = Record.objects.order_by("person__code").select_related("person", "place", "provider")
    assert (one.person.sex, one.person.age_band, one.person.disability, one.person.status) == (
        "female",
        "18-59",
        "disabled",
        "idp",
    )
    assert (one.provider, one.place) == (cast.cso, cast.district)
    assert (two.person.age_band, two.session, two.place) == ("60+", session, cast.district)
    assert (three.person.age_band, three.person.sex, three.place) == ("6-11", "unknown", cast.settlement)


def test_a_file_with_unknown_places_sessions_and_providers_names_each(service):
    text = HEAD + "A-1;03.05.2009;x;;1850;;;Atlantis;No such;Nobody\nA-2;soon;;;;;;;;\n"
    with pytest.raises(TableErrors) as errors:
        read_register(io.BytesIO(text.encode()), service)
    first = [(problem.row, problem.column) for problem in errors.value.problems]
    assert first == [(2, "Sex"), (3, "Date")]
    text = HEAD + "A-1;03.05.2009;;;1850;;;Atlantis;No such;Nobody\n"
    with pytest.raises(TableErrors) as errors:
        read_register(io.BytesIO(text.encode()), service)
    assert {problem.column for problem in errors.value.problems} == {
        "Place",
        "Session",
        "Provided by",
        "Year of birth",
    }


def test_the_page_imports_a_file_or_shows_what_to_correct(cast, service, as_):
    url = reverse("services:import", args=[service.pk])
    client = as_("programme_officer")
    assert "Year of birth" in client.get(url).content.decode()

    def send(text: str, name: str = "register.csv"):
        return client.post(url, {"file": SimpleUploadedFile(name, text.encode())})

    bad = send(HEAD + "A-1;03.05.2009;x;;;;;;;\nA-2;03.05.2009;f;;;;;;;\n")
    text = bad.content.decode()
    assert bad.status_code == 422
    assert "“x” is not known. Use Female, Male, Other or Unknown." in text
    assert "What needs correcting in the file" in text
    assert not Record.objects.exists()
    assert send("not a table at all").status_code == 422
    assert send("x", "register.exe").status_code == 422
    assert client.post(url, {}).status_code == 422
    good = client.post(
        url,
        {"file": SimpleUploadedFile("r.csv", (HEAD + "A-2;03.05.2009;f;;;;;;;\n").encode())},
        follow=True,
    )
    assert "Lines added: 1. Already there: 0. New people: 1." in good.content.decode()
    assert Record.objects.count() == 1


def test_adding_one_line_says_beside_the_field_what_is_wrong(cast, service, as_):
    url = reverse("services:add_record", args=[service.pk])
    client = as_("monitoring_officer")
    data = {
        "person_code": "B-1", "received_on": "2009-05-03", "place": cast.district.pk, "provider": cast.office.pk,
        "quantity": "1", "sex": "female", "age_band": "18-59", "disability": "not_asked", "status": "idp",
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    again = client.post(url, data)
    assert again.status_code == 422
    assert "a line on this day already" in again.content.decode()
    assert client.post(url, data | {"received_on": "2999-01-01"}).status_code == 422
    assert client.post(url, data | {"quantity": "-1"}).status_code == 422
    assert Record.objects.count() == 1


def test_a_second_line_on_a_day_is_refused(cast, service):
    add = {"actor": cast.programme_officer, "service": service, "person_code": "A-1", "received_on": DAY}
    actions.add_record(**add)
    with pytest.raises(Refused) as refusal:
        actions.add_record(**add)
    assert refusal.value.field == "person_code"


def test_the_register_is_for_officers_and_costs_the_same_with_more(
    cast, service, as_, assert_constant_queries
):
    numbers = iter(range(100))
    client = as_("programme_officer")
    for url in (reverse("services:register", args=[service.pk]), reverse("services:people")):
        assert_constant_queries(
            lambda url=url: client.get(url),
            lambda: take(cast, service, rows(1, person_code=f"Q{next(numbers)}")),
        )
    type(service.intervention).objects.update(state="under_way")
    for who in ("donor", "official", "logistician"):
        assert as_(who).get(reverse("services:register", args=[service.pk])).status_code == 403, who
    assert as_("stranger").get(reverse("services:register", args=[service.pk])).status_code == 404
