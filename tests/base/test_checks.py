"""The server does not start on a database or with settings that are not safe."""

import os
import subprocess
import sys
from base64 import b64encode

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from gapbridge.agree.consultations.proof import signing
from gapbridge.base import checks
from gapbridge.conf.demo_secrets import demo_secrets
from gapbridge.people.models import User

sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite")


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
        ((3, 40, 1), False),
    ],
)
def test_which_versions_of_sqlite_are_sound(version, sound):
    assert checks.is_sound(version) is sound


@pytest.fixture
def pragma(transactional_db):
    """Set a PRAGMA on the connection for one test."""
    before = {}

    def set_pragma(name, value):
        with connection.cursor() as cursor:
            before.setdefault(name, cursor.execute(f"PRAGMA {name}").fetchone()[0])
            cursor.execute(f"PRAGMA {name}={value}")

    yield set_pragma
    for name, value in before.items():
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {name}={value}")


@sqlite_only
@pytest.mark.parametrize(
    ("name", "value"), [("synchronous", 1), ("foreign_keys", 0), ("secure_delete", 0), ("trusted_schema", 1)]
)
def test_each_pragma_is_read_back(pragma, name, value):
    pragma("synchronous", 2)
    assert list(checks.sqlite_faults(connection)) == []
    pragma(name, value)
    assert [fault for fault, _text in checks.sqlite_faults(connection)] == [name]
    errors = checks.check_sqlite(databases=["default"])
    assert [error.id for error in errors] == ["base.E001"] and name in errors[0].msg


@sqlite_only
def test_a_connection_that_is_not_safe_is_refused_as_it_opens(pragma):
    pragma("trusted_schema", 1)
    with pytest.raises(ImproperlyConfigured, match="trusted_schema is 1, not 0"):
        checks.refuse_unsafe_connection(connection)


@sqlite_only
def test_only_production_is_held_to_what_outlives_a_power_cut(pragma, settings):
    pragma("synchronous", 0)
    checks.refuse_unsafe_connection(connection)
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match="synchronous is 0, not 2"):
        checks.refuse_unsafe_connection(connection)


def gapbridge(*arguments, **environment):
    """The real command with the real settings and this environment."""
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(
        [sys.executable, "-m", "gapbridge", *arguments],
        env={**kept, "DJANGO_SETTINGS_MODULE": "gapbridge.conf.settings", **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.once  # on SQLite, whatever the others run on
def test_a_new_installation_on_sqlite_passes(tmp_path):
    result = gapbridge("check", "--database", "default", GAPBRIDGE_DATA=str(tmp_path), DATABASE_URL="")
    assert result.returncode == 0, result.stderr


STRONG = {
    "GAPBRIDGE_PRODUCTION": "1",
    "GAPBRIDGE_SECRET_KEY": "s" * 25 + "T4x" * 25,
    "GAPBRIDGE_JOURNAL_KEY": "j" * 40,
    "GAPBRIDGE_HASH_KEY": "h" * 40,
    "GAPBRIDGE_AGREEMENT_KEY": b64encode(bytes(range(32))).decode(),
    "GAPBRIDGE_FIELD_KEYS": Fernet.generate_key().decode(),
    "GAPBRIDGE_HOSTS": "gapbridge.example.org",
    "GAPBRIDGE_DEMO": "0",
}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GAPBRIDGE_SECRET_KEY", "short"),
        ("GAPBRIDGE_JOURNAL_KEY", ""),
        ("GAPBRIDGE_HASH_KEY", "demonstration-only-hashes-and-longer"),
        ("GAPBRIDGE_FIELD_KEYS", ""),
        ("GAPBRIDGE_FIELD_KEYS", "not-a-key"),
        ("GAPBRIDGE_FIELD_KEYS", "ZGVtb25zdHJhdGlvbi1vbmx5LW5vdC1hLXNlY3JldCE="),
        ("GAPBRIDGE_HOSTS", ""),
        ("GAPBRIDGE_HOSTS", "*"),
        ("GAPBRIDGE_DEMO", "1"),
    ],
)
def test_a_weak_setting_of_a_production_server_is_named_with_its_variable(variable, value, settings):
    settings.PRODUCTION, settings.DEMO, settings.DEBUG = True, False, False
    settings.SECRET_KEY = settings.JOURNAL_KEY = settings.HASH_KEY = "k" * 40
    settings.FIELD_KEYS, settings.ALLOWED_HOSTS = [STRONG["GAPBRIDGE_FIELD_KEYS"]], ["gapbridge.example.org"]
    assert checks.check_production_settings() == []

    name = {"GAPBRIDGE_HOSTS": "ALLOWED_HOSTS"}.get(variable, variable.removeprefix("GAPBRIDGE_"))
    is_list = name in {"FIELD_KEYS", "ALLOWED_HOSTS"}
    setattr(settings, name, ([value] if value else []) if is_list else (True if name == "DEMO" else value))

    errors = checks.check_production_settings()
    assert [error.id for error in errors] == ["base.E003"]
    assert variable in errors[0].hint


def test_production_with_strong_settings_passes_and_a_demonstrations_is_refused(tmp_path):
    strong = gapbridge("check", "--deploy", GAPBRIDGE_DATA=str(tmp_path), **STRONG)
    assert "base.E" not in strong.stderr and strong.returncode == 0, strong.stderr
    demonstration = gapbridge("check", "--deploy", GAPBRIDGE_DATA=str(tmp_path), GAPBRIDGE_PRODUCTION="0")
    assert demonstration.returncode == 1
    for variable in ("DEMO", "PRODUCTION"):
        assert f"Set GAPBRIDGE_{variable}" in demonstration.stderr


@pytest.mark.parametrize("value", ["", "short", "AAAA", "A" * 43 + "=", "ключ"])
def test_a_key_for_agreements_that_is_none_or_not_random_is_refused(value, settings):
    settings.AGREEMENT_KEY = STRONG["GAPBRIDGE_AGREEMENT_KEY"]
    assert signing.check_agreement_key() == []
    settings.AGREEMENT_KEY = value
    assert [each.id for each in signing.check_agreement_key()] == ["consultations.E001"]


def test_a_key_that_a_later_version_asks_for_is_added_to_those_of_a_demonstration(tmp_path):
    first = demo_secrets(tmp_path)
    path = tmp_path / "secrets.env"
    path.write_text("".join(f"{name}={key}\n" for name, key in first.items() if "AGREEMENT" not in name))
    second = demo_secrets(tmp_path)
    assert {**second, "GAPBRIDGE_AGREEMENT_KEY": ""} == {**first, "GAPBRIDGE_AGREEMENT_KEY": ""}
    assert len(second["GAPBRIDGE_AGREEMENT_KEY"]) == 44
    assert demo_secrets(tmp_path) == second


@pytest.mark.django_db
def test_demonstration_accounts_are_refused_in_production_alone(settings):
    User.objects.create(email="officer@example.org")
    User.objects.create(email="marked@gapbridge.az", is_demo=True)
    User.objects.create(email="left@example.org", is_active=False)
    assert checks.check_demonstration_accounts(databases=["default"]) == []
    settings.PRODUCTION = True
    errors = checks.check_demonstration_accounts(databases=["default"])
    assert [error.id for error in errors] == ["base.E002"] and errors[0].msg.startswith("2 ")
    User.objects.update(is_active=False)
    assert checks.check_demonstration_accounts(databases=["default"]) == []
