"""Puts the same text with the same excerpts into a database of Taguette. Run by the Python in which it is installed:
`python coding_peer.py DATABASE < text.json`."""

import json
import sys
from html import escape

from taguette import database

TAGS = 60


def main() -> None:
    given = json.load(sys.stdin)
    session = database.connect(f"sqlite:///{sys.argv[1]}")()
    user = database.User(login="admin")
    project = database.Project(name="Measured", description="")
    session.add_all([user, project])
    session.flush()
    session.add(database.ProjectMember(project=project, user=user, privileges=database.Privileges.ADMIN))
    tags = [database.Tag(project=project, path=f"code.{number}", description="") for number in range(TAGS)]
    document = database.Document(
        project=project,
        name="Notes",
        description="",
        filename="notes.html",
        text_direction=database.TextDirection.LEFT_TO_RIGHT,
        contents="".join(f"<p>{escape(each)}</p>" for each in given["paragraphs"]),
    )
    session.add_all([*tags, document])
    session.flush()
    places = offsets(given)
    for index, (start, end) in enumerate(places[: given["excerpts"]]):
        chosen = {tags[index % TAGS], *([tags[index * 7 % TAGS]] if index % 5 == 0 else [])}
        session.add(
            database.Highlight(
                document=document, start_offset=start, end_offset=end, snippet="", tags=list(chosen)
            )
        )
    session.commit()
    found = {"project": project.id, "document": document.id, "tag": tags[5].id}
    json.dump({**found, "further": places[given["excerpts"] :]}, sys.stdout)


def offsets(given: dict) -> list[tuple[int, int]]:
    """Taguette counts the bytes of the text without what stands between paragraphs."""
    starts = [0]
    for each in given["paragraphs"]:
        starts.append(starts[-1] + len(each.encode()))
    return [(starts[number] + first, starts[number] + last) for number, first, last in given["places"]]


if __name__ == "__main__":
    main()
