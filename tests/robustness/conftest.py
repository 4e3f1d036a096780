"""The world of tests/access, as every test here wants it: each request is undone before the next."""

from tests.access.conftest import quiet, stage  # noqa: F401 - fixtures
