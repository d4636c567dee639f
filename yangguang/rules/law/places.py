"""Where in a law: 第四十二条之一第二款第（三）项第4目."""

import re
from dataclasses import dataclass, replace
from typing import Self

from yangguang.rules.problems import Problem, Refused

from .numerals import NUMERAL, chinese, count_of

_PART = rf"[（(]?([{NUMERAL}]{{1,9}})[）)]?"
_PLACE = re.compile(
    rf"第?{_PART}条(?:之([{NUMERAL}]{{1,3}}))?(?:第?{_PART}款)?(?:第?{_PART}项)?(?:第?{_PART}目)?"
)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An article (条) or what is in it; 0 where it is not said. They are ordered as they are read.

    Args:
        article: 第N条.
        sub: 之N, an article put in after another.
        paragraph: 第N款.
        item: 第（N）项.
        subitem: 第N目.

    >>> print(Place(42, paragraph=2, item=3))
    第四十二条第二款第（三）项
    """

    article: int
    sub: int = 0
    paragraph: int = 0
    item: int = 0
    subitem: int = 0

    def __str__(self) -> str:
        return "".join(
            pattern.format(chinese(number))
            for pattern, number in (
                ("第{}条", self.article),
                ("之{}", self.sub),
                ("第{}款", self.paragraph),
                ("第（{}）项", self.item),
                ("第{}目", self.subitem),
            )
            if number
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the place in `text`, however its numbers are written.

        Raises:
            Refused: when it is none.

        >>> Place.parse("第133条之一第2款第(三)项")
        Place(article=133, sub=1, paragraph=2, item=3, subitem=0)
        """
        read = _PLACE.fullmatch("".join(text.split()))
        numbers = [count_of(each) if each else 0 for each in read.groups()] if read else [0]
        if not 0 < numbers[0] < 10_000:
            said = f"“{text[:40]}”不是条款，应写成 第四十二条第二款第（三）项 这样的形式。"
            raise Refused(Problem(said, field="place"))
        return cls(*numbers)

    @property
    def whole(self) -> Self:
        """The article it is in.

        >>> print(Place(42, paragraph=2).whole)
        第四十二条
        """
        return replace(self, paragraph=0, item=0, subitem=0)

    def within(self, other: Self) -> bool:
        """Return whether it is `other` or a part of it.

        An item of an article whose paragraphs nobody counted is in that article, but in no paragraph of it.

        >>> Place(3, paragraph=2).within(Place(3)), Place(3).within(Place(3, paragraph=2))
        (True, False)
        >>> Place(3, sub=1).within(Place(3))
        False
        """
        return (self.article, self.sub) == (other.article, other.sub) and all(
            not theirs or mine == theirs
            for mine, theirs in (
                (self.paragraph, other.paragraph),
                (self.item, other.item),
                (self.subitem, other.subitem),
            )
        )
