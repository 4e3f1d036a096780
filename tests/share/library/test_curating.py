"""Nothing that is handed in, proposed or doubted is left lying: it waits for somebody, and is answered."""

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import OutgoingMail
from gapbridge.people.models import Membership, User
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Programme
from gapbridge.share.library import actions
from gapbridge.share.library.models import Doubt, Resource
from gapbridge.share.library.waiting import waiting_for_authors, waiting_for_curators
from tests.share.hub import draft, edition_of, next_version, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(cast):
    person = User.objects.create(email="colleague@example.org", name="colleague")
    Membership.objects.create(user=person, organisation=cast.cso, role=Role.CSO_STAFF)
    return person


def handed_in(cast, **fields):
    resource = draft(cast, "applicant", organisation=cast.cso, **fields)
    return actions.submit_resource(actor=cast.applicant, resource=resource)


def theirs_published(cast, **fields):
    resource = handed_in(cast, **fields)
    actions.review_resource(actor=cast.programme_officer, resource=resource)
    return actions.publish_resource(actor=cast.programme_officer, resource=resource)


def doubted(cast, member="donor", text="There is a new law."):
    version = edition_of(published(cast)).current
    OutgoingMail.objects.all().delete()
    return actions.ask_doubt(actor=cast.people[member], version=version, text=text)


def labels(provider, cast, member):
    return [each.label for each in provider(cast.fresh(member))]


def mails():
    return {mail.to.split("@")[0]: mail for mail in OutgoingMail.objects.order_by("pk")}


# --- what waits -----------------------------------------------------------------------------------


def test_everything_that_wants_a_curator_stands_on_the_first_page_of_each_officer(as_, cast):
    handed_in(cast)
    due = published(cast)
    Resource.objects.filter(pk=due.pk).update(review_on=timezone.localdate())
    actions.fall_due()
    doubted(cast)
    next_version(cast, edition_of(theirs_published(cast, title="Charter")), "Better …", "applicant")
    reviewed = draft(cast)
    actions.review_resource(actor=cast.programme_officer, resource=reviewed)
    waits = [
        "1 reader asks whether a resource is out of date",
        "1 resource is due for review",
        "1 reviewed resource waits to be published",
        "1 resource waits for review",
        "A new version of “Charter” is proposed",
    ]
    for member in ("programme_officer", "protection_officer", "grants_officer", "monitoring_officer"):
        assert labels(waiting_for_curators, cast, member) == waits
    said = as_("grants_officer").get(reverse("portal:home")).content.decode()
    assert all(each in said for each in waits)
    for member in ("trainer", "applicant", "stranger", "official", "community_member", "visitor"):
        assert labels(waiting_for_curators, cast, member) == []


def test_what_waits_leads_to_where_it_is_done(as_, cast):
    for title in ("One", "Two"):
        handed_in(cast, title=title)
    doubted(cast)
    officer = as_("programme_officer")
    found = {each.count: each.url for each in waiting_for_curators(cast.fresh("programme_officer"))}
    assert {str(row) for row in officer.get(found[2]).context["page"]} == {"One", "Two"}
    assert "There is a new law." in officer.get(found[1]).content.decode()


def test_what_waits_costs_the_same_however_much_it_is(cast, assert_constant_queries):
    def more():
        handed_in(cast)
        doubted(cast)
        next_version(cast, edition_of(theirs_published(cast)), "Better …", "applicant")

    assert_constant_queries(lambda: list(waiting_for_curators(cast.fresh("grants_officer"))), more)


def test_a_proposal_that_a_later_version_has_overtaken_does_not_wait(cast):
    edition = edition_of(theirs_published(cast))
    next_version(cast, edition, "Better …", "applicant")
    next_version(cast, edition_of(edition.resource), "Best …")
    assert labels(waiting_for_curators, cast, "programme_officer") == []


# --- handed in, taken back, returned --------------------------------------------------------------


def test_what_was_handed_in_its_authors_take_back_until_it_is_reviewed(as_, cast, colleague):
    resource = handed_in(cast)
    address = reverse("base:move", args=["library.resource", resource.pk, "take_back"])
    assert "Take back to edit" in as_("applicant").get(resource.get_absolute_url()).content.decode()
    for outsider in (cast.rival, cast.programme_officer, cast.trainer):
        with pytest.raises(Forbidden):
            actions.take_back_resource(actor=outsider, resource=resource)
    as_("applicant").post(address)
    resource.refresh_from_db()
    assert resource.state == "draft"
    actions.submit_resource(actor=colleague, resource=resource)
    actions.take_back_resource(actor=colleague, resource=resource)
    actions.submit_resource(actor=colleague, resource=resource)
    actions.review_resource(actor=cast.programme_officer, resource=resource)
    with pytest.raises(WrongState):
        actions.take_back_resource(actor=cast.applicant, resource=resource)


