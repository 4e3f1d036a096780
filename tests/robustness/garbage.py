"""What people and machines send that no form expects."""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

LONG = "water and words " * 12_500  # 200,000 characters

NUMBERS = (
    "-1", "0", str(10**30), "-" + str(10**30), "NaN", "sNaN", "Infinity", "-Infinity", "1e400", "1e-400", "1e15",
    "0.0000000001", "99999999999999999999.99", "1_000", "१२३", "1,5", "0x10", str(2**31), str(2**63), "-0",
)  # fmt: skip
DATES = (
    "0000-00-00", "0001-01-01", "9999-12-31", "31.02.2024", "2024-02-30", "0999-12-31", "24-1-1", "99999-01-01",
    "0001-01-01T00:00", "9999-12-31T23:59", "2024-13-45T99:99", "2009-03-29T02:30", "yesterday",
)  # fmt: skip
TEXTS = (
    "\u202eevil\u202c \u200f\u200b\ufeff", "<script>alert(1)</script><b onclick=x>", "{{ request }}{% load static %}",
    "=cmd|' /C calc'!A0", "'; DROP TABLE gaps_gap; --", "%s %(name)s {0} \\", "\r\nBcc: everyone@example.org",
    "[x](javascript:alert(1)) ![y](data:text/html,z)", "👩‍👩‍👧" * 50, " ", "\t\n", "../../etc/passwd", "null", "[]", "{}",
)  # fmt: skip
IDS = ("987654321", "-1", str(2**63), str(2**64), str(10**30), "abc", "1.0", "1 OR 1=1", "None", "0")
LONG_NAMES = ("x" * 255 + ".pdf", "a\u202efdp.exe", "../../../a.txt", "a.tar.gz.", ".htaccess")


def workbook(rows: list[list[Any]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.close()
    return buffer.getvalue()


def bomb() -> bytes:
    """A workbook whose directory says what it is: fifty megabytes of nothing in fifty kilobytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 4_000_000)
        archive.writestr("[Content_Types].xml", b"<Types/>")
    return buffer.getvalue()


PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 1, 1, 8, 2, 0, 0, 0) + b"\0" * 16
BOMB = bomb()
SHEET = workbook([["Person code", "Sex", "Age group", "Date"], ["X-1", "purple", "ancient", "never"]])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FILES: tuple[Callable[[], SimpleUploadedFile], ...] = (
    lambda: SimpleUploadedFile("report.pdf", PNG, "application/pdf"),
    lambda: SimpleUploadedFile("empty.csv", b"", "text/csv"),
    lambda: SimpleUploadedFile("bomb.xlsx", BOMB, XLSX),
    lambda: SimpleUploadedFile("register.xlsx", SHEET, XLSX),
    lambda: SimpleUploadedFile("cut.xlsx", SHEET[:300], XLSX),
    lambda: SimpleUploadedFile("words.csv", b"code;sex\nX-1;purple\n\"open", "text/csv"),
    lambda: SimpleUploadedFile("nul.csv", b"a,b\n\x00,\xff\xfe\n", "text/csv"),
    lambda: SimpleUploadedFile("run.exe", b"MZ" + b"\0" * 64, "application/pdf"),
    lambda: SimpleUploadedFile(LONG_NAMES[0], b"%PDF-1.4\n%%EOF", "application/pdf"),
    lambda: SimpleUploadedFile(LONG_NAMES[1], b"%PDF-1.4\n%%EOF", "application/pdf"),
    lambda: SimpleUploadedFile("page.html", b"<!doctype html><script>1</script>", "text/html"),
)  # fmt: skip


def good_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("words.txt", b"Water every day.\n", "text/plain")


def any_garbage(chance: random.Random, ids: list[str]) -> Any:
    """One value of any kind; `ids` are those of objects elsewhere."""
    pool = chance.choice((NUMBERS, DATES, TEXTS, IDS, ids, (LONG, "", "x" * 300, "ж" * 5000)))
    return chance.choice(pool)
