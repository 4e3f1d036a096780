"""Countries by their two letters (ISO 3166-1), in the reader's language."""

import gettext
from functools import cache

import pycountry
from django.utils.translation import get_language


def is_country(code: str) -> bool:
    return len(code) == 2 and pycountry.countries.get(alpha_2=code.upper()) is not None


def country_name(code: str) -> str:
    """ "Georgia"; the code itself where nothing is called so, "" for none."""
    return _name(code, get_language() or "en") if code else ""


@cache
def _name(code: str, language: str) -> str:
    found = pycountry.countries.get(alpha_2=code)
    if found is None:
        return code
    name = getattr(found, "common_name", found.name)
    return _catalogue(language).gettext(name)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True)


def choices() -> list[tuple[str, str]]:
    """Every country by its name in the reader's language."""
    return sorted(
        ((each.alpha_2, country_name(each.alpha_2)) for each in pycountry.countries), key=lambda it: it[1]
    )
