"""What the scripts of these pages say. They are given it by the page, in its language."""

from typing import Any

from django.utils.translation import gettext as _


def words_of_pages() -> dict[str, str]:
    """For the queue, the forms that are kept, and what is announced. Names in %(…)s are filled in by the script."""
    return {
        "waiting": _("Waits on this device"),
        "sending": _("Is being sent"),
        "arrived": _("Arrived"),
        "refused": _("Not taken"),
        "savedAt": _("Filled in: %(time)s"),
        "arrivedAt": _("Arrived: %(time)s. Receipt: %(receipt)s"),
        "triedAt": _("Last tried: %(time)s"),
        "withFiles": _("Files with it: %(count)s"),
        "tryAgain": _("Try again"),
        "discard": _("Remove"),
        "discardSure": _("This answer has not arrived. Remove it from this device all the same?"),
        "continueDraft": _("Continue"),
        "draft": _("Not finished"),
        "draftAt": _("Begun and not finished. Last change: %(time)s"),
        "draftSure": _("Throw this unfinished answer away?"),
        "othersWait": _(
            "Answers of another person wait on this device: %(count)s. They are sent when that person signs in here."
        ),
        "nothingWaits": _("Nothing waits on this device."),
        "summary": _("Waiting: %(waiting)s. Arrived: %(arrived)s. Not taken: %(refused)s."),
        "online": _("You are online."),
        "offline": _("You are offline. What you fill in is kept on this device and sent later."),
        "sent": _("Arrived and kept: %(title)s."),
        "notSent": _("Not sent yet: %(title)s. It stays on this device and is tried again."),
        "notTaken": _("Not taken: %(title)s. Read beside it what to do."),
        "signInLink": _("Sign in"),
        "signIn": _("You are signed out. Sign in to send. Nothing is lost."),
        "anotherPerson": _(
            "Somebody else is signed in now. Your answers wait on this device until you sign in again."
        ),
        "noServer": _("The server could not be reached. It is tried again by itself."),
        "serverBusy": _("The server could not take it just now. It is tried again by itself."),
        "notAllowed": _(
            "This form is no longer offered to you. The answer stays here; show it to your protection officer."
        ),
        "sendsElsewhere": _("Another window of this browser is sending now."),
        "kept": _("Kept on this device"),
        "keep": _("Keep on this device"),
        "keepFailed": _("This form could not be kept. Try again while you are online."),
        "keptNow": _("Kept on this device: %(title)s. It opens without a network."),
        "removeAllSure": _(
            "Remove every form, unfinished answer and answer from this device? What has not arrived is lost."
        ),
        "removedAll": _("Everything was removed from this device."),
        "noStorage": _(
            "This browser does not let the page keep anything (a private window?). Answers can't be filled in here."
        ),
    }


def words_of_form() -> dict[str, str]:
    """For the page on which a form is filled in."""
    return {
        "opening": _("The form is being opened…"),
        "cantOpen": _("This form can't be opened in the browser. Fill it in with ODK Collect instead."),
        "reason": _("Why: %(reason)s"),
        "opensOffline": _("This form is kept on this device: it opens without a network, too."),
        "opensOnlineOnly": _(
            "This form could not be kept on this device: it opens only while there is a network."
        ),
        "restored": _("Your unfinished answer is here again. Last change: %(time)s"),
        "draftKept": _("Kept on this device at %(time)s. Not sent yet."),
        "draftFailed": _(
            "This could not be kept on this device. Do not close the page before you have sent it."
        ),
        "elsewhere": _("This unfinished answer is open in another window of this browser."),
        "submitted": _("Your answer is kept on this device and is being sent."),
        "submittedOffline": _("Your answer is kept on this device. It is sent when you are online again."),
        "submitFailed": _(
            "Your answer could not be kept on this device. Free some space and press Send again."
        ),
    }


def words_of_library() -> dict[str, Any]:
    """What @getodk/web-forms says, by its English words: script/web-forms/build.mjs lists them."""
    return {
        "Send": _("Send"),
        "1 question with error.": _("1 question has a mistake."),
        "%(count)s questions with errors.": _("Questions with mistakes: %(count)s."),
        "Location unavailable. Enable GPS and browser permissions, then restart the form to try again.": _(
            "Your place could not be found. Allow it in the browser and on the device, then open the form again."
        ),
        "Finding your location": _("Finding where you are"),
        "Time taken to capture location: ": f"{_('Time taken to find it:')} ",
        "Cancel": _("Cancel"),
        "Save location": _("Save this place"),
        "Get location": _("Find where I am"),
        "Try again": _("Try again"),
        "Cannot access location": _("Where you are can't be found"),
        "Grant location permission in the browser settings and make sure location is turned on.": _(
            "Allow it in the browser's settings and see that the device's location is switched on."
        ),
        "Rank items": _("Put in order"),
        "Captured image preview": _("The picture that was taken"),
        "Take picture": _("Take a picture"),
        "Choose image": _("Choose a picture"),
        "Remove": _("Remove"),
        "Change language": _("Language of the form"),
        "change language": _("Language of the form"),
        " Add ": f" {_('Add')} ",
        "Repeat Item": _("Entry"),
        "Powered by": _("Made with"),
        "Condition not satisfied: constraint": _("This answer is outside of what the form allows."),
        "Condition not satisfied: required": _("Answer this question, please."),
        "Good accuracy": _("Good accuracy"),
        "Poor accuracy": _("Poor accuracy"),
        "Unknown accuracy": _("Accuracy not known"),
        "Accuracy: ": f"{_('Accuracy:')} ",
        "Latitude: ": f"{_('Latitude:')} ",
        "Longitude: ": f"{_('Longitude:')} ",
        "Support for non-image uploads is pending.": _(
            "This question asks for a sound or a file, which forms in the browser do not take. Use ODK Collect."
        ),
        "This question needs a map, which forms in the browser do not have. Answer it in ODK Collect.": _(
            "This question needs a map, which forms in the browser do not have. Answer it in ODK Collect."
        ),
        "No available options": _("There is nothing to choose from."),
        "No results found": _("Nothing found."),
        # What its parts call themselves to a screen reader.
        "Previous Month": _("Month before"),
        "Next Month": _("Month after"),
        "Choose Date": _("Choose a date"),
        "Close": _("Close"),
        "More": _("More that can be done"),
        "Increment": _("More"),
        "Decrement": _("Less"),
    }
