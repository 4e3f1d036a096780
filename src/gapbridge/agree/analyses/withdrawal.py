"""When people take back their consent: drafts lose their words, and what is published marks where they stood."""

from collections.abc import Callable, Collection, Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base.models import StoredFile
from gapbridge.base.sockets import UseOfWords

from .compose import digest_of, voices_in
from .models import Version


def words_in_analyses(statements: Collection[int]) -> Iterable[UseOfWords]:
    """Every version that holds the words of one of these statements."""
    asked = set(statements)
    for version in Version.objects.select_related("analysis").defer("content").order_by("pk"):
        held = asked & set(version.voices) - withdrawn_from(version).keys()
        if held:
            label = _("Gap analysis “%(title)s”, version %(number)s (%(language)s)") % {
                "title": version.analysis.title,
                "number": version.number,
                "language": version.get_language_display(),
            }
            frozen = not version.is_draft
            yield UseOfWords(label, version.get_absolute_url(), frozen, _taking_back(version.pk, held))


def withdrawn_from(version: Version) -> dict[int, str]:
    """The voices taken back after publication, with the day (ISO)."""
    return dict(version.withdrawn_voices)


def _taking_back(pk: int, held: set[int]) -> Callable[[], None]:
    def take_back() -> None:
        version = Version.objects.select_for_update().get(pk=pk)
        (_take_out if version.is_draft else _mark)(version, held)

    return take_back


def _take_out(version: Version, statements: set[int]) -> None:
    """Draft: the words go, and the document's hash with them."""
    for part in version.content.get("parts", []):
        if voices := part.get("voices"):
            part["voices"] = [_without(each) if each["id"] in statements else each for each in voices]
    version.hash = digest_of(version.content)
    version.voices = voices_in(version.content)
    version.save(update_fields=["content", "hash", "voices"])


def _without(voice: dict) -> dict:
    return {"id": voice["id"], "withdrawn": True}


def _mark(version: Version, statements: set[int]) -> None:
    """Published: the record stays as it was sealed; page and files show a mark where the words stood.

    The files that still hold them are no longer given to the public (see files.py).
    """
    today = timezone.localdate().isoformat()
    version.withdrawn_voices = [*version.withdrawn_voices, *([pk, today] for pk in sorted(statements))]
    version.save(update_fields=["withdrawn_voices"])
    StoredFile.objects.filter(pk__in=[version.pdf_id, version.docx_id]).update(is_public=False)
