"""What a text says it is based on (制定依据)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .pins import PINS, places
from .places import Place
from .sentences import REMARK, SENTENCE, THIS, TITLE


@dataclass(frozen=True, slots=True)
class Basis:
    """A law that a text is based on (制定依据) or carries out (为实施《…》), with the sentence that says so."""

    title: str
    places: tuple[Place, ...]
    sentence: str
    implements: bool = False


_ON = re.compile(
    r"根据|依据|依照|按照|遵照|为了?(?:深入|全面|认真)?(?P<implements>(?:贯彻|落实|实施|执行){1,2})(?=《)"
)
_MADE = re.compile(
    rf"(?:制定|修订|编制|拟定|提出|作出|发布|颁布|印发)(?:了)?(?:{THIS}|本|如下|以下)|特(?:制定|作|通告|公告|发布)"
    r"|现(?:将|就|提出|对|作|公布|发布|予|决定|制定)|决定如下|(?:公告|通告|通知|决定|规定|解释|意见|批复|答复)如下"
)
_BARE_LAW = re.compile(
    r"(?:中华人民共和国)?(?:宪法|(?!本|该|有关|法律|国家|以上|上述|相关)[^\W\d_]{2,24}?(?:(?<![办方违非依合执司立宪])法|条例|办法|细则))"
)
_JOINED = re.compile(r"\s*(?:、|和|与|以?及|，|并|或|结合|等|的|有关|规定|要求|精神)*\s*")


def bases(text: str) -> list[Basis]:
    """Return what a text says it is based on (制定依据): 根据《A》《B》，制定本办法; each title once.

    >>> [each.title for each in bases("根据《行政许可法》《优化营商环境条例》和有关规定，制定本办法。")]
    ['行政许可法', '优化营商环境条例']
    >>> [each.title for each in bases("根据宪法，制定本法。")]
    ['宪法']
    """
    found: dict[str, Basis] = {}
    for sentence in SENTENCE.findall(text):
        grounds = list(_ON.finditer(sentence))
        for position, on in enumerate(grounds):
            made = _MADE.search(sentence, on.end())
            if not made:
                break
            end = min(made.start(), *(each.start() for each in grounds[position + 1 :]), len(sentence))
            for title, where in _listed(sentence[on.end() : end]):
                found.setdefault(title, Basis(title, where, sentence.strip(), bool(on["implements"])))
    return list(found.values())


def _listed(words: str) -> Iterator[tuple[str, tuple[Place, ...]]]:
    position = 0
    while position < len(words):
        position = _JOINED.match(words, position).end()  # type: ignore[union-attr]
        named = TITLE.match(words, position) or _BARE_LAW.match(words, position)
        if named:
            behind = re.compile(rf"(?:{REMARK})*\s?(?:的)?").match(words, named.end())
            assert behind
            pins = PINS.match(words, behind.end())
            yield (
                named[0].strip("《》") if named[0].count("《") < 2 else named[0][1:-1],
                places(pins[0]) if pins else (),
            )
            position = pins.end() if pins else behind.end()
        else:  # 国务院《……》, 市政府有关要求: go on with the next title
            following = TITLE.search(words, position)
            if not following:
                return
            position = following.start()
