"""A template and its data as a tagged PDF (PDF/UA-1)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

ROOT = Path(__file__).parents[2]  # the package: templates import "/base/documents/house.typ"
# Whether the fonts have a letter, as far as that was asked: PDF/UA refuses a text that can't be shown.
DRAWABLE: dict[str, bool] = {}
TRIAL = b'#set document(title: "x")\n#set text(lang: "en", font: "Libertinus Serif")\n#sys.inputs.text'


def typeset(template: Path, data: dict[str, Any], *, at: datetime) -> bytes:
    """Set `template` with `data`, which it reads from `sys.inputs.data`. The same input gives the same bytes.

    Only the fonts that come with Typst are used: they hold Azerbaijani and Russian, on every machine. A sign that
    they don't hold is written as its number: [U+1F600].
    """
    return typst.compile(
        str(template),
        root=str(ROOT),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(drawable(data), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(at.astimezone(UTC).timestamp()),
    )


def drawable(data: Any) -> Any:
    """The same data, in its texts a number for each sign that the fonts don't hold."""
    _learn({sign for text in _texts(data) for sign in text} - DRAWABLE.keys())
    return _written(data)


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for each in data.values():
            yield from _texts(each)
    elif isinstance(data, list | tuple):
        for each in data:
            yield from _texts(each)


def _learn(signs: set[str]) -> None:
    if not signs or _sets("".join(sorted(signs))):
        DRAWABLE.update(dict.fromkeys(signs, True))
    else:
        DRAWABLE.update({sign: sign in "\n\r\t " or _sets(sign) for sign in signs})


def _sets(text: str) -> bool:
    try:
        typst.compile(TRIAL, ignore_system_fonts=True, sys_inputs={"text": text}, pdf_standards=["ua-1"])
    except RuntimeError:
        return False
    return True


def _written(data: Any) -> Any:
    if isinstance(data, str):
        return "".join(sign if DRAWABLE[sign] else f"[U+{ord(sign):04X}]" for sign in data)
    if isinstance(data, dict):
        return {key: _written(each) for key, each in data.items()}
    if isinstance(data, list | tuple):
        return [_written(each) for each in data]
    return data
