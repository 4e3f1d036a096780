"""The file of an agreement, and what its verifier says of it: 500 tamperings, garbage, and other people's keys."""

import base64
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command

from gapbridge.agree.consultations.proof import verify
from gapbridge.agree.consultations.proof.export import file_of
from gapbridge.agree.consultations.proof.verify import (
    HEADER,
    SIGNED,
    check,
    hash_of,
    head,
    intact,
    say,
    whole,
)

from .agreeing import full_agreement

SOURCE = Path(verify.__file__)
NUMBER_OF_TAMPERINGS = 500


@pytest.fixture(scope="module")
def kept():
    """The files of the tests below, made once: the database is slow, the verifier is quick."""
    return {}


@pytest.fixture
def file(kept, cast):
    if "file" not in kept:
        kept["file"] = file_of(full_agreement(cast))
    return kept["file"]


pytestmark = pytest.mark.django_db


def test_the_file_is_accepted_and_says_what_it_is(file):
    found = check(file)
    assert found.holds
    assert dict(found.told) | {"Closed at": "", "Agreement": ""} == {
        "Agreement": "",
        "Closed at": "",
        "Texts": "2",
        "Stakeholders": "3",
        "Positions": "4",
        "Comments": "1",
    }
    assert found.fingerprint in say(found)
    assert "compare the fingerprint" in say(found)


def test_the_file_is_a_text_that_people_can_read(file):
    text = file.decode()
    for said in ("Two days for water.", "Çeşmə də lazımdır", "Только с бюджетом.", "Mend two pumps."):
        assert said in text
    assert text.startswith("Gapbridge agreement, format 1.")


# --- 500 tamperings ------------------------------------------------------------------------------


def flip(data, r):
    at = r.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << r.randrange(8)]) + data[at + 1 :]


def insert(data, r):
    at = r.randrange(len(data))
    return data[:at] + bytes([r.randrange(256)]) + data[at:]


def delete(data, r):
    at = r.randrange(len(data))
    return data[:at] + data[at + 1 :]


def truncate(data, r):
    return data[: r.randrange(1, len(data))]


def append(data, r):
    return data + bytes(r.randrange(256) for _ in range(r.randrange(1, 40)))


def another_position(data, r):
    old, new = r.sample([b'"stand":"agree"', b'"stand":"object"', b'"stand":"reservations"'], 2)
    return replaced(data, old, new, r)


def another_date(data, r):
    return replaced(data, b"T", b"U", r) if r.random() < 0.5 else replaced(data, b"-", b"/", r)


def another_text(data, r):
    words = [b"water", b"pump", "Çeşmə".encode(), "бюджетом".encode(), b"wells", b"Mend", b"agreement"]
    return replaced(data, r.choice(words), r.choice([b"money", "söz".encode(), b""]), r)


def another_case(data, r):
    lines = data.split(b"\n")
    at = r.choice([n for n, line in enumerate(lines) if line != line.upper()])
    return b"\n".join([*lines[:at], lines[at].upper(), *lines[at + 1 :]])


def spaces(data, r):
    old, new = r.choice([(b" ", b"  "), (b":", b": "), (b",", b", "), (b"\n", b" \n"), (b" ", b"\t")])
    return replaced(data, old, new, r)


def line_ends(data, r):
    return data.replace(b"\n", b"\r\n") if r.random() < 0.2 else replaced(data, b"\n", b"\r\n", r)


def lines_swapped(data, r):
    lines = data.split(b"\n")
    a, b = r.sample(range(len(lines) - 1), 2)
    lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


def line_twice(data, r):
    lines = data.split(b"\n")
    at = r.randrange(len(lines) - 1)
    return b"\n".join([*lines[: at + 1], *lines[at:]])


def line_gone(data, r):
    lines = data.split(b"\n")
    at = r.randrange(len(lines) - 1)
    return b"\n".join([*lines[:at], *lines[at + 1 :]])


def line_put_in(data, r):
    lines = data.split(b"\n")
    at = r.randrange(len(lines) - 1)
    return b"\n".join([*lines[:at], b'7 0 {"part":"position"}', *lines[at:]])


def in_the_signature(data, r):
    at = data.index(b"\nsignature ") + 11 + r.randrange(86)
    return data[:at] + (b"A" if data[at : at + 1] != b"A" else b"B") + data[at + 1 :]


def in_the_second_copy(data, r):
    at = r.randrange(data.index(b"\nSecond copy"), len(data))
    return data[:at] + bytes([r.randrange(256)]) + data[at + 1 :]


