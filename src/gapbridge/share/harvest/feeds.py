"""What is newly published, for readers of news: RSS 2.0, one feed a language."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _

from gapbridge.share.library.models import Resource

from . import queries
from .describe import address_of

LANGUAGES = ("en", "az", "ru")
SHOWN = 50


class NewResources(Feed):
    """`get_object` gives the language; every text is in it."""

    feed_type = Rss201rev2Feed

    def get_object(self, request: Any, language: str) -> str:
        return language

    def get_feed(self, obj: str, request: Any) -> Any:
        with translation.override(obj):
            self.language = obj
            return super().get_feed(obj, request)

    def title(self) -> str:
        return _("New in the knowledge hub")

    def description(self) -> str:
        return _("Examples of the legal frameworks an organisation needs, guides and training documents.")

    def link(self) -> str:
        return settings.SITE_URL + reverse("finding:search")

    def feed_url(self, obj: str) -> str:
        return settings.SITE_URL + reverse("harvest:feed", args=[obj])

    def items(self, obj: str) -> list[Resource]:
        return queries.newly_published(obj, SHOWN)

    def item_title(self, item: Resource) -> str:
        return item.title

    def item_description(self, item: Resource) -> str:
        edition = item.edition()
        return edition.summary if edition else ""

    def item_link(self, item: Resource) -> str:
        return address_of(item, translation.get_language() or "en")

    def item_guid(self, item: Resource) -> str:
        return address_of(item)

    def item_pubdate(self, item: Resource) -> datetime | None:
        return item.published_at

    def item_categories(self, item: Resource) -> list[str]:
        return [str(each) for each in item.topics.all()]
