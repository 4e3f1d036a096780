"""Forms of procedures and of the forms of applications."""
