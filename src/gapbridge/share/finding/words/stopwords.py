"""Words that say nothing about what is looked for. They are left out of questions, not out of the index."""

from gapbridge.base.folding import words_of

AZERBAIJANI = """
    və və ya ki da də ilə üçün bu o bir hər nə necə hansı kim harada haradan nədir kimdir var yox mi mı ya
    amma lakin çünki də üzrə haqqında barədə görə kimi qədər olan olaraq olur edir etmək olmaq biz siz mən sən
    onun onlar bizim sizin mənim öz daha ən çox
    lar lər ın in un ün nın nin nun nün ı a ə ya yə na nə dan dən nda ndə ndan ndən ni nı dır dir ci cı cu cü
"""
RUSSIAN = """
    и в во на с со к ко по о об от до из за у для при про не ни а но или что как это этот эта эти где кто какой
    какая какие когда ли же бы мы вы я он она они наш ваш мой его её их есть быть то так чтобы если
"""
ENGLISH = """
    a an the of in on at to for from by with about into and or not no is are be was were been do does did how
    what which who where when why can could should would will may we you i it its our your my their they he she
    this that these those as if s t
"""
# English little words that are words of Azerbaijani when its letters are left out (iş, on, at, an, bəs …).
NOT_IN_AZERBAIJANI = {"is", "on", "at", "an", "as", "it", "can", "my", "their", "may", "by", "if", "will"}

_lists = {"az": set(words_of(AZERBAIJANI)), "ru": set(words_of(RUSSIAN)), "en": set(words_of(ENGLISH))}
STOPS = {
    "az": _lists["az"] | _lists["ru"] | (_lists["en"] - NOT_IN_AZERBAIJANI),
    "ru": _lists["ru"] | _lists["en"] | _lists["az"],
    "en": _lists["en"] | _lists["ru"],
}


def is_stop(word: str, language: str) -> bool:
    """Whether a folded word is one of the little ones, for a reader of this language."""
    return word in STOPS.get(language, STOPS["en"])