def test_what_is_returned_says_why_to_all_who_write_for_the_organisation(as_, cast, colleague):
    resource = handed_in(cast)
    actions.return_resource(actor=cast.programme_officer, resource=resource, reason="Name the law.")
    assert set(mails()) == {"applicant", "colleague"}
    assert "Name the law." in mails()["colleague"].body
    assert resource.get_absolute_url() in mails()["colleague"].body
    assert "Name the law." in as_("applicant").get(resource.get_absolute_url()).content.decode()
    assert labels(waiting_for_authors, cast, "applicant") == ["1 resource was returned to you"]
    assert [each.url for each in waiting_for_authors(colleague)] == [resource.get_absolute_url()]
    assert labels(waiting_for_authors, cast, "rival") == []
    actions.submit_resource(actor=cast.applicant, resource=resource)
    assert labels(waiting_for_authors, cast, "applicant") == []
    assert "Name the law." not in as_("applicant").get(resource.get_absolute_url()).content.decode()


def test_authors_hear_that_it_is_published_and_an_officer_does_not_write_to_themselves(cast, colleague):
    theirs_published(cast, title="Our charter")
    assert set(mails()) == {"applicant", "colleague"}
    assert "Our charter" in mails()["applicant"].subject
    OutgoingMail.objects.all().delete()
    own = draft(cast, "programme_officer")
    actions.review_resource(actor=cast.programme_officer, resource=own)
    actions.publish_resource(actor=cast.programme_officer, resource=own)
    assert mails() == {}


def test_who_left_is_not_written_to(cast, colleague):
    resource = handed_in(cast)
    User.objects.filter(pk=cast.applicant.pk).update(is_active=False)
    Membership.objects.filter(user=colleague).delete()
    resource = Resource.objects.get(pk=resource.pk)
    actions.return_resource(actor=cast.programme_officer, resource=resource, reason="Name the law.")
    assert mails() == {}


def test_why_it_was_archived_its_curators_read(as_, cast):
    resource = published(cast)
    actions.archive_resource(actor=cast.programme_officer, resource=resource, reason="The law changed.")
    assert "The law changed." in as_("grants_officer").get(resource.get_absolute_url()).content.decode()
    gone = as_("visitor").get(resource.get_absolute_url())
    assert gone.status_code == 410 and "The law changed." not in gone.content.decode()


# --- the way in -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("member", "named"),
    [
        ("programme_officer", {"New resource", "What readers doubt"}),
        ("trainer", {"New resource", "Added by me"}),
        ("applicant", {"Hand in a resource", "Handed in by us"}),
        ("donor", set()),
        ("visitor", set()),
    ],
)
@pytest.mark.parametrize("where", ["finding:search", "library:list"])
def test_the_hub_shows_each_their_ways(as_, member, named, where):
    said = as_(member).get(reverse(where)).content.decode()
    ways = {"New resource", "What readers doubt", "Added by me", "Hand in a resource", "Handed in by us"}
    assert {each for each in ways if f">{each}</a>" in said} == named


def test_where_there_is_one_programme_the_form_opens_and_of_several_one_chooses(as_, cast):
    begin = reverse("library:begin")
    page = as_("applicant").get(begin).content.decode()
    addresses = [reverse("library:new", args=[each.pk]) for each in (cast.programme, cast.other)]
    assert all(each in page for each in addresses)
    assert as_("trainer").get(begin).url == addresses[0]
    Programme.objects.filter(pk=cast.other.pk).update(state="closed")
    assert as_("applicant").get(begin).url == addresses[0]
    Programme.objects.update(state="closed")
    assert "No programme takes resources now" in as_("applicant").get(begin).content.decode()
    for member in ("official", "community_member"):
        assert as_(member).get(begin).status_code == 403


