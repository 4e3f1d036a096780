"""The engine in the database: SQLite's or PostgreSQL's (sqlite.py, postgresql.py), with the same blocks in both."""

from .answering import ask
from .placing import begin, drop, put, sweep

__all__ = ["ask", "begin", "drop", "put", "sweep"]
