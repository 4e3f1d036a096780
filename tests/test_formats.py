"""A date at the end of a sentence brings no full stop of its own, in any language of the screens."""

from datetime import date, datetime

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize(
    "pattern", ["DATE_FORMAT", "DATETIME_FORMAT", "YEAR_MONTH_FORMAT", "SHORT_DATE_FORMAT"]
)
def test_no_date_ends_with_a_full_stop(language, pattern):
    moment = datetime(2026, 11, 22, 9, 5) if "TIME" in pattern else date(2026, 11, 22)  # noqa: DTZ001
    with translation.override(language):
        assert not date_format(moment, pattern).endswith(".")
