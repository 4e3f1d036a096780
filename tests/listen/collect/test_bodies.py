"""Bodies in chunks get a length before Django sees them, and no more of them is read than may be."""

from io import BytesIO

import pytest

from gapbridge.conf.bodies import with_lengths


def handed_on(body: BytesIO, most: int = 100, **head: str) -> tuple[str | None, bytes]:
    """The length that the application is told, and the body that it reads."""
    found = []

    def application(request, start_response):
        found.append((request.get("CONTENT_LENGTH"), request["wsgi.input"].read()))
        return []

    with_lengths(application, most=most)({"wsgi.input": body, **head}, lambda *_: None)
    return found[0]


CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked"}


@pytest.mark.parametrize("content", [b"", b"a", b"x" * 100])
def test_a_body_in_chunks_gets_its_length(content):
    assert handed_on(BytesIO(content), **CHUNKED) == (str(len(content)), content)


def test_a_body_with_a_length_is_left_alone():
    assert handed_on(BytesIO(b"abc"), CONTENT_LENGTH="3") == ("3", b"abc")
    assert handed_on(BytesIO(b"abc")) == (None, b"abc")


def test_of_a_body_that_is_too_long_no_more_is_read_than_shows_it():
    body = BytesIO(b"x" * 10_000_000)
    length, content = handed_on(body, **CHUNKED)
    assert int(length) > 100
    assert content == b""
    assert body.tell() <= 64 * 1024
