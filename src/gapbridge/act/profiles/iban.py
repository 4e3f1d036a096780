"""Account numbers as ISO 13616 writes them: two letters of a country, two check digits, up to 30 signs."""

import re

# Length of a country's numbers, from the registry of ISO 13616 (SWIFT).
LENGTHS = {
    country: int(length)
    for length, countries in {
        "15": "NO",
        "16": "BE",
        "18": "DK FI FK FO GL NL SD",
        "19": "MK SI",
        "20": "AT BA EE KZ LT LU MN XK",
        "21": "CH HR LI LV",
        "22": "BG BH CR DE GB GE IE ME RS VA",
        "23": "AE GI IL IQ OM SO TL",
        "24": "AD CZ DJ ES MD PK RO SA SE SK TN VG",
        "25": "LY PT ST",
        "26": "IS TR",
        "27": "BI FR GR IT MC MR SM",
        "28": "AL AZ BY CY DO GT HN HU LB NI PL SV",
        "29": "BR EG PS QA UA",
        "30": "JO KW MU YE",
        "31": "MT SC",
        "32": "LC",
        "33": "RU",
    }.items()
    for country in countries.split()
}
SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}")


def plain(text: str) -> str:
    """Without spaces and hyphens, in capitals."""
    return re.sub(r"[\s\-]+", "", text).upper()


def fault_of(number: str) -> str:
    """What is wrong with a plain number: "shape", "country", "length", "digits" or "" when it holds."""
    if not SHAPE.fullmatch(number):
        return "shape"
    if number[:2] not in LENGTHS:
        return "country"
    if len(number) != LENGTHS[number[:2]]:
        return "length"
    turned = number[4:] + number[:4]
    return "" if int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1 else "digits"
