"""Who puts collections together, in which order they stand, and what readers see of them."""

import pytest
from django.urls import reverse

from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry
from gapbridge.share.finding import keeping
from gapbridge.share.learning import actions, shipped
from gapbridge.share.learning.models import Collection, Step
from gapbridge.share.library import actions as library
from gapbridge.share.library import content
from tests.share.hub import draft, published

from .shelves import collection, course, shown

pytestmark = pytest.mark.django_db
LIST = reverse("learning:list")


def titles(found):
    return [each.resource.title for each in found.steps.all()]


# --- who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("member", ["official", "donor", "applicant", "administrator", "stranger"])
def test_only_officers_and_trainers_of_the_programme_make_collections(cast, member):
    with pytest.raises(Forbidden):
        collection(cast, member=member)


def test_a_trainer_changes_only_what_a_trainer_made_alone(as_, cast):
    own = collection(cast, published(cast), member="trainer", is_course=True)
    actions.publish_collection(actor=cast.trainer, collection=own)
    others = collection(cast)
    with pytest.raises(Forbidden):
        actions.change_collection(actor=cast.trainer, collection=others, title_en="Mine now")
    assert as_("trainer").get(reverse("learning:edit", args=[others.pk])).status_code == 403
    assert as_("trainer").get(reverse("learning:edit", args=[own.pk])).status_code == 200


def test_a_draft_is_seen_by_officers_and_trainers_and_what_is_published_by_everybody(as_, cast):
    found = collection(cast, published(cast))
    for member, status in (("trainer", 200), ("official", 404), ("visitor", 404), ("stranger", 404)):
        assert as_(member).get(found.get_absolute_url()).status_code == status, member
        assert (found.title in as_(member).get(LIST).text) == (status == 200)
    actions.publish_collection(actor=cast.programme_officer, collection=found)
    assert "How to register" in as_("visitor").get(found.get_absolute_url()).text
    assert found.title in as_("visitor").get(LIST).text


# --- what is in it --------------------------------------------------------------------------------


def test_a_collection_without_anything_that_readers_see_is_not_published(cast):
    found = collection(cast)
    with pytest.raises(Refused, match="Add a published resource first"):
        actions.publish_collection(actor=cast.programme_officer, collection=found)


def test_a_published_one_is_not_published_again(cast):
    with pytest.raises(WrongState):
        actions.publish_collection(actor=cast.programme_officer, collection=shown(cast))


def test_a_title_in_one_language_is_enough_and_in_none_too_little(as_, cast):
    address = reverse("learning:new", args=[cast.programme.pk])
    refused = as_("trainer").post(address, {"summary_az": "Nə isə"})
    assert refused.status_code == 422
    assert "Give it a title in at least one language." in refused.text
    assert "Nə isə" in refused.text
    as_("trainer").post(address, {"title_az": "QHT yaratmaq", "is_course": "on"}, follow=True)
    made = Collection.objects.get()
    assert (made.title_az, made.title_en, made.is_course, made.made_by) == (
        "QHT yaratmaq",
        "",
        True,
        cast.trainer,
    )
    assert made.title == "QHT yaratmaq"  # also where the reader's language is another


def test_what_readers_do_not_see_is_not_put_in(cast):
    with pytest.raises(Refused, match="Publish it first"):
        collection(cast, draft(cast))


def test_a_resource_stands_once_in_a_collection_and_as_often_as_needed_in_a_course(cast):
    resource = published(cast)
    with pytest.raises(Refused, match="already"):
        collection(cast, resource, resource)
    assert course(cast, resource, resource).steps.count() == 2


def test_what_is_archived_is_gone_for_readers_and_named_to_who_can_take_it_out(as_, cast):
    resource = published(cast, title="Old law")
    found = shown(cast, resource, published(cast))
    library.archive_resource(actor=cast.programme_officer, resource=resource, reason="Repealed.")
    assert "Old law" not in as_("visitor").get(found.get_absolute_url()).text
    page = as_("protection_officer").get(found.get_absolute_url()).text
    assert "In it, but not seen by readers" in page
    assert page.index("In it, but not seen by readers") < page.index("Old law")


def test_resources_are_found_as_the_hub_finds_them_and_put_in_without_javascript(as_, cast):
    resource = published(cast, title="Könüllü müqaviləsi", text="Nümunə", language="az")
    other, unseen = published(cast, title="Budget"), draft(cast, title="Könüllülər üçün", language="az")
    keeping.catch_up()
    found = collection(cast, member="trainer")
    address = reverse("learning:add", args=[found.pk])
    page = as_("trainer").get(address, {"q": "konullulerin muqavilesi"}).text
    assert resource.title in page and other.title not in page and unseen.title not in page
    assert "Nothing found" in as_("trainer").get(address, {"q": "xylophone"}).text
    as_("trainer").post(address, {"resource": resource.pk})
    assert titles(found) == ["Könüllü müqaviləsi"]


