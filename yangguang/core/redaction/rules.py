"""What the redaction of a document may and may not be. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from yangguang.rules.problems import Problem

WHOLE = 10_000
"""A rectangle is kept in ten-thousandths of the page, so that it is the same at every size of its picture."""

SMALLEST = 10
"""The least width and height of a box: what is smaller was a slip of the hand."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Why something may be withheld, as the line of work names it.

    Args:
        key: a plain word.
        label: what a person chooses.
        source: the article.
    """

    key: str
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A place on a page as it is shown, from its upper left corner, in ten-thousandths of its width and height.

    Args:
        page: the page, counted from 1.
        x: from the left edge.
        y: from the upper edge.
        width: to the right.
        height: downwards.
    """

    page: int
    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def meets(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether it covers any part of what lies there, in parts of the page from 0 to 1.

        >>> Rectangle(1, 1000, 1000, 500, 500).meets(0.14, 0.14, 0.2, 0.2)
        True
        >>> Rectangle(1, 1000, 1000, 500, 500).meets(0.15, 0.10, 0.2, 0.2)
        False
        """
        return (
            left * WHOLE < self.right
            and right * WHOLE > self.x
            and top * WHOLE < self.bottom
            and bottom * WHOLE > self.y
        )

    def in_pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Return left, upper, right and lower edge on a picture of this size, whole pixels, none of them spared.

        >>> Rectangle(1, 1001, 0, 100, 10_000).in_pixels(1000, 500)
        (100, 0, 111, 500)
        """
        return (
            self.x * width // WHOLE,
            self.y * height // WHOLE,
            min(width, -(-self.right * width // WHOLE)),
            min(height, -(-self.bottom * height // WHOLE)),
        )


def why_not_begin(kind: str) -> Iterator[Problem]:
    """Say why a file of this kind cannot be made safe here, and what to do instead."""
    if kind not in ("pdf", "jpg", "png", "docx", "xlsx"):
        yield Problem(f"{kind} 文件不能直接遮盖；请用原来的程序打印或者另存为 PDF，再上传遮盖。", "file")


def why_not_search(words: str) -> Iterator[Problem]:
    """Say what is wrong with words that are to be covered wherever they stand."""
    if len("".join(words.split())) < 2:
        yield Problem("请输入至少两个字；只有一个字的，请在页面上画方框。", "words")


def why_not_found(places: int) -> Iterator[Problem]:
    """Say that the words stand nowhere, where they were looked for."""
    if not places:
        yield Problem("文件里没有找到这些文字。扫描件没有文字，请在页面上画方框。", "words")


def why_not_stand(words: Iterable[str], *, private: Iterable[str], reason: str) -> Iterator[Problem]:
    """Say why words that are covered in one place may not stand in another.

    Args:
        words: the words in question.
        private: those of them that tell of a person.
        reason: why they may stand.
    """
    if not [*words]:
        yield Problem("请选择可以保留的文字。", "words")
    if told := "、".join(private):
        yield Problem(f"“{told}”是个人信息，遮盖了一处就须处处遮盖。", "words", "个人信息保护法第二十八条")
    if not reason.strip():
        yield Problem("请写明这些文字在别处为什么可以保留。", "reason")


def why_not_decide(*, covered: int, declined: int) -> Iterator[Problem]:
    """Say that nothing was decided."""
    if not covered + declined:
        yield Problem("请至少对一处建议选择遮盖或者不遮盖。", "decided")


def why_not_box(place: Rectangle, *, pages: int) -> Iterator[Problem]:
    """Say what is wrong with a box: it lies off the page, or is too small to cover anything."""
    if not 1 <= place.page <= pages:
        yield Problem(f"文件共{pages}页，没有第{place.page}页，请核对页码。", "page")
    if place.width < SMALLEST or place.height < SMALLEST:
        yield Problem("方框太小，请至少画到页面宽、高的0.1%。", "width")
    if place.x < 0 or place.y < 0 or place.right > WHOLE or place.bottom > WHOLE:
        yield Problem("方框超出了页面，请把左、上、宽、高改在0到100%之间，且左加宽、上加高不超过100%。", "x")


def why_not_ground(ground: str, *, grounds: Mapping[str, Ground]) -> Iterator[Problem]:
    """Say that a box has no ground of those that the line of work knows."""
    if ground not in grounds:
        yield Problem(
            "请为遮盖选择依据：不予公开的每一处都要有法律依据。", "ground", "政府信息公开条例第三十七条"
        )


def why_not_change(*, is_ready: bool) -> Iterator[Problem]:
    """Say why boxes can no longer be changed: the file was made from them."""
    if is_ready:
        yield Problem("公开版已经生成，遮盖不能再改；需要改动的，请另做一份。")


def why_not_make(*, is_ready: bool, undecided: int) -> Iterator[Problem]:
    """Say what stands in the way of making the file that goes out.

    Args:
        is_ready: whether it was made already.
        undecided: how many proposals nobody has accepted or declined.
    """
    yield from why_not_change(is_ready=is_ready)
    if undecided:
        yield Problem(f"还有{undecided}处建议没有决定，请逐处选择遮盖或者不遮盖。")


def why_not_keep(*, is_changed: bool) -> Iterator[Problem]:
    """Say why a file that was just made is not kept: while it was made somebody drew another box."""
    if is_changed:
        yield Problem("生成期间有人改动了遮盖的内容，这次生成的文件没有保存；请核对后重新生成。")


@dataclass(frozen=True, slots=True)
class Leak:
    """Something that was found in a file that should have been destroyed.

    Args:
        where: where it was found, in Chinese: 第2页的文字, 文件属性.
        what: what kind of thing it is; never the words themselves, for a report is read by many.
    """

    where: str
    what: str


def as_problems(leaks: Iterable[Leak]) -> list[Problem]:
    """Return a refusal for each kind of leak."""
    return [
        Problem(f"泄漏检查没有通过：{each.where}{each.what}。公开版没有生成。")
        for each in dict.fromkeys(leaks)
    ]
