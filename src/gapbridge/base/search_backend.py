"""modelsearch's database backend without its walk through the whole index at every save.

modelsearch keeps a factor by the average title length, which it counts anew over all entries each
time one is written. Titles count for more here by a fixed weight (see search.py), so it isn't needed.
"""

from typing import Any

from modelsearch.backends import database


class WithoutNorms:
    def _refresh_title_norms(self, full: bool = False) -> None:
        pass


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - modelsearch looks for a class
    """What modelsearch asks of a backend's module: SQLite's or PostgreSQL's, by the default database."""
    backend = database.SearchBackend(params)
    backend.index_class = type("Index", (WithoutNorms, backend.index_class), {})
    return backend
