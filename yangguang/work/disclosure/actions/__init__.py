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
from .conferring import (
    confer,
    decide_conferral,
    give_opinion,
    invite,
    weigh_advice,
    write_minutes,
)
from .consulting import (
    consult_agency,
    consult_third_party,
    record_delivery,
    record_opinion,
    tell_party,
    weigh_opinion,
)
from .contesting import contest, decide_contest
from .looking import HEAD, extend_reply, search
from .sending import archive, close, deliver
from .taking_in import examine, register, submit, take_in
from .turning import send_back, take_back, withdraw

__all__ = [
    "HEAD",
    "Visitor",
    "archive",
    "ask_for_correction",
    "ask_for_reasons",
    "charge_fee",
    "close",
    "confer",
    "consult_agency",
    "consult_third_party",
    "contest",
    "decide_conferral",
    "decide_contest",
    "deliver",
    "draft_answer",
    "examine",
    "extend_reply",
    "give_opinion",
    "give_up_correction",
    "give_up_payment",
    "invite",
    "record_delivery",
    "record_opinion",
    "register",
    "review",
    "search",
    "send_back",
    "sign_answer",
    "submit",
    "take_back",
    "take_correction",
    "take_in",
    "take_payment",
    "take_reasons",
    "tell_party",
    "weigh_advice",
    "weigh_opinion",
    "weigh_reasons",
    "withdraw",
    "write_minutes",
]
