"""What the scripts of the pages say. They are given it by the page, in its language."""

from django.utils.translation import gettext as _


def words_of_pages() -> dict[str, str]:
    """Names in %(…)s are filled in by the script."""
    return {
        "keep": _("Keep on this phone"),
        "update": _("Fetch it again"),
        "remove": _("Remove from this phone"),
        "removeNamed": _("Remove from this phone: %(title)s"),
        "updateNamed": _("Fetch it again: %(title)s"),
        "keeping": _("It is being fetched: %(done)s of %(all)s."),
        "kept": _("Kept on this phone since %(time)s. It takes %(size)s."),
        "keptNow": _("It is kept now and opens without a network."),
        "updated": _("The collection had changed. The new one is kept now."),
        "removed": _("It was removed from this phone."),
        "failed": _(
            "It could not be fetched. What was kept before is still there. Try again with a network."
        ),
        "full": _("There is no room for it on this phone. Remove something and try again."),
        "gone": _("It is no longer published. What you kept stays until you remove it."),
        "cantKeep": _("This browser does not let a page keep anything (a private window?)."),
        "nothing": _("Nothing is kept on this phone yet. Open a collection and choose “Keep on this phone”."),
        "found": _("Found: %(count)s."),
        "nothingFound": _(
            "Nothing that is kept here has these words. Try fewer words, or a shorter beginning."
        ),
        "passages": _("Passages: %(count)s"),
        "total": _("In all %(size)s."),
        "offline": _("You are offline. This is what this phone keeps."),
        "notKept": _("There is no network, and the page you asked for is not kept on this phone."),
    }