def test_what_can_be_put_in_stands_the_newest_first_before_anything_is_typed(as_, cast):
    first, second = published(cast, title="First"), published(cast, title="Second")
    keeping.catch_up()
    page = as_("trainer").get(reverse("learning:add", args=[collection(cast, member="trainer").pk])).text
    assert page.index(second.title) < page.index(first.title)


def test_a_resources_page_leads_into_collections_and_names_those_it_is_in(as_, cast):
    resource = published(cast)
    found = collection(cast, member="trainer")
    address = reverse("learning:place", args=[resource.pk])
    assert address in as_("trainer").get(resource.get_absolute_url()).text
    assert address not in as_("applicant").get(resource.get_absolute_url()).text
    as_("trainer").post(address, {"collection": found.pk, "doing": "read"})
    actions.publish_collection(actor=cast.trainer, collection=found)
    assert found.get_absolute_url() in as_("visitor").get(resource.get_absolute_url()).text


def test_nothing_is_put_into_another_persons_course_by_its_number(as_, cast):
    resource, others = published(cast), collection(cast)
    answer = as_("trainer").post(
        reverse("learning:place", args=[resource.pk]), {"collection": others.pk, "doing": "read"}
    )
    assert answer.status_code == 422
    assert not others.steps.exists()


# --- order ----------------------------------------------------------------------------------------


def test_steps_move_up_and_down_one_place_and_no_further(as_, cast):
    found = collection(cast, *(published(cast, title=title) for title in "ABC"))
    first, second, third = found.steps.all()
    client = as_("protection_officer")
    client.post(reverse("learning:move_step", args=[third.pk, "up"]))
    assert titles(found) == ["A", "C", "B"]
    client.post(reverse("learning:move_step", args=[first.pk, "up"]))
    assert titles(found) == ["A", "C", "B"]
    client.post(reverse("learning:move_step", args=[first.pk, "down"]))
    assert titles(found) == ["C", "A", "B"]
    assert client.post(reverse("learning:move_step", args=[first.pk, "sideways"])).status_code == 404
    client.post(reverse("learning:remove_step", args=[second.pk]))
    assert titles(found) == ["C", "A"]


def test_curators_order_the_collections_of_the_hub(as_, cast):
    one, other = shown(cast, title_en="One"), shown(cast, title_en="Other")
    assert as_("trainer").post(reverse("learning:move", args=[other.pk, "up"])).status_code == 403
    as_("protection_officer").post(reverse("learning:move", args=[other.pk, "up"]))
    assert list(Collection.objects.values_list("pk", flat=True)) == [other.pk, one.pk]
    page = as_("visitor").get(LIST).text
    assert page.index("Other") < page.index("One")


def test_every_change_is_in_the_journal_without_its_words(cast):
    found = course(cast, title_en="Secret words")
    step = found.steps.get()
    officer = cast.programme_officer
    actions.change_step(actor=officer, step=step, text_en="Secret words", text_az="", text_ru="", doing="do")
    actions.move_step(actor=officer, step=step, how="up")
    actions.remove_step(actor=officer, step=step)
    entries = JournalEntry.objects.filter(target_type="learning.collection", target_id=found.pk)
    verbs = ["create_collection", "add_step", "publish_collection", "change_step", "move_step", "remove_step"]
    assert [each.verb for each in entries.order_by("sequence")] == [f"learning.{each}" for each in verbs]
    assert "Secret" not in str(list(entries.values_list("data", flat=True)))


# --- what is shipped ------------------------------------------------------------------------------


def test_what_is_shipped_comes_with_its_collections_in_three_languages_once(cast):
    content.bring_in(actor=cast.programme_officer, programme=cast.programme)
    content.bring_in(actor=cast.programme_officer, programme=cast.programme)
    found = list(Collection.objects.filter(programme=cast.programme))
    assert [each.key for each in found] == [row["key"] for row in shipped.collections()]
    for each in found:
        assert each.state == "published"
        assert each.title_en and each.title_az and each.title_ru and each.summary_ru
        assert [step.resource.key for step in each.steps.select_related("resource")] == shipped.keys_in(
            each.key
        )
    assert sum(each.is_course for each in found) >= 1


def test_every_collection_that_a_shipped_resource_names_is_shipped():
    named = {key for each in content.shipped() for key in each.collections}
    assert named == {row["key"] for row in shipped.collections()}


def test_what_is_named_in_an_order_is_in_the_collection():
    for row in shipped.collections():
        assert shipped.keys_in(row["key"])[: len(row.get("order", []))] == row.get("order", [])


# --- costs ----------------------------------------------------------------------------------------


def test_the_list_costs_the_same_for_many_collections(as_, cast, assert_constant_queries):
    resource = published(cast)
    assert_constant_queries(lambda: as_("visitor").get(LIST), lambda: shown(cast, resource))


def test_a_collection_costs_the_same_for_many_resources(as_, cast, assert_constant_queries):
    found = shown(cast)

    def add():
        actions.add_step(actor=cast.programme_officer, collection=found, resource=published(cast))

    for member in ("visitor", "protection_officer"):
        assert_constant_queries(lambda member=member: as_(member).get(found.get_absolute_url()), add)
    assert Step.objects.count() == 9
