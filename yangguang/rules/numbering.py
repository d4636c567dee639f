"""How documents and cases are numbered, and how a number that somebody typed is read."""

import re
from dataclasses import dataclass
from typing import Self

from yangguang.rules.problems import Problem, Refused

_AS_TYPED = str.maketrans(
    "０１２３４５６７８９［］【】（）()﹝﹞[]〈〉", "0123456789〔〕〔〕〔〕〔〕〔〕〔〕〔〕"
)
_NUMBER = re.compile(r"(?P<word>[^\s〔〕]*[^\s〔〕0-9])〔(?P<year>[0-9]{4})年?〕第?(?P<number>[0-9]{1,6})号?")


@dataclass(frozen=True, slots=True, order=True)
class DocumentNumber:
    """The number of an official document (发文字号): the word of the office, the year, the number.

    Source: GB/T 9704—2012 7.2.5 (the year in full between 〔〕, no leading zeros, no 第).

    >>> print(DocumentNumber("珠金府办", 2023, 7))
    珠金府办〔2023〕7号
    """

    word: str
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕{self.number}号"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the number in `text`, however its brackets, digits and zeros were typed.

        Raises:
            Refused: when it is not such a number.

        >>> print(DocumentNumber.parse("国办函[2020] 第０109号"))
        国办函〔2020〕109号
        """
        read = _NUMBER.fullmatch("".join(text.translate(_AS_TYPED).split()))
        if not read or not int(read["year"]) or not int(read["number"]):
            said = f"“{text[:40]}”不是文号，应写成 珠金府办〔2023〕7号 这样的形式。"
            raise Refused(Problem(said, field="number"))
        return cls(read["word"], int(read["year"]), int(read["number"]))


@dataclass(frozen=True, slots=True, order=True)
class CaseNumber(DocumentNumber):
    """The number of a case (办件编号), padded to four digits so that lists of them sort as they read.

    >>> print(CaseNumber("金湾依申请", 2023, 1))
    金湾依申请〔2023〕0001号
    >>> CaseNumber.parse("金湾依申请（2023）1号") == CaseNumber("金湾依申请", 2023, 1)
    True
    """

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕{self.number:04}号"

    def key(self, code: str) -> str:
        """Return the number for machines and addresses: plain letters, led by the `code` of the organisation.

        >>> CaseNumber("金湾依申请", 2023, 1).key("440404")
        '440404-2023-0001'
        """
        return f"{code}-{self.year}-{self.number:04}"
