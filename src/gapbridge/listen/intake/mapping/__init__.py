"""From a form's questions, or an export's columns, to the parts of a session.

`parts` says what a session can be filled with; `spellings` knows how the values of each are written in three
languages; `guesses` proposes which question fills which part; `answers` reads a submission's content whatever it
came by; `prefill` puts the answers into the fields of the page that takes them in.

Rules are what a `Mapping` keeps: {"place": {"from": "place", "values": {"Yevlakh": "AZ-YEV"}},
"notes": {"from": ["notes_water", …]}, "said": {"from": "said/said_words", "rank": "said/said_rank"}}.
"""
