"""An account belongs to a person: the site speaks their language; in a demonstration one can be anybody."""

import pytest
from django.urls import reverse

from gapbridge.people.models import User


def test_the_site_follows_the_language_a_person_chooses(as_, cast):
    client = as_("official")
    response = client.post(reverse("people:account"), {"name": "Leyla", "language": "az"})
    assert response.status_code == 302
    assert client.cookies["django_language"].value == "az"
    assert 'lang="az"' in client.get(reverse("portal:home")).content.decode()
    cast.official.refresh_from_db()
    assert (cast.official.name, cast.official.language) == ("Leyla", "az")


def test_signing_in_brings_the_persons_language_unless_the_device_has_one(client, cast):
    from allauth.account.models import EmailAddress

    cast.official.language = "ru"
    cast.official.set_password("a long password of mine")
    cast.official.save()
    EmailAddress.objects.create(user=cast.official, email=cast.official.email, verified=True, primary=True)
    form = {"login": cast.official.email, "password": "a long password of mine"}
    assert client.post(reverse("account_login"), form).cookies["django_language"].value == "ru"
    client.logout()
    client.cookies["django_language"] = "az"
    assert "django_language" not in client.post(reverse("account_login"), form).cookies


def test_a_new_account_has_the_language_in_which_it_was_opened(client, db):
    client.cookies["django_language"] = "az"
    form = {"email": "new@example.org", "password1": "a long password", "password2": "a long password"}
    client.post(reverse("account_signup"), form)
    assert User.objects.get(email="new@example.org").language == "az"


def test_a_form_changes_nobody_elses_account_and_no_other_field(as_, cast):
    form = {"name": "x", "language": "en", "email": "other@example.org", "is_active": "", "is_demo": "on"}
    as_("applicant").post(reverse("people:account"), form)
    cast.applicant.refresh_from_db()
    assert (cast.applicant.email, cast.applicant.is_active, cast.applicant.is_demo) == (
        "applicant@example.org", True, False,
    )  # fmt: skip


def test_outside_a_demonstration_the_cast_does_not_exist(client, cast, settings):
    User.objects.update(is_demo=True)
    settings.DEMO = False
    address = reverse("people:cast")
    assert client.get(address).status_code == 404
    assert client.post(address, {"person": cast.official.pk}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_in_a_demonstration_one_becomes_a_member_of_the_cast(client, cast, settings):
    settings.DEMO = True
    User.objects.filter(pk=cast.official.pk).update(is_demo=True)
    address = reverse("people:cast")
    page = client.get(address).content.decode()
    assert "official" in page
    assert "applicant" not in page
    client.post(address, {"person": cast.official.pk})
    assert client.session["_auth_user_id"] == str(cast.official.pk)


@pytest.mark.parametrize("person", ["", "x", "0", "-1", str(10**30)])
def test_a_real_or_unknown_person_is_not_to_be_had(client, cast, settings, person):
    settings.DEMO = True
    address = reverse("people:cast")
    assert client.post(address, {"person": person}).status_code == 404
    assert client.post(address, {"person": cast.official.pk}).status_code == 404


def test_nobody_is_above_the_rules(cast):
    assert not hasattr(cast.administrator, "is_superuser")
    assert not cast.administrator.has_perm("programmes.change_programme", cast.programme)
    assert not cast.administrator.has_perm("a.permission_that_does_not_exist")
