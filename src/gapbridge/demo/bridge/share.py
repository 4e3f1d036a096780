"""The knowledge hub: a guide for each topic of the trainings, and legal examples."""

from gapbridge.demo.clock import telling
from gapbridge.demo.stage import texts, topic
from gapbridge.share.library import actions as library

from .tale import Tale


def tell(tale: Tale) -> None:
    author, officer = tale.who("trainer"), tale.who("programme_officer")
    for row in texts("library"):
        with telling(row["day"]):
            resource = library.create_resource(
                actor=author,
                programme=tale.programme,
                kind=row["kind"],
                title=row["title"],
                summary=row["summary"],
                text=row["text"],
                language=row["language"],
                topics=[topic(key) for key in row["topics"]],
                rests_on=row.get("rests_on", ""),
            )
            library.publish_resource(actor=officer, resource=resource)
