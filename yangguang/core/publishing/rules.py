"""What three reviews and three proofreads (三审三校) ask for, and what a signature is worth.

Source: 国办发〔2018〕123号（分级分类审核、先审后发）; the six levels with different people are 约定, as no statute
names them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from yangguang.rules.problems import Problem


@dataclass(frozen=True, slots=True)
class Level:
    """One of the six steps.

    Args:
        node: its name in the diagram.
        name: what people call it.
        may_edit: whether whoever signs it may mend the text first.
        checks: what must be ticked before it passes.
    """

    node: str
    name: str
    may_edit: bool
    checks: tuple[str, ...]


LEVELS = (
    Level("first_review", "初审", True, ("来源清楚、内容完整", "不涉密、无敏感信息", "个人信息已经处理")),
    Level("first_proof", "一校", True, ("无错字漏字", "人名、地名、职务、数字无误", "附件能够打开")),
    Level("second_review", "复审", True, ("政策表述规范准确", "公开属性和依据正确")),
    Level("second_proof", "二校", True, ("已与原件核对", "格式、链接、图片说明无误")),
    Level("final_review", "终审", True, ("导向正确，符合政策法规", "可以公开发布")),
    Level("final_proof", "三校", False, ("清样与签发稿一致", "栏目和发布时间正确")),
)
"""In their order; the source of what is checked at each: 06 §1 of the reference (制度实例)."""

BY_NODE = {level.node: level for level in LEVELS}


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature: at which level, by whom, and under which content."""

    node: str
    person: int
    hash: str


def why_not_sign(
    level: Level,
    person: int,
    *,
    authors: Iterable[int],
    signed: Sequence[Signed],
    now: str,
    changed_by: Iterable[int],
) -> Iterator[Problem]:
    """Say what keeps somebody from signing a level.

    Args:
        level: which.
        person: the key of whoever signs.
        authors: the keys of all who wrote the text.
        signed: what was signed in this round, in its order.
        now: the hash of the content as it stands.
        changed_by: the keys of all who changed it since the last signature.
    """
    if person in set(authors):
        yield Problem("这份稿件由您撰写或者修改过，审校须由他人进行。", source="三审三校：撰稿与审校分离")
    for each in signed:
        if each.person == person:
            done = BY_NODE[each.node].name
            yield Problem(
                f"您已办理这份稿件的{done}，{level.name}须由另一人办理。", source="三审三校：每级不同人"
            )
    others = set(changed_by) - ({person} if level.may_edit else set())
    if others:
        before = BY_NODE[signed[-1].node].name if signed else "送审"
        yield Problem(f"{before}之后正文又有改动，{before}的签署已经失效，请退回，改后从初审重新办理。")
    elif not level.may_edit and signed and signed[-1].hash != now:
        yield Problem("正文与终审签发的内容不一致，签署已经失效，请退回，改后从初审重新办理。")


def why_not_release(authors: Iterable[int], signed: Sequence[Signed], now: str) -> Iterator[Problem]:
    """Say what is missing before content with the hash `now` may go to the public.

    >>> six = [Signed(level.node, number, "h") for number, level in enumerate(LEVELS)]
    >>> [str(each) for each in why_not_release([9], six, "h")]
    []
    >>> [str(each) for each in why_not_release([9], six[:5], "h")]
    ['还没有办理三校。']
    >>> [str(each) for each in why_not_release([9], six, "changed")]
    ['正文与终审、三校签署的内容不一致，签署已经失效。']
    """
    done = {each.node: each for each in signed}
    missing = [level.name for level in LEVELS if level.node not in done]
    if missing:
        yield Problem(f"还没有办理{'、'.join(missing)}。")
    people = [each.person for each in done.values()]
    if len(set(people)) < len(people):
        yield Problem("六级审校中有人办理了两级，每级须由不同的人办理。")
    if set(people) & set(authors):
        yield Problem("审校人中有撰稿人，审校须由他人进行。")
    if not missing and any(done[node].hash != now for node in ("final_review", "final_proof")):
        yield Problem("正文与终审、三校签署的内容不一致，签署已经失效。")


def why_not_checks(level: Level, ticked: Iterable[str]) -> Iterator[Problem]:
    """Say which points of the list were not ticked before the level passes.

    >>> [str(each) for each in why_not_checks(BY_NODE["final_proof"], ["清样与签发稿一致"])]
    ['请逐项核对：还没有勾选“栏目和发布时间正确”。']
    """
    left = [check for check in level.checks if check not in set(ticked)]
    if left:
        yield Problem(f"请逐项核对：还没有勾选“{'”“'.join(left)}”。", "checks")
