"""A form as it lies in the database, small but with what matters: a required question, a choice, a date, two languages."""

import struct
import zlib
from typing import Any

from pyxform.xls2xform import convert

from gapbridge.listen.collect.models import Form, FormVersion
from tests.listen.rooms import listening

SURVEY = """
| survey |                  |       |                     |                 |          |
|        | type             | name  | label::English (en) | label::Azərbaycanca (az) | required | parameters |
|        | text             | place | Where was it?       | Harada olub?    | yes      |
|        | select_one sex   | sex   | Who took part?      | Kim iştirak edib? |        |
|        | image            | photo | A picture           | Şəkil           |          | max-pixels=50 |
|        | begin_group      | said  | What was said       | Nə deyildi      |          |
|        | text             | words | In their words      | Öz sözləri ilə  |          |
|        | end_group        |       |                     |                 |          |
| choices |                 |        |                     |                 |
|        | list_name        | name   | label::English (en) | label::Azərbaycanca (az) |
|        | sex              | female | Women               | Qadınlar        |
|        | sex              | male   | Men                 | Kişilər         |
| settings |                |              |               |         |
|        | form_title       | form_id      | default_language | version |
|        | Listening to people | listening-web | English (en) | 1    |
"""


def open_form(cast: Any, **fields: Any) -> Form:
    """An open form of the cast's programme, with one version."""
    return with_version(
        Form.objects.create(
            **{
                "assessment": listening(cast),
                "form_id": "listening-web",
                "title": "Listening to people",
                "state": "open",
            }
            | fields
        )
    )


def with_version(form: Form, version: str = "1") -> Form:
    xform = convert(xlsform=SURVEY, file_type=".md").xform
    languages = ["English (en)", "Azərbaycanca (az)"]
    FormVersion.objects.create(form=form, version=version, xform=xform, md5="0", languages=languages)
    return form


def instance(
    instance_id: str = "uuid:0b1c2d3e-1111", place: str = "A settlement", form_id: str = "listening-web"
) -> str:
    return (
        f'<data xmlns:orx="http://openrosa.org/xforms" id="{form_id}" version="1"><place>{place}</place>'
        f"<orx:meta><orx:instanceID>{instance_id}</orx:instanceID></orx:meta></data>"
    )


def picture(width: int, height: int) -> bytes:
    """A PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress((b"\0" + b"\x80\x20\x40" * width) * height))
    return b"\x89PNG\r\n\x1a\n" + header + rows + chunk(b"IEND", b"")


def width_of(png: bytes) -> int:
    return struct.unpack(">I", png[16:20])[0]