def replaced(data, old, new, r):
    """One of the places where `old` stands, in the lines that people read."""
    places, at = [], data.find(old, 0, data.index(b"\nSecond copy"))
    while at >= 0:
        places.append(at)
        at = data.find(old, at + 1, data.index(b"\nSecond copy"))
    at = r.choice(places) if places else 0
    return data[:at] + new + data[at + len(old) :] if places else data


WAYS = (
    flip, insert, delete, truncate, append, another_position, another_date, another_text, another_case, spaces,
    line_ends, lines_swapped, line_twice, line_gone, line_put_in, in_the_signature, in_the_second_copy,
)  # fmt: skip


def first_difference(one, two):
    shorter = min(len(one), len(two))
    return next((at for at in range(shorter) if one[at] != two[at]), shorter)


def tampered(data):
    """Each way in turn, with a seed of its own, until there are enough files that differ."""
    seed, made = 0, 0
    while made < NUMBER_OF_TAMPERINGS:
        way = WAYS[seed % len(WAYS)]
        changed = way(data, random.Random(seed))
        if changed != data:
            made += 1
            yield seed, way.__name__, changed
        seed += 1


def test_the_first_changed_byte_is_named_in_each_of_500_random_tamperings(file):
    kinds, missed = set(), []
    for seed, way, changed in tampered(file):
        found = check(changed)
        kinds.add(found.kind)
        say(found)
        if found.holds or found.offset != first_difference(changed, file):
            missed.append((seed, way, found))
    assert missed == []
    assert {"changed", "cut", "added", "order", "duplicated", "removed", "inserted", "line_ends"} <= kinds


def test_a_changed_position_is_named_with_what_stands_there_and_what_stood(file, cast):
    changed = file.replace(b'"stand":"agree"', b'"stand":"object"', 1)
    found = check(changed)
    assert (found.part, found.kind) == (f"position of {cast.authority}: stand", "changed")
    assert found.stands.startswith(found.stood[: found.stood.index("agree")] + "object")
    text = say(found)
    assert f"byte {first_difference(changed, file)} (counted from 0), line" in text


def test_the_place_in_nested_values_is_named(file):
    answer = check(file.replace(b"Two are mended", b"Six are mended", 1))
    assert answer.part.endswith(": answer.text")
    kind = check(file.replace(b'"taken":1', b'"taken":2', 1))
    assert kind.part == "the outcome: by_kind.1.taken"


def test_lines_that_moved_are_named_with_where_they_were(file):
    lines = file.split(b"\n")
    lines[3], lines[4] = lines[4], lines[3]
    found = check(b"\n".join(lines))
    assert (found.kind, found.line, found.other) == ("order", 4, 5)


def test_damage_in_both_copies_is_told_from_what_is_left_of_either(file):
    at, beyond = file.index(b"two pumps"), len(file) - 200
    changed = bytearray(file)
    changed[at] ^= 1
    changed[beyond] ^= 1
    assert check(bytes(changed)).offset == at


def test_where_both_copies_of_a_line_are_damaged_the_line_is_named(file):
    readable = file[: file.index(b"\nSecond copy") + 1]
    changed = readable.replace(b"two pumps", b"six pumps", 1)
    found = check(whole(changed))
    assert (found.kind, found.line, found.part) == ("chain", 3, f"gap {code_of(readable)}")
    assert file[found.offset :].startswith(b"2 ")


def code_of(readable):
    return verify.json.loads(readable.split(b"\n")[2].split(b" ", 2)[2])["code"]


# --- those who know the format -------------------------------------------------------------------


def rewritten(file, key, *, sign_it):
    """A forger's file: another position, all seals and hashes made to fit, and signed with a key of their own."""
    found = intact(file[: file.index(b"\nSecond copy") + 1])
    parts = [part.replace(b'"stand":"object"', b'"stand":"agree"') for part in found.parts]
    digest = hash_of(parts)
    signature = base64.b64encode(key.sign(SIGNED + digest.encode())).decode()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    if not sign_it:
        foot = found.raw.decode().split("\n")
        public, signature = found.key, foot[-3].removeprefix("signature ")
    return head(parts, record_hash=digest, key=public, signature=signature)


@pytest.fixture
def forger():
    return Ed25519PrivateKey.from_private_bytes(b"a forger's seed of 32 bytes ....")


def test_text_and_seals_made_to_fit_are_told_by_the_signature(file, forger):
    found = check(whole(rewritten(file, forger, sign_it=False)))
    assert (found.kind, found.holds) == ("signature", False)


def test_a_file_signed_with_another_key_holds_only_for_that_key(file, forger):
    ours = check(file).fingerprint
    forged = whole(rewritten(file, forger, sign_it=True))
    assert check(forged).holds
    assert check(forged).fingerprint != ours
    assert check(forged, fingerprint=ours).kind == "key"
    assert check(file, fingerprint=ours.upper().replace(" ", ":")).holds


