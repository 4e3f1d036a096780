"""The engine in the database: SQLite's or PostgreSQL's (sqlite.py, postgresql.py), with the same blocks in both."""

from .answering import ask
from .placing import begin, drop, is_sparse, put, sweep

__all__ = ["ask", "begin", "drop", "is_sparse", "put", "sweep"]
