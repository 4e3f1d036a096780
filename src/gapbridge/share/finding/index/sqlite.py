"""What SQLite says its own way. All else of the index is the same in both databases."""


def lock() -> None:
    """Nothing to do: a transaction that writes has the database for itself (transaction_mode IMMEDIATE)."""


def begins(column: str, beginning: str) -> tuple[str, list[str]]:
    """A condition that uses the column's index: terms are of a–z and 0–9, and { comes after z."""
    return f"{column} >= %s AND {column} < %s", [beginning, beginning + "{"]
