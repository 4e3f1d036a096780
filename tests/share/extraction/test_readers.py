"""What the child process makes of files, good and hostile. It asks no database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gapbridge.share.extraction import process
from gapbridge.share.extraction.readers.base import Limits
from tests.share.extraction import files

pytestmark = pytest.mark.once
HTML = (
    "<html><head><title>no</title><script>bad()</script></head><body onload=bad()><h1>Başlıq</h1>"
    "<p>Bir <b>iki</b><img src=http://203.0.113.1/x.png><table><tr><td>a<td>b</table><ul><li>üç</ul>"
)


def read(
    tmp_path,
    content,
    content_type="application/pdf",
    *,
    letters=False,
    language="az",
    stopping=None,
    **limits,
):
    """(pages, what came last): each page is a dict whose `picture` is bytes."""
    (tmp_path / "file").write_bytes(content if isinstance(content, bytes) else content.encode())
    told = process.run(
        tmp_path,
        content_type=content_type,
        language=language,
        limits=Limits(**limits),
        with_letters=letters,
        stopping=stopping or (lambda: False),
    )
    pages, last = [], None
    for what, value in told:
        last = (what, value)
        if what == "page":
            name = value["picture"]
            pages.append(value | {"picture": (tmp_path / name).read_bytes() if name else None})
    return pages, last


DOCUMENTS = {
    "docx": (files.docx, files.WORD, [("Nizamnamə", "qrantları\n\nünvan | Gəncə"), ("Üzvlük", "Üzvlük")]),
    "pptx": (files.pptx, files.SLIDES, [("Büdcə", "kirayə\n\nSay it slowly"), ("Hesabat", "Hesabat")]),
    "xlsx": (files.xlsx, files.WORKBOOK, [("Xərclər", "kirayə | 1200"), ("Gəlirlər", "bağış")]),
    "odt": (files.odt, files.ODT, [("Устав", "Волонтёры и гранты")]),
    "odp": (files.odp, files.ODP, [("", "Первый слайд"), ("", "Второй слайд")]),
    "pdf": (
        files.pdf,
        "application/pdf",
        [("Könüllü müqaviləsi", "İctimai birlik"), ("Договор", "волонтёр")],
    ),
    "html": (lambda: HTML, "text/html", [("Başlıq", "Bir iki")]),
    "txt": (lambda: "Bir\n\niki\füç", "text/plain", [("", "iki"), ("", "üç")]),
    "csv": (lambda: "ad;say\nqrant;3\n", "text/csv", [("", "qrant | 3")]),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_text_headings_and_a_picture_come_out_page_by_page(tmp_path, kind):
    made, content_type, expected = DOCUMENTS[kind]
    pages, last = read(tmp_path, made(), content_type)
    assert last == ("done", {"without_letters": 0})
    assert [page["title"] for page in pages] == [title for title, _text in expected]
    for page, (_title, text) in zip(pages, expected, strict=True):
        assert text in page["text"]
        assert page["picture"][:4] == b"RIFF" and page["picture"][8:12] == b"WEBP"
        assert not page["was_recognised"]


def test_scripts_of_a_web_page_are_no_words_of_it(tmp_path):
    pages, _last = read(tmp_path, HTML, "text/html")
    assert "bad" not in pages[0]["text"] and "no" not in pages[0]["text"].split()


def test_a_document_without_page_breaks_begins_a_page_at_its_headings(tmp_path):
    pages, _last = read(tmp_path, files.long_docx(), files.WORD)
    assert [page["title"] for page in pages] == ["Chapter 1", "Chapter 2", "Chapter 3"]


def test_of_a_sheet_200_rows_and_20_columns_are_read(tmp_path):
    book = files.xlsx([f"r{row}c{column}" for column in range(25)] for row in range(300))
    text = read(tmp_path, book, files.WORKBOOK)[0][0]["text"]
    assert "r199c19" in text and "r200c0" not in text and "c20" not in text


def test_an_old_russian_code_page_is_understood(tmp_path):
    pages, _last = read(tmp_path, "Договор о волонтёрстве".encode("cp1251"), "text/plain")
    assert pages[0]["text"] == "Договор о волонтёрстве"


def test_only_the_first_pages_are_drawn(tmp_path):
    pages, _last = read(tmp_path, files.pdf(), pictures=1)
    assert [page["picture"] is not None for page in pages] == [True, False]


# --- letters in pictures --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "kind"), [(files.scanned_pdf, "application/pdf"), (files.picture, "image/png")]
)
def test_letters_of_a_scanned_page_and_a_picture_are_recognised(tmp_path, made, kind):
    """Needs Tesseract with aze, rus and eng. Missing, it is a failure and not a skip: script/setup --dev installs it."""
    pages, last = read(tmp_path, made(), kind, letters=True)
    assert last == ("done", {"without_letters": 0})
    assert pages[0]["was_recognised"]
    assert "Könüllü müqaviləsi" in pages[0]["text"]


def test_without_tesseract_the_child_says_how_many_pages_it_left(tmp_path):
    pages, last = read(tmp_path, files.scanned_pdf())
    assert last == ("done", {"without_letters": 1})
    assert pages[0]["text"] == "" and pages[0]["picture"]


# --- hostile --------------------------------------------------------------------------------------

HOSTILE = {
    "locked with a password": (files.locked_pdf, "application/pdf", "locked"),
    "100,000 pages declared": (files.pdf_of_100_000_pages, "application/pdf", "too_many_pages"),
    "drawing that unpacks without end": (files.pdf_bomb, "application/pdf", "memory", 200),
    "no PDF at all": (lambda: b"%PDF-1.7\nnothing", "application/pdf", "damaged"),
    "XML that is none": (
        lambda: files.changed(files.docx(), "word/document.xml", b"<oops"),
        files.WORD,
        "damaged",
    ),
    "entities in entities": (files.docx_with_entities, files.WORD, "damaged"),
    "a cell at the far corner": (files.xlsx_with_a_far_corner, files.WORKBOOK, "memory"),
    "400 million pixels": (lambda: files.png(20_000, 20_000, rows=1), "image/png", "memory"),
    "half a picture": (lambda: files.png(300, 300)[:70], "image/png", "damaged"),
    "no words": (lambda: "<script>1</script>", "text/html", "no_text"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_ends_with_its_reason(tmp_path, what):
    made, content_type, because, *megabytes = HOSTILE[what]
    limits = {"memory": megabytes[0] * 1024 * 1024} if megabytes else {}
    _pages, last = read(tmp_path, made(), content_type, **limits)
    assert last == ("failed", because)


def test_a_pdf_that_holds_itself_comes_to_an_end(tmp_path):
    pages, last = read(tmp_path, files.pdf_that_holds_itself())
    assert last[0] == "done" and len(pages) == 2


def test_a_page_nested_200_000_deep_comes_to_an_end(tmp_path):
    assert read(tmp_path, "<div>" * 200_000 + "x", "text/html")[1] is not None


def test_too_little_memory_is_said(tmp_path):
    assert read(tmp_path, files.png(6000, 6000), "image/png", memory=180 * 1024 * 1024)[1] == (
        "failed",
        "memory",
    )


def test_processor_time_is_limited(tmp_path):
    slow = files.raw_pdf(
        files.CATALOGUE,
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        files.PAGE,
        (stream := b"0 0 m 199 199 l S " * 900_000)
        and b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
    )
    assert read(tmp_path, slow, processor=1)[1] == ("failed", "too_long")


def test_the_clock_ends_it_and_pages_read_before_are_kept(tmp_path):
    assert read(tmp_path, files.pdf(), clock=0)[1] == ("failed", "too_long")


def test_a_text_longer_than_may_be_is_cut(tmp_path):
    pages, _last = read(tmp_path, "a " * 2000, "text/plain", characters=100)
    assert all(len(page["text"]) <= 100 for page in pages)


def test_told_to_stop_it_stops(tmp_path):
    with pytest.raises(process.Stopped):
        read(tmp_path, files.pdf(), stopping=lambda: True)


def test_the_child_knows_nothing_of_django_nor_of_our_secrets(tmp_path, monkeypatch):
    asked = "import sys, gapbridge.share.extraction.child, gapbridge.share.extraction.readers.pdf; print('django' in sys.modules)"
    source = str(Path(process.gapbridge.__file__).parents[1])
    found = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, env={"PYTHONPATH": source}
    )
    assert found.stdout == "False\n"
    monkeypatch.setenv("GAPBRIDGE_FIELD_KEYS", "secret")
    with Path(os.devnull).open("wb") as nothing:
        started = process._started([sys.executable, "-c", "import os; print(os.environ)"], nothing)
        assert "secret" not in started.communicate()[0].decode()


def test_the_child_reaches_no_network():
    """Where the system lets a process give its network up."""
    if subprocess.run(["unshare", "--user", "--net", "true"], capture_output=True).returncode:
        pytest.skip("this system lets no process give its network up")
    tried = (
        "from gapbridge.share.extraction.child import confine, Limits; import socket; confine(Limits());"
        "print([name for _n, name in socket.if_nameindex()]);"
        "socket.create_connection(('127.0.0.1', 9), timeout=1)"
    )
    source = str(Path(process.gapbridge.__file__).parents[1])
    found = subprocess.run(
        [sys.executable, "-c", tried], capture_output=True, text=True, env={"PYTHONPATH": source}
    )
    assert "unreachable" in found.stderr or "refused" in found.stderr
    assert found.stdout == "['lo']\n"
