"""Reads of grants: lists, the budget against what was spent, what is due, the ledger, what needs looking at."""
