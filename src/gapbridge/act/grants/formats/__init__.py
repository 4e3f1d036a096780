"""What leaves as a document: the agreement's text and PDF, the audit file."""
