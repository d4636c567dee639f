"""What a person can put right, said in their words."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that stands in the way of an act, and what to do about it.

    Args:
        message: a whole sentence in Chinese that says what is wrong and what to do.
        field: the name of the form field it belongs to; empty when it concerns the whole act.
        source: the law and article (条款) it rests on; empty when it rests on none.

    >>> str(Problem("延长须先经公开机构负责人同意。", source="政府信息公开条例第三十三条第二款"))
    '延长须先经公开机构负责人同意。（政府信息公开条例第三十三条第二款）'
    """

    message: str
    field: str = ""
    source: str = ""

    def __str__(self) -> str:
        return f"{self.message}（{self.source}）" if self.source else self.message


class Refused(Exception):
    """An act was refused; `problems` holds all the reasons at once, and nothing was written."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "".join(str(problem) for problem in self.problems)


def refuse_if(problems: Iterable[Problem]) -> None:
    """Do nothing when there are no problems.

    Raises:
        Refused: with all of `problems`, when there are any.

    >>> refuse_if([])
    >>> refuse_if([Problem("请填写姓名。", field="name")])
    Traceback (most recent call last):
    yangguang.rules.problems.Refused: 请填写姓名。
    """
    if found := tuple(problems):
        raise Refused(*found)
