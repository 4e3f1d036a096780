"""Pages: procedures with their grids, and the forms of applications."""
