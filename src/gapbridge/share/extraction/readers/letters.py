"""Letters in pictures, recognised by Tesseract, a program of its own (Debian: tesseract-ocr and its languages)."""

import os
import shutil
import subprocess
from pathlib import Path

from PIL import Image

from .base import Work

LANGUAGES = {"az": "aze", "ru": "rus", "en": "eng"}
LONGEST_SIDE = 3500  # pixels: A4 at 300 dots an inch
LEAST_SIDE = 1200  # a smaller picture is made larger first
SECONDS = 60  # for one page
DOTS = 300  # an inch
FAINTEST = 25  # of 255: what differs less is no letter


def languages(first: str) -> str | None:
    """`first` before the others, as far as they are installed: "aze+eng+rus". None without Tesseract."""
    if shutil.which("tesseract") is None:
        return None
    done = subprocess.run(
        ["tesseract", "--list-langs"],  # noqa: S607 - the system's own, wherever it is
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    there = set(done.stdout.split())
    wanted = sorted(LANGUAGES.values(), key=lambda each: each != LANGUAGES.get(first))
    return "+".join(each for each in wanted if each in there) or None


def recognise(picture: Image.Image, work: Work) -> str:
    """The text in a picture, or "". Of one that takes too long nothing is kept."""
    clear = _clear(picture)
    if _is_blank(clear):
        return ""
    if work.letters is None or work.seconds_left() <= 0:
        work.without_letters += 1
        return ""
    path = work.folder / "letters.png"
    clear.save(path, dpi=(DOTS, DOTS))
    return _run(path, work.letters, min(SECONDS, max(1.0, work.seconds_left())))


def _clear(picture: Image.Image) -> Image.Image:
    grey = picture.convert("L")
    side = max(grey.size)
    scale = LONGEST_SIDE / side if side > LONGEST_SIDE else (2 if side < LEAST_SIDE else 1)
    if scale == 1:
        return grey
    return grey.resize((max(1, round(grey.width * scale)), max(1, round(grey.height * scale))))


def _is_blank(grey: Image.Image) -> bool:
    darkest, lightest = grey.getextrema()
    return lightest - darkest < FAINTEST  # type: ignore[operator]


def _run(path: Path, wanted: str, seconds: float) -> str:
    command = ["tesseract", str(path), "stdout", "-l", wanted, "--psm", "3"]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=seconds,
            check=False,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        return ""
    finally:
        path.unlink(missing_ok=True)
    return _tidy(done.stdout.decode("utf-8", "replace")) if done.returncode == 0 else ""


def _tidy(text: str) -> str:
    """Without form feeds and the specks that are taken for letters: a page of those holds no text."""
    lines = [line.strip() for line in text.replace("\f", "\n").splitlines()]
    whole = "\n".join(lines).strip()
    return whole if sum(sign.isalnum() for sign in whole) >= 3 else ""
