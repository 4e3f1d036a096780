"""What the hub is shipped with is whole: three languages, known topics, papers whose fields are all asked for."""

import re
from pathlib import Path

import pytest
import yaml

from gapbridge.people.roles import Role
from gapbridge.programmes.models import Topic
from gapbridge.programmes.reference import load_reference
from gapbridge.share.library.content import FOLDER, LANGUAGES, Shipped, bring_in, shipped
from gapbridge.share.library.models import Edition, Resource

QUERIES = sorted((Path(__file__).parents[1] / "queries").glob("*.yaml"))
KNOWN = {
    "organisation", "legal_form", "registration_number", "registered_on", "address", "city", "head",
    "head_position", "officers", "date",
}  # fmt: skip
TOPICS = {
    "mental_health_psychosocial", "resource_mobilisation", "communications", "human_resources",
    "planning_monitoring_evaluation", "community_engagement_accountability", "financial_management", "logistics",
    "disaster_risk_reduction", "cash_voucher_assistance",
}  # fmt: skip


def each_of(resources: tuple[Shipped, ...]) -> list:
    return [pytest.param(each, id=each.key) for each in resources]


@pytest.mark.parametrize("resource", each_of(shipped()))
def test_a_resource_is_whole_in_three_languages(resource):
    for texts in (resource.title, resource.summary, resource.texts):
        assert set(texts) == set(LANGUAGES)
        assert len({text.strip() for text in texts.values()}) == 3, "two languages say the same"
    for language in LANGUAGES:
        assert len(resource.texts[language].split()) > 120, language
        assert len(resource.title[language]) <= 120
    assert set(resource.facts.get("audience", ())) <= {*Role.values, "everyone"}


@pytest.mark.parametrize(
    "resource", each_of(tuple(each for each in shipped() if each.facts["kind"] == "template"))
)
def test_a_paper_asks_for_each_of_its_fields_and_says_that_a_lawyer_must_check(resource):
    declared = {field["key"] for field in resource.facts.get("fields", ())}
    assert set(resource.papers) == set(LANGUAGES)
    used = {
        language: set(re.findall(r"\{\{\s*(\w+)\s*\}\}", paper))
        for language, paper in resource.papers.items()
    }
    for language, names in used.items():
        assert names <= declared | KNOWN, language
    assert declared <= set().union(*used.values()), "asked for and not used"
    assert all(resource.facts["rests_on"])
    for language, word in (("en", "lawyer"), ("az", "hüquqşünas"), ("ru", "юрист")):
        assert word in (resource.texts[language] + resource.papers[language]).lower()


def test_each_of_the_ten_topics_has_a_guide_and_a_session():
    for kind in ("guide", "training"):
        covered = {topic for each in shipped() if each.facts["kind"] == kind for topic in each.topics}
        assert covered >= TOPICS, kind


def test_what_people_ask_in_the_test_set_leads_to_resources_that_exist():
    keys = {each.key for each in shipped()}
    for path in QUERIES:
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            assert set(row["wanted"]) <= keys, (path.name, row)
            assert row["language"] in LANGUAGES and row["query"].strip()


def test_collections_are_declared():
    declared = {
        row["key"] for row in yaml.safe_load((FOLDER / "collections.yaml").read_text(encoding="utf-8"))
    }
    assert {name for each in shipped() for name in each.collections} <= declared


@pytest.mark.django_db
def test_it_is_brought_in_once_published_in_three_languages(cast):
    load_reference()
    added = bring_in(actor=cast.programme_officer, programme=cast.programme)
    assert len(added) == len(shipped())
    assert set(Resource.objects.values_list("state", flat=True)) == {"published"}
    assert Edition.objects.filter(current__isnull=False).count() == 3 * len(added)
    assert Topic.objects.filter(resources__key="guide-logistics").exists()
    assert bring_in(actor=cast.programme_officer, programme=cast.programme) == []
