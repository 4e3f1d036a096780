import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from gapbridge.base import fields
from gapbridge.base.management.commands import rotate_field_keys

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture
def secret(transactional_db):
    """A model with one encrypted field, in a table of its own."""
    with isolate_apps("gapbridge.base") as registry:

        class Secret(models.Model):
            text = fields.EncryptedTextField(null=True)

            class Meta:
                app_label = "base"

        with connection.schema_editor() as editor:
            editor.create_model(Secret)
        Secret.registry = registry
        yield Secret
        with connection.schema_editor() as editor:
            editor.delete_model(Secret)


def stored(model, pk):
    """What the database holds, as it is."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT text FROM {model._meta.db_table} WHERE id = %s", [pk])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("text", ["", "0", "False", "None", "Leyla Məmmədova", "Ольга\n'; --", "x" * 100_000])
def test_a_text_comes_back_exactly_and_is_not_in_the_database(secret, text):
    row = secret.objects.create(text=text)

    assert secret.objects.get(pk=row.pk).text == text
    token = stored(secret, row.pk)
    assert token.startswith("gAAAA")
    assert len(text) < 5 or text not in token


def test_nothing_stays_null(secret):
    row = secret.objects.create(text=None)

    assert stored(secret, row.pk) is None
    assert secret.objects.get(text__isnull=True).text is None
    assert not secret.objects.filter(text__isnull=False).exists()


def test_bulk_writes_and_updates_encrypt_too(secret):
    first, second = secret.objects.bulk_create([secret(text="one"), secret(text="two")])
    secret.objects.filter(pk=first.pk).update(text="three")
    second.text = "four"
    secret.objects.bulk_update([second], ["text"])

    assert list(secret.objects.order_by("pk").values_list("text", flat=True)) == ["three", "four"]
    assert stored(secret, second.pk).startswith("gAAAA")


@pytest.mark.parametrize(
    "lookup", ["text", "text__in", "text__contains", "text__iexact", "text__gt", "text__length"]
)
def test_an_encrypted_field_cannot_be_searched(secret, lookup):
    with pytest.raises(FieldError, match="encrypted"):
        secret.objects.filter(**{lookup: ["a"] if lookup.endswith("in") else "a"})


def test_equal_texts_are_not_equal_in_the_database(secret):
    one, two = secret.objects.create(text="same"), secret.objects.create(text="same")
    assert stored(secret, one.pk) != stored(secret, two.pk)


def test_rotation_brings_every_value_to_the_newest_key(secret, settings):
    settings.FIELD_KEYS = [OLD]
    texts = ["", "0", *(f"text {number}" for number in range(1200)), None]
    secret.objects.bulk_create([secret(text=text) for text in texts])
    settings.FIELD_KEYS = [NEW, OLD]
    secret.objects.create(text="already new")

    assert rotate_field_keys.rotate(secret._meta.get_field("text")) == (1202, 1)

    settings.FIELD_KEYS = [NEW]
    assert list(secret.objects.order_by("pk").values_list("text", flat=True)) == [*texts, "already new"]


def test_rotation_that_was_stopped_goes_on_where_it_was(secret, settings):
    settings.FIELD_KEYS = [OLD]
    secret.objects.bulk_create([secret(text=str(number)) for number in range(600)])
    settings.FIELD_KEYS = [NEW, OLD]
    field = secret._meta.get_field("text")
    rotate_field_keys._rotate_batch(field, None)

    assert rotate_field_keys.rotate(field) == (100, 500)
    assert rotate_field_keys.rotate(field) == (0, 600)


def test_without_its_key_a_value_is_not_read_as_something_else(secret, settings):
    settings.FIELD_KEYS = [OLD]
    row = secret.objects.create(text="kept")
    settings.FIELD_KEYS = [NEW]

    with pytest.raises(fields.Unreadable):
        secret.objects.get(pk=row.pk)


@pytest.mark.django_db
def test_the_rotation_command_names_every_encrypted_field(capsys):
    call_command("rotate_field_keys")
    printed = capsys.readouterr().out
    assert all(
        f"{field.model._meta.label}.{field.name}: " in printed
        for field in rotate_field_keys.encrypted_fields()
    )
    assert "Done" in printed


@given(st.text(), st.text())
def test_a_keyed_hash_finds_the_same_text_and_no_other(one, other):
    one, other = (text.encode(errors="replace").decode() for text in (one, other))
    assert (fields.keyed_hash(one, "p") == fields.keyed_hash(other, "p")) == (one == other)


def test_a_keyed_hash_differs_by_purpose_and_key_and_outlives_field_rotation(settings):
    before = fields.keyed_hash("AZE1234567", "people.document")
    assert fields.keyed_hash("AZE1234567", "feedback.receipt") != before
    settings.FIELD_KEYS = [NEW]
    settings.SECRET_KEY = "another"
    assert fields.keyed_hash("AZE1234567", "people.document") == before
    settings.HASH_KEY = "another"
    assert fields.keyed_hash("AZE1234567", "people.document") != before
