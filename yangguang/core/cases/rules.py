"""When the signatures of several people make one outcome."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signature:
    """What one signer decided (empty: not yet), and what it weighs."""

    decision: str
    weight: int = 1


def decided(sign: str, signatures: Sequence[Signature], outcomes: Sequence[str]) -> str:
    """Return the outcome that the signatures make so far, or nothing while others are awaited.

    The first of `outcomes` is assent.

    - `any` (或签): the first signature decides.
    - `all` (会签) and `order` (顺签): assent when everybody has assented; whatever else somebody
      decides is the outcome at once.
    - `vote` (票签): the outcome with more than half of all weight; when everybody has signed and none
      has it, the heaviest one that is not assent.

    >>> decided("all", [Signature("agree"), Signature("")], ["agree", "refuse"])
    ''
    >>> decided("all", [Signature("refuse"), Signature("")], ["agree", "refuse"])
    'refuse'
    >>> decided("vote", [Signature("agree", 2), Signature(""), Signature("refuse")], ["agree", "refuse"])
    ''
    >>> decided("vote", [Signature("agree", 2), Signature("refuse", 2)], ["agree", "refuse"])
    'refuse'
    """
    cast = [signature for signature in signatures if signature.decision]
    awaited = len(cast) < len(signatures)
    if not cast:
        return ""
    if sign == "any":
        return cast[0].decision
    if sign == "vote":
        return _majority(signatures, outcomes, awaited=awaited)
    dissent = [signature.decision for signature in cast if signature.decision != outcomes[0]]
    if dissent:
        return dissent[0]
    return "" if awaited else outcomes[0]


def _majority(signatures: Sequence[Signature], outcomes: Sequence[str], *, awaited: bool) -> str:
    total = sum(signature.weight for signature in signatures)
    for_each = {
        outcome: sum(signature.weight for signature in signatures if signature.decision == outcome)
        for outcome in outcomes
    }
    for outcome, weight in for_each.items():
        if 2 * weight > total:
            return outcome
    if awaited:
        return ""
    return max(outcomes[1:], key=for_each.__getitem__)
