"""The real server, asked over the wire: by curl as Collect would ask, and by twenty telephones at once."""

import http.client
import json
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from tests.listen.collect.rooms import filled
from tests.listen.collect.telephone import BOUNDARY, Telephone, multipart, parts_of
from tests.serving import EMPTY, ROOT, Served, serving

pytestmark = pytest.mark.browser  # of the tests that run once, on SQLite
CLIENTS, EACH = 20, 50
ADDRESS = "/openrosa/submission"


@dataclass
class Server:
    served: Served
    telephones: list[Telephone]

    def run(self, *arguments: str) -> Any:
        """What tests/listen/collect/seed.py says."""
        return json.loads(self.served.run(*arguments, module="tests.listen.collect.seed"))

    def connect(self) -> http.client.HTTPConnection:
        return self.served.connect()

    def sign(self, telephone: Telephone) -> str:
        """One signature for many sendings: it holds for its method and address while its nonce lives."""
        connection = self.connect()
        connection.request("HEAD", ADDRESS)
        telephone.challenge = parts_of(connection.getresponse().headers["WWW-Authenticate"])
        connection.close()
        return telephone.authorization("POST", ADDRESS)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(**EMPTY) as served:
        server = Server(served, [])
        server.telephones += [Telephone(**each) for each in server.run("make", str(CLIENTS))]
        yield server


def test_curl_lists_downloads_sends_in_parts_resends_and_tampers_as_collect_would(server):
    assert shutil.which("curl"), "curl is missing. Run script/setup --dev."
    telephone = server.telephones[0]
    command = [
        str(ROOT / "script" / "collect-like-odk"), f"{server.served.url}/openrosa",
        telephone.username, telephone.password, "short",
    ]  # fmt: skip
    before = set(server.run("count")["ids"])
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    codes = [line[:3] for line in done.stdout.splitlines() if line[:3].isdigit()]
    assert {"200", "201", "202", "204", "400", "401", "404", "409", "413"} == set(codes)
    assert len(set(server.run("count")["ids"]) - before) == 3


def send(connection: http.client.HTTPConnection, signature: str, instance_id: str) -> int:
    body = multipart(filled(instance_id), {})
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    connection.request("POST", ADDRESS, body, {"Authorization": signature, "Content-Type": kind})
    response = connection.getresponse()
    response.read()
    return response.status


def test_a_thousand_answers_from_twenty_telephones_at_once_are_each_kept_once(server):
    before = server.run("count")

    def send_all(telephone: Telephone) -> list[tuple[int, int]]:
        """Each answer, and the same again: as a telephone does that did not hear the first reply."""
        signature, connection = server.sign(telephone), server.connect()
        ids = [f"uuid:{telephone.username}-{number}" for number in range(EACH)]
        return [(send(connection, signature, each), send(connection, signature, each)) for each in ids]

    with ThreadPoolExecutor(CLIENTS) as pool:
        found = [pair for each in pool.map(send_all, server.telephones) for pair in each]
    assert found == [(201, 202)] * (CLIENTS * EACH)
    after = server.run("count")
    sent = {f"uuid:{each.username}-{number}" for each in server.telephones for number in range(EACH)}
    assert sorted(set(after["ids"]) - set(before["ids"])) == sorted(sent)
    assert after["received"] - before["received"] == CLIENTS * EACH
    assert after["fault"] == ""


def test_one_answer_from_twenty_telephones_at_the_same_moment_is_one(server):
    def send_one(telephone: Telephone) -> int:
        return send(server.connect(), server.sign(telephone), "uuid:everybody")

    with ThreadPoolExecutor(CLIENTS) as pool:
        found = sorted(pool.map(send_one, server.telephones))
    assert found == [201] + [202] * (CLIENTS - 1)
    assert server.run("count")["ids"].count("uuid:everybody") == 1


def test_a_stream_without_a_length_is_counted_while_it_is_read(server):
    """41 of at most 40 MB in chunks: refused with words, and nothing of it stays."""
    before = server.run("count")["ids"]
    connection = server.connect()
    head = {
        "Authorization": server.sign(server.telephones[0]),
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Transfer-Encoding": "chunked",
    }
    status, text = 0, b""
    try:
        connection.request("POST", ADDRESS, (b"x" * 2**20 for _ in range(41)), head, encode_chunked=True)
        response = connection.getresponse()
        status, text = response.status, response.read()
    except (BrokenPipeError, ConnectionResetError):  # it may hang up while we still send
        response = connection.getresponse()
        status, text = response.status, response.read()
    assert (status, b"too large" in text) == (413, True)
    assert server.run("count")["ids"] == before
