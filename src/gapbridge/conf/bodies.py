"""Bodies that come in chunks, without a length (some telephones stream): given one before Django sees them.

Django reads as much as CONTENT_LENGTH says, and without it nothing. Here such a body is laid down first, on the
disk beyond a megabyte. Of one that is longer than may be, no more is read than shows it; what is handed on then is
no body at all under the length that was reached, so that it is refused for its length.
"""

import tempfile
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable], Iterable[bytes]]
IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024


def with_lengths(application: Application, *, most: int) -> Application:
    """Wraps a WSGI application; `most`: the bytes that a body in chunks may have."""

    def wrapped(request: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        if (
            request.get("CONTENT_LENGTH")
            or "chunked" not in request.get("HTTP_TRANSFER_ENCODING", "").lower()
        ):
            return application(request, start_response)
        body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the request's input
        length = _lay_down(request["wsgi.input"], body, most)
        if length > most:
            body.truncate(0)
        body.seek(0)
        return application({**request, "wsgi.input": body, "CONTENT_LENGTH": str(length)}, start_response)

    return wrapped


def _lay_down(stream: Any, body: Any, most: int) -> int:
    """Bytes that came, up to the first piece that is too much."""
    length = 0
    while length <= most and (piece := stream.read(PIECE)):
        length += len(piece)
        body.write(piece)
    return length
