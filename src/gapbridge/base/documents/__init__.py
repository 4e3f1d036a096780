"""What documents of all stages share: texts as plain data, and the setting of tagged PDFs by Typst."""
