"""Russian dates without the word for year: at the end of a sentence its full stop would stand twice."""

DATE_FORMAT = "j E Y"
DATETIME_FORMAT = "j E Y, G:i"
YEAR_MONTH_FORMAT = "F Y"