def test_another_agreement_is_told_by_the_hash(file, forger):
    forged = whole(rewritten(file, forger, sign_it=True))
    assert check(forged, record_hash=check(file).record_hash).kind == "hash"
    assert check(file, record_hash=check(file).record_hash).holds


def test_readable_lines_forged_over_an_old_second_copy_are_told(file, forger):
    forged = rewritten(file, forger, sign_it=True) + file[file.index(b"Second copy") :]
    found = check(forged)
    assert found.kind == "two"
    assert found.offset == first_difference(forged, file)


def test_what_is_signed_but_no_agreement_is_told(forger):
    for parts in ([b"7"], [b'{"part":"round"}'], [b"[" * 5000], [b'"\\ud800"'], [b"{}", b"x"], []):
        digest = hash_of(parts)
        signature = base64.b64encode(forger.sign(SIGNED + digest.encode())).decode()
        public = base64.b64encode(forger.public_key().public_bytes_raw()).decode()
        found = check(whole(head(parts, record_hash=digest, key=public, signature=signature)))
        assert not found.holds
        say(found)


# --- garbage -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 5000,
        b"\n" * 5000,
        bytes(range(256)) * 40,
        HEADER,
        HEADER + b"\n",
        HEADER + b"\n1 ",
        HEADER + b"\nparts 0\n" * 20,
        HEADER + b"\n" + b"1 2 3\n" * 9 + b"bytes \n",
        b"bytes 1\n" * 9,
        b"[" * 50_000,
        b"%PDF-1.7\n" + os.urandom(3000),
        b"\xff\xfe" + HEADER.decode().encode("utf-16-le"),
    ],
)  # fmt: skip
def test_garbage_is_refused_in_words(data):
    found = check(data)
    assert not found.holds
    assert say(found).startswith("IT DOES NOT HOLD. ")


def test_no_more_than_64_megabytes_are_read(tmp_path, monkeypatch):
    large = tmp_path / "zeros"
    with large.open("wb") as file:
        file.truncate(10**9)  # a hole: it takes no room
    monkeypatch.setattr(verify, "MOST", 1024 * 1024)
    said, code = verify.run(large)
    assert (code, "larger than" in said) == (1, True)


def test_nothing_a_terminal_would_obey_is_shown(file):
    changed = file.replace(b"water", b"\x1b[31mwa\xe2\x80\xaeter", 1)
    assert "\x1b" not in say(check(changed))
    assert "\u202e" not in say(check(changed))


# --- the command ---------------------------------------------------------------------------------


def run(*arguments, path=SOURCE, **environment):
    """In a process of its own, with nothing in its environment: no settings, no keys, no database."""
    command = [sys.executable, *([] if path is None else [str(path)]), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, cwd="/")
    return done.returncode, done.stdout, done.stderr


def test_the_verifier_is_one_file_that_runs_alone(file, tmp_path):
    alone = tmp_path / "verify.py"
    alone.write_bytes(SOURCE.read_bytes())
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_bytes(file)
    bad.write_bytes(file.replace("Çeşmə".encode(), b"Cesme", 1))
    code, out, err = run(good, path=alone)
    assert (code, err, out.startswith("It holds.")) == (0, "", True)
    code, out, err = run(bad, path=alone, PYTHONIOENCODING="ascii")
    assert (code, err) == (1, "")
    assert "comment of" in out
    assert run(tmp_path / "none", path=alone)[0] == 1
    assert run(tmp_path, path=alone)[0] == 1


def test_it_also_runs_as_a_module_and_as_our_command_without_django(file, tmp_path):
    good, src = tmp_path / "good.txt", SOURCE.parents[4]
    good.write_bytes(file)
    module = "gapbridge.agree.consultations.proof.verify"
    assert run("-m", module, good, path=None, PYTHONPATH=str(src))[0] == 0
    asked = ("-X", "importtime", "-m", "gapbridge", "verify-agreement", good)
    code, out, imports = run(*asked, path=None, PYTHONPATH=str(src))
    assert (code, "It holds." in out) == (0, True)
    assert "django" not in imports


def test_as_a_management_command_it_says_the_same(file, tmp_path, capsys):
    good = tmp_path / "good.txt"
    good.write_bytes(file)
    call_command("verify_agreement", str(good), fingerprint=check(file).fingerprint)
    assert "It holds." in capsys.readouterr().out
    good.write_bytes(file[:-5])
    with pytest.raises(CommandError, match="cut off") as refused:
        call_command("verify_agreement", str(good))
    assert refused.value.returncode == 1
