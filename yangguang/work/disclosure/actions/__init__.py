"""What people do with a request for information, from the form to the file.

An act on a step of the diagram takes that step; the case moves on in the same transaction.
"""

from .answering import draft_answer, review, sign_answer
from .asking import (
    ask_for_correction,
    ask_for_reasons,
    charge_fee,
    give_up_correction,
    give_up_payment,
    take_correction,
    take_payment,
    take_reasons,
    weigh_reasons,
)
from .common import Visitor
from .contesting import contest, decide_contest
from .dividing import answer_together, join, part_again, split
from .looking import HEAD, consult_agency, consult_third_party, extend_reply, record_opinion, search
from .sending import archive, close, deliver
from .taking_in import examine, register, submit, take_in
from .turning import send_back, take_back, withdraw

__all__ = [
    "HEAD",
    "Visitor",
    "answer_together",
    "archive",
    "ask_for_correction",
    "ask_for_reasons",
    "charge_fee",
    "close",
    "consult_agency",
    "consult_third_party",
    "contest",
    "decide_contest",
    "deliver",
    "draft_answer",
    "examine",
    "extend_reply",
    "give_up_correction",
    "give_up_payment",
    "join",
    "part_again",
    "record_opinion",
    "register",
    "review",
    "search",
    "send_back",
    "sign_answer",
    "split",
    "submit",
    "take_back",
    "take_correction",
    "take_in",
    "take_payment",
    "take_reasons",
    "weigh_reasons",
    "withdraw",
]
