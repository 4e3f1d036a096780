"""Filling in a form in the browser, with or without a network."""
