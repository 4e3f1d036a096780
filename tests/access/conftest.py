"""One world for a whole module: each request is undone before the next."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside never was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="package", autouse=True)
def quiet() -> Iterator[None]:
    """Refusals are what is asked for here: the log need not tell of each."""
    log = logging.getLogger("django.request")
    before = log.level
    log.setLevel(logging.CRITICAL)
    yield
    log.setLevel(before)


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """`cast` and `world`, made once for the module."""
    with django_db_blocker.unblock(), undone():
        from tests.cast import gather  # models can be imported only once Django stands
        from tests.world import build

        cast = gather()
        yield SimpleNamespace(cast=cast, world=build(cast))


def client_for(stage: SimpleNamespace, name: str) -> Client:
    """A client for a member of the cast, which answers 500 instead of raising."""
    client = Client(raise_request_exception=False)
    if name != "visitor":
        client.force_login(stage.cast.people[name], backend=BACKEND)
    return client


@pytest.fixture
def client_of(stage) -> Callable[[str], Client]:
    return lambda name: client_for(stage, name)


def fresh(stage: SimpleNamespace, name: str) -> Any:
    """A member of the cast as a new request would load them."""
    return AnonymousUser() if name == "visitor" else stage.cast.fresh(name)


@pytest.fixture
def person(stage) -> Callable[[str], Any]:
    return lambda name: fresh(stage, name)
