"""What the editors of budget, logframe, timeline and partners show, and how their cells are read."""
