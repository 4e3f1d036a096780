"""The test set: what people type, and what they should have among the first three."""

from collections import defaultdict
from pathlib import Path

import yaml
from django.contrib.auth.models import AnonymousUser

from gapbridge.share.finding.finding import find

QUERIES = Path(__file__).parents[1] / "queries"
WANTED = 0.9


def _queries():
    return [row for path in sorted(QUERIES.glob("*.yaml")) for row in yaml.safe_load(path.read_text())]


def test_of_what_people_type_nine_in_ten_have_the_right_one_among_the_first_three(shipped):
    right, missed = defaultdict(list), []
    for row in _queries():
        found = find(row["query"], AnonymousUser(), language=row["language"])
        keys = [hit.resource.key for hit in found.hits[:3]]
        hit = bool({*keys} & {*row["wanted"]})
        right[row["kind"]].append(hit)
        if not hit:
            missed.append(
                f"{row['kind']}: {row['query']} ({row['language']}): {keys} of {found.total}, {found.corrected} not {row['wanted']}"
            )
    report = "\n".join(f"{kind}: {sum(hits)} of {len(hits)}" for kind, hits in sorted(right.items()))
    total = sum(map(sum, right.values())) / sum(map(len, right.values()))
    assert total >= WANTED, f"{total:.1%}\n{report}\n" + "\n".join(missed)
