"""The words of this part of the story, and small things that all of it needs."""

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.utils import timezone

from gapbridge.base.uploads import CheckedUpload, check_upload
from gapbridge.demo.stage import texts

THEMES = ("livelihoods_recovery", "mental_health_psychosocial", "resource_mobilisation")
GROUPS = ("internally_displaced", "returnees", "people_with_disabilities")
WHERE = ("AZ-BAR", "AZ-FUZ", "AZ-GA", "AZ-AGC", "AZ-TAR", "AZ-BEY", "AZ-AGM", "AZ-LAC")
APPLICANTS = 30
# A page that says what it is: the smallest document that a reader of PDF opens.
PAGE = b"""%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length %d>>stream
%s
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%%%EOF
"""


def grants_words() -> dict[str, Any]:
    return texts("grants")


def at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def example_page(title: str) -> CheckedUpload:
    """A document of the demonstration: one page with its title and the word "example". Latin letters only."""
    drawn = f"BT /F 14 Tf 40 200 Td ({title}) Tj 0 -24 Td (Example of the demonstration) Tj ET".encode(
        "latin-1"
    )
    return check_upload(File(BytesIO(PAGE % (len(drawn), drawn)), name=f"{title}.pdf"))
