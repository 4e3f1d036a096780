"""The audit file holds everything, its index tells each file's hash, and only those who may take it."""

import csv
import hashlib
import io
import json
import zipfile
from decimal import Decimal

import pytest
from django.urls import reverse

from gapbridge.act.grants import actions
from gapbridge.act.grants.formats.audit import _cell
from gapbridge.act.grants.models import Handover
from gapbridge.base.models import JournalEntry

from .conftest import TODAY, pdf


@pytest.fixture
def archive(cast, officer, signed, approved, pay, as_) -> zipfile.ZipFile:
    actions.attach_signed_copy(actor=officer, grant=signed, upload=pdf("../../Müqavilə «1».pdf"))
    pay(signed.instalments.first(), "=1+1")
    actions.demand_recovery(actor=officer, grant=signed, amount=Decimal(5), reason="Private.")
    visit = actions.record_visit(
        actor=officer, grant=signed, visited_on=TODAY, place=cast.settlement, seen="All."
    )
    actions.add_finding(actor=officer, visit=visit, text="Late register.", severity="low", due_on=TODAY)
    address = reverse("grants:audit", args=[signed.pk])
    response = as_("donor").post(address, {"purpose": "The donor's auditor."})
    assert response["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_the_index_names_every_file_with_its_hash(archive):
    assert archive.testzip() is None
    lines = list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
    assert {line["path"] for line in lines} == set(archive.namelist()) - {"index.csv", "index.html"}
    for line in lines:
        content = archive.read(line["path"])
        assert (line["sha256"], int(line["bytes"])) == (hashlib.sha256(content).hexdigest(), len(content))
    assert {line["as_kept"] for line in lines if "files" in line["path"]} <= {"yes"}
    assert b"index.csv" not in archive.read("index.html")


def test_it_holds_every_step_of_the_grant_under_safe_names(archive):
    names = archive.namelist()
    for part in (
        "01-call/guidelines.md", "03-evaluation/scores.csv", "04-agreement/version-1/agreement.pdf",
        "04-agreement/version-1/001-muqavil-1.pdf", "05-money/payments.csv", "05-money/ledger.csv",
        "06-reports/01-interim/receipts.csv", "08-visits/visit-01.json", "09-journal/entries.csv",
    ):  # fmt: skip
        assert part in names, (part, names)
    assert all(name.isascii() and ".." not in name and not name.startswith("/") for name in names)
    report = json.loads(archive.read("06-reports/01-interim/report.json"))
    assert report["summary"] == "The course was held."
    assert not [name for name in names if "02-final" in name]


def test_the_journal_s_chain_can_be_reckoned_again(archive):
    entries = list(csv.DictReader(io.StringIO(archive.read("09-journal/entries.csv").decode("utf-8-sig"))))
    proof = archive.read("09-journal/proof.jsonl").decode().splitlines()
    assert len(entries) == len(proof) > 8
    for entry, text in zip(entries, proof, strict=True):
        assert entry["hash"] == hashlib.sha256(text.encode()).hexdigest()
        assert json.loads(text)["previous"] == entry["previous_hash"]


def test_no_cell_is_a_formula(archive):
    assert "'=1+1" in archive.read("05-money/payments.csv").decode()
    assert [_cell(each) for each in ("@x", -5, None, "x")] == ["'@x", -5, "", "x"]


def test_each_handing_over_is_noted_with_its_purpose(archive, signed):
    handover = Handover.objects.get()
    assert handover.purpose == "The donor's auditor."
    assert handover.files == len(archive.namelist()) - 2
    entry = JournalEntry.objects.get(verb="grants.hand_over_audit_file")
    assert "auditor" not in str(entry.data)


def test_nobody_else_takes_it(cast, signed, as_):
    address = reverse("grants:audit", args=[signed.pk])
    for name in ("applicant", "rival", "evaluator", "monitoring_officer", "trainer"):
        assert as_(name).post(address, {"purpose": "x"}).status_code == 403, name
    assert as_("grants_officer").post(address, {"purpose": " "}).status_code == 422
    assert not Handover.objects.exists()