def test_handed_in_by_us_shows_where_each_stands_to_all_of_the_organisation(client, as_, cast, colleague):
    handed_in(cast, title="Ours")
    draft(cast, title="The office's")
    rows = as_("applicant").get(reverse("library:ours")).context["page"]
    assert [str(each) for each in rows] == ["Ours"]
    client.force_login(colleague, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert [str(each) for each in client.get(reverse("library:ours")).context["page"]] == ["Ours"]
    assert not as_("rival").get(reverse("library:ours")).context["page"].object_list


def test_the_list_of_ours_costs_the_same_with_more_rows(as_, cast, assert_constant_queries):
    client = as_("applicant")
    assert_constant_queries(lambda: client.get(reverse("library:ours")), lambda: handed_in(cast))


# --- doubts ---------------------------------------------------------------------------------------


def test_a_doubt_is_answered_on_a_page_of_its_own_and_who_asked_reads_the_answer(as_, cast):
    doubt = doubted(cast)
    page = doubt.version.edition.get_absolute_url()
    address = reverse("library:answer", args=[doubt.pk])
    assert address in as_("protection_officer").get(page).content.decode()
    assert as_("donor").get(address).status_code == 403
    assert as_("rival").get(address).status_code == 404
    officer = as_("protection_officer")
    assert "There is a new law." in officer.get(address).content.decode()
    assert officer.post(address, {"answer": " "}).status_code == 422
    assert officer.post(address, {"answer": "It is mended."}).url == doubt.get_absolute_url()
    assert "It is mended." in mails()["donor"].body and set(mails()) == {"donor"}
    for reader, sees in (("donor", True), ("grants_officer", True), ("rival", False), ("visitor", False)):
        assert ("It is mended." in as_(reader).get(page).content.decode()) is sees, reader
    assert "It is mended." in as_("donor").get(reverse("library:doubts")).content.decode()
    officer = as_("protection_officer")
    assert officer.get(address).url == doubt.get_absolute_url()
    again = officer.post(address, {"answer": "Typed meanwhile."})
    assert again.status_code == 422 and "Typed meanwhile." in again.content.decode()


def test_a_doubt_without_an_account_is_answered_and_nobody_written_to(cast):
    version = edition_of(published(cast)).current
    OutgoingMail.objects.all().delete()
    doubt = actions.ask_doubt(actor=None, version=version, text="Is it?")
    actions.answer_doubt(actor=cast.programme_officer, doubt=doubt, reason="It is.")
    assert mails() == {}


def test_doubts_on_a_page_cost_the_same_with_more_of_them(as_, cast, assert_constant_queries):
    doubt = doubted(cast)
    client, page = as_("programme_officer"), doubt.version.edition.get_absolute_url()

    def more():
        Doubt.objects.create(version=doubt.version, text="And this?", asked_by=cast.donor)

    assert_constant_queries(lambda: client.get(page), more)


def test_only_what_the_world_reads_asks_whether_it_is_out_of_date(as_, cast):
    for resource, asks in ((draft(cast), False), (published(cast), True)):
        said = as_("protection_officer").get(resource.get_absolute_url()).content.decode()
        assert ("Is this out of date?" in said) is asks


# --- proposed versions ----------------------------------------------------------------------------


def test_what_is_not_taken_over_is_told_why_and_waits_no_longer(as_, cast):
    edition = edition_of(theirs_published(cast))
    proposed = next_version(cast, edition, "Better …", "applicant")
    OutgoingMail.objects.all().delete()
    address = reverse("library:decline", args=[proposed.pk])
    assert as_("applicant").get(address).status_code == 403
    as_("programme_officer").post(address, {"reason": "The law says otherwise."})
    assert "The law says otherwise." in mails()["applicant"].body
    assert "The law says otherwise." in as_("applicant").get(proposed.get_absolute_url()).content.decode()
    assert as_("visitor").get(proposed.get_absolute_url()).status_code == 404
    assert edition_of(edition.resource).current.number == 1
    assert labels(waiting_for_curators, cast, "programme_officer") == []
    actions.adopt_version(actor=cast.programme_officer, version=proposed)
    proposed.refresh_from_db()
    assert proposed.declined_because == "" and edition_of(edition.resource).current == proposed
    with pytest.raises(Refused, match="taken over already"):
        actions.decline_version(actor=cast.programme_officer, version=proposed, reason="No.")


def test_who_proposed_a_version_hears_that_it_is_shown(cast):
    proposed = next_version(cast, edition_of(theirs_published(cast)), "Better …", "applicant")
    OutgoingMail.objects.all().delete()
    actions.adopt_version(actor=cast.programme_officer, version=proposed)
    assert set(mails()) == {"applicant"}
    assert proposed.edition.get_absolute_url() in mails()["applicant"].body
