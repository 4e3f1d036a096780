"""The index: the engine in the database, or OpenSearch by setting (FINDING_ENGINE)."""

from functools import cache
from typing import cast

from django.conf import settings

from .shapes import Engine


def engine() -> Engine:
    return _engine(settings.FINDING_ENGINE)


@cache
def _engine(name: str) -> Engine:
    if name == "opensearch":
        from .opensearch import OpenSearchEngine

        return OpenSearchEngine()
    from . import database

    return cast(Engine, database)
