"""The pages of gap analyses: who reads which, what is said when something is missing, and what has changed."""

import pytest
from django.urls import reverse

from gapbridge.agree.analyses import actions
from gapbridge.agree.analyses.models import Analysis, Version
from tests.agree import analysing


def page(client, name, obj, status=200, **query):
    response = client.get(reverse(f"analyses:{name}", args=[obj.pk]), query)
    assert response.status_code == status, response.status_code
    return response.content.decode()


def test_a_draft_is_read_by_the_office_alone(cast, as_):
    version = analysing.version(cast, analysing.told(cast))
    for person in ("visitor", "donor", "official", "applicant", "stranger", "community_member"):
        for name, obj in (
            ("version", version),
            ("analysis", version.analysis),
            ("compare", version.analysis),
        ):
            page(as_(person), name, obj, status=404)
        page(as_(person), "analysis", version.analysis, status=404)
        address = reverse("analyses:download", args=[version.pk, "pdf"])
        assert as_(person).get(address).status_code == 404
    assert "We wait two days for water." in page(as_("monitoring_officer"), "version", version)


def test_what_is_published_for_everyone_is_read_by_everyone_with_its_files(cast, as_):
    version = analysing.published(cast)
    html = page(as_("visitor"), "version", version)
    assert "We wait two days for water." in html and "What people live, G1." in html
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        response = as_("visitor").get(reverse("analyses:download", args=[version.pk, form]), follow=True)
        assert response.status_code == 200
        assert b"".join(response.streaming_content).startswith(start)


def test_what_is_published_for_the_authorities_stays_with_the_programmes_officials(cast, as_):
    version = analysing.published(cast, analysing.told(cast, reach="authorities"))
    for person in ("visitor", "donor", "applicant", "stranger"):
        page(as_(person), "version", version, status=404)
        assert as_(person).get(reverse("base:file", args=[version.pdf_id])).status_code == 404
    page(as_("official"), "version", version)
    assert as_("official").get(reverse("base:file", args=[version.pdf_id])).status_code == 200


def test_an_earlier_published_version_stays_and_says_that_a_newer_one_exists(cast, as_):
    first = analysing.published(cast)
    analysis = Analysis.objects.get(pk=first.analysis_id)
    actions.reopen_analysis(actor=cast.protection_officer, analysis=analysis, reason="More was heard.")
    analysing.version(cast, analysis)
    assert "A newer version" not in page(as_("visitor"), "version", first)
    actions.publish_analysis(actor=cast.protection_officer, analysis=analysis)
    html = page(as_("visitor"), "version", first)
    newest = analysis.versions.get(number=2)
    assert "A newer version" in html and newest.get_absolute_url() in html


def test_the_preview_keeps_nothing_and_speaks_the_language_asked_for(cast, as_):
    analysis = analysing.told(cast)
    html = page(as_("protection_officer"), "preview", analysis, language="ru")
    assert 'lang="ru"' in html and "A preview" in html
    assert not Version.objects.exists()
    page(as_("monitoring_officer"), "preview", analysis, status=403)


def test_the_page_tells_the_officer_what_is_missing(cast, as_):
    analysing.gap(cast, "G1", voices=[analysing.voice(cast, "Inside.", scope="internal")])
    html = page(as_("protection_officer"), "analysis", analysing.analysis(cast))
    assert "No voice that its readers may be given." in html
    assert "Not yet in this language, or changed since: Russian." in html
    assert "Not yet in this language, or changed since: English." not in html
    assert "of the eight groups" in html


def test_two_versions_are_compared_word_by_word_with_words_for_those_who_do_not_see(cast, as_):
    analysis = analysing.told(cast)
    analysing.version(cast, analysis)
    gap = analysis.programme.gaps.get()
    gap.statement = "What people live, after the flood."
    gap.save()
    analysing.version(cast, analysis)
    html = page(as_("protection_officer"), "compare", analysis)
    assert '<ins><span class="visually-hidden">added: </span>' in html
    assert '<del><span class="visually-hidden">taken out: </span>G1</del>' in html


@pytest.mark.parametrize("query", [{"before": "x", "after": "-1"}, {"language": "xx"}, {"after": "9" * 50}])
def test_what_nobody_made_is_not_compared(cast, as_, query):
    analysis = analysing.told(cast)
    analysing.version(cast, analysis)
    assert "Nothing to compare yet" in page(as_("protection_officer"), "compare", analysis, **query)


def test_a_version_is_made_from_the_page_in_the_languages_ticked(cast, as_):
    analysis = analysing.told(cast)
    address = reverse("analyses:new_version", args=[analysis.pk])
    sent = as_("protection_officer").post(address, {"languages": ["en", "az"], "note": "The first."})
    assert sent.status_code == 302
    assert sorted(analysis.versions.values_list("language", "note")) == [
        ("az", "The first."),
        ("en", "The first."),
    ]
    refused = as_("protection_officer").post(address, {"note": "No language."})
    assert refused.status_code == 422 and "No language." in refused.content.decode()


def test_voices_are_chosen_on_a_page_of_their_own(cast, as_):
    voices = [analysing.voice(cast, f"Voice {n}.") for n in range(5)]
    gap = analysing.gap(cast, "G1", voices=voices)
    analysis = analysing.analysis(cast)
    address = reverse("analyses:choose_quotes", args=[analysis.pk, gap.pk])
    assert "Voice 4." in as_("protection_officer").get(address).content.decode()
    as_("protection_officer").post(address, {"statements": [str(voices[4].pk)]})
    analysis.refresh_from_db()
    assert analysis.quotes == {str(gap.pk): [voices[4].pk]}
    assert "chosen by hand" in page(as_("protection_officer"), "quotes", analysis)


def test_an_assessment_leads_to_the_analyses_that_rest_on_it(cast, as_):
    version = analysing.published(cast)
    assessment = version.analysis.assessments.get()
    assert (
        version.analysis.get_absolute_url()
        in as_("visitor").get(assessment.get_absolute_url()).content.decode()
    )


def test_the_list_costs_the_same_for_many(cast, as_, assert_constant_queries):
    client = as_("protection_officer")
    analysing.gap(cast, "G1")
    assert_constant_queries(
        lambda: client.get(reverse("analyses:list")), lambda: analysing.analysis(cast, title="Another")
    )


def test_the_page_of_an_analysis_costs_the_same_for_many_gaps(cast, as_, assert_constant_queries):
    client, analysis = as_("protection_officer"), analysing.told(cast)
    numbers = iter(range(2, 20))
    assert_constant_queries(
        lambda: client.get(analysis.get_absolute_url()),
        lambda: analysing.gap(cast, f"G{next(numbers)}", voices=[analysing.voice(cast, "Water.")]),
    )
