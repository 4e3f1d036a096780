"""Pages: applications, what is written into them, and receipts."""
