"""Everything that is done when people are asked again."""

from .answers import record_return, reopen_after
from .proofs import add_proof, remove_proof

__all__ = ["add_proof", "record_return", "remove_proof", "reopen_after"]
