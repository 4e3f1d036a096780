from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q

from gapbridge.act.profiles import actions, concern
from gapbridge.base.uploads import CheckedUpload, check_upload
from gapbridge.programmes.models import Partner

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
IBAN = "AZ21 NABZ 0000 0000 1370 1000 1944"


def paper(name: str = "statutes.pdf", content: bytes = PDF) -> CheckedUpload:
    return check_upload(SimpleUploadedFile(name, content))


def rows(*names: str, kind: str = "person") -> list[dict[str, Any]]:
    return [{"name": name, "kind": kind, "reference": f"R-{number}"} for number, name in enumerate(names)]


@pytest.fixture
def partner(cast) -> Any:
    """The first CSO, a partner of the programme: its file concerns the programme's officers."""
    Partner.objects.create(programme=cast.programme, organisation=cast.cso, role="implementing")
    return cast.cso


@pytest.fixture
def applied(cast) -> Iterator[None]:
    """As if the first CSO had applied to a call of the programme: what the later app puts into the socket."""

    def to(programmes: Any) -> Q:
        return Q(pk=cast.cso.pk) if cast.programme.pk in programmes else Q(pk__in=[])

    concern.APPLIED.append(to)
    yield
    concern.APPLIED.remove(to)


@pytest.fixture
def listed(cast) -> Callable[..., Any]:
    def upload(*names: str, name: str = "UN", dated_on: date = date(2009, 1, 1), **more: Any) -> Any:
        return actions.upload_list(
            actor=cast.grants_officer,
            programme=cast.programme,
            name=name,
            rows=rows(*names),
            dated_on=dated_on,
            **more,
        )

    return upload


@pytest.fixture
def check(cast, partner) -> Any:
    return actions.start_check(actor=cast.grants_officer, organisation=partner, programme=cast.programme)


def answered(cast, check: Any, **different: Any) -> Any:
    answers = {row.question: "yes" for row in check.answers.all()}
    return actions.answer_check(actor=cast.grants_officer, check=check, answers=answers | different)
