"""Names of organisations that are nearly those we know, but not quite."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from .findings import Finding, Severity
from .matching import HAN

SHORTEST = 8
"""A shorter name is too near to too many others."""

ENDING = re.compile("委员会|办公室|办事处|政府|局|厅|院|中心|大队|支队|协会|联合会")
LONGEST = 30
RUN = re.compile(f"[{HAN}]+$")


class Known:
    """The names of organisations that are right, and whatever is one sign away from one of them.

    Both names and candidates are compared by what is left when one sign is taken out, so that a
    list of thousands costs no more than a list of ten.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = {name for name in names if name}
        self.lengths = sorted({len(name) for name in self.names if len(name) >= SHORTEST})
        self.near: defaultdict[str, set[str]] = defaultdict(set)
        for name in self.names:
            if len(name) >= SHORTEST:
                self.near[name].add(name)
                for without in _shorter(name):
                    self.near[without].add(name)

    def nearly(self, candidate: str) -> tuple[str, str] | None:
        """Return the end of `candidate` that is nearly a name, and the name; None where it is one."""
        ends = {candidate[-length:] for length in range(2, len(candidate) + 1)}
        if ends & self.names:
            return None
        for length in sorted({each + by for each in self.lengths for by in (-1, 0, 1)}, reverse=True):
            if SHORTEST - 1 <= length <= len(candidate):
                end = candidate[-length:]
                names = self._one_away(end)
                if len(names) == 1:
                    return end, names.pop()
        return None

    def _one_away(self, end: str) -> set[str]:
        found = {name for name in self.near.get(end, ()) if len(name) == len(end) + 1}
        for place in range(len(end)):
            without = end[:place] + end[place + 1 :]
            for name in self.near.get(without, ()):
                is_longer = len(name) == len(end) - 1
                if is_longer or (len(name) == len(end) and name[:place] + name[place + 1 :] == without):
                    found.add(name)
        # What ends or begins otherwise is another office, or has a word before its name.
        return {name for name in found if name[-2:] == end[-2:] and name[0] == end[0]}


def _shorter(name: str) -> Iterator[str]:
    for place in range(len(name)):
        yield name[:place] + name[place + 1 :]


@lru_cache(maxsize=16)
def known(names: tuple[str, ...]) -> Known:
    """Return the names ready for comparing; the same list is made ready once."""
    return Known(names)


def wrong_names(text: str, names: Known) -> Iterator[Finding]:
    """Yield what is nearly the name of an organisation that we know.

    >>> ours = known(("金湾区政务服务数据管理局",))
    >>> [(each.found, each.right) for each in wrong_names("请向金湾区政务服务数剧管理局反映", ours)]
    [('金湾区政务服务数剧管理局', '金湾区政务服务数据管理局')]
    """
    if not names.lengths:
        return
    for match in ENDING.finditer(text):
        end = match.end()
        run = RUN.search(text, max(0, end - LONGEST), end)
        nearly = names.nearly(run[0]) if run else None
        if nearly:
            found, right = nearly
            yield Finding(
                "name", Severity.WARNING, found, f"“{found}”与已登记的“{right}”只差一个字，请核对机关名称。", "name",
                end - len(found), end, right=right,
            )  # fmt: skip
