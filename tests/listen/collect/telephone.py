"""A telephone that speaks OpenRosa: signs each request with digest authentication, sends multipart bodies."""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from gapbridge.listen.collect import actions
from tests.listen.collect.rooms import filled

BOUNDARY = "telephone-boundary"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


@dataclass
class Telephone:
    """Written from RFC 7616 and not from our own code."""

    username: str
    password: str
    client: Client = field(default_factory=Client)
    challenge: dict[str, str] = field(default_factory=dict)

    def authorization(self, method: str, address: str, /, **changed: str) -> str:
        if not self.challenge:
            header = self.client.get("/openrosa/formList")["WWW-Authenticate"]
            self.challenge = parts_of(header)
        given = {
            "username": self.username, "realm": self.challenge["realm"], "nonce": self.challenge["nonce"], "uri": address,
            "qop": "auth", "nc": "00000001", "cnonce": secrets.token_hex(8), "opaque": self.challenge["opaque"],
        } | changed  # fmt: skip
        ha1 = _md5(f"{self.username}:{given['realm']}:{self.password}")
        ha2 = _md5(f"{method}:{given['uri']}")
        middle = ":".join(given[key] for key in ("nonce", "nc", "cnonce", "qop"))
        given["response"] = changed.get("response") or _md5(f"{ha1}:{middle}:{ha2}")
        bare = {"nc", "qop"}
        return "Digest " + ", ".join(
            f"{name}={value}" if name in bare else f'{name}="{value}"' for name, value in given.items()
        )

    def ask(self, method: str, uri: str, **extra: Any) -> Any:
        extra.setdefault("HTTP_AUTHORIZATION", self.authorization(method, uri))
        return self.client.generic(method, uri, **extra)

    def send(self, content: bytes | None = None, files: dict[str, bytes] | None = None, **extra: Any) -> Any:
        incomplete = extra.pop("incomplete", False)
        body = multipart(filled() if content is None else content, files or {}, incomplete=incomplete)
        extra.setdefault("content_type", f"multipart/form-data; boundary={BOUNDARY}")
        return self.ask("POST", "/openrosa/submission", data=extra.pop("body", body), **extra)


def parts_of(header: str) -> dict[str, str]:
    pairs = (part.split("=", 1) for part in header.removeprefix("Digest ").split(", "))
    return {name: value.strip('"') for name, value in pairs}


def multipart(content: bytes, files: dict[str, bytes], *, incomplete: bool = False) -> bytes:
    """As Collect writes it: the form first, then each file under its own name."""
    parts = [("xml_submission_file", "form.xml", "text/xml", content)]
    parts += [(name, name, "application/octet-stream", data) for name, data in files.items()]
    body = b""
    for part, name, kind, data in parts:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{part}"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
        body += head.encode() + data + b"\r\n"
    if incomplete:
        body += (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="*isIncomplete*"\r\n\r\nyes\r\n'.encode()
        )
    return body + f"--{BOUNDARY}--\r\n".encode()


def new_telephone(cast: Any, **fields: Any) -> Telephone:
    given = {"actor": cast.protection_officer, "programme": cast.programme, "label": "Telephone 1"}
    made = actions.add_device(**(given | fields))
    return Telephone(made.device.username, made.password)
