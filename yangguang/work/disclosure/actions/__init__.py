"""What people do with a request for information, from the form to the file.

An act on a step of the diagram takes that step; the case moves on in the same transaction.
"""

from .answering import check_answer, draft_answer, draft_redo, review, sign_answer, sign_redo, why_not_draft
from .asking import (
    ask_for_correction,
    ask_for_reasons,
    charge_fee,
    give_up_correction,
    give_up_payment,
    take_correction,
    take_payment,
    take_reasons,
    waive_fee,
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
from .contesting import (
    contest,
    decide_contest,
    deliver_redo,
    hear_contest,
    reply_to_contest,
    serve_contest,
)
from .deciding import add_phrase, end_phrase, set_practice
from .dividing import answer_together, join, part_again, split
from .looking import HEAD, extend_reply, search
from .sending import archive, close, deliver
from .taking_in import examine, register, submit, take_in
from .turning import send_back, take_back, withdraw

__all__ = [
    "HEAD",
    "Visitor",
    "add_phrase",
    "answer_together",
    "archive",
    "ask_for_correction",
    "ask_for_reasons",
    "charge_fee",
    "check_answer",
    "close",
    "confer",
    "consult_agency",
    "consult_third_party",
    "contest",
    "decide_conferral",
    "decide_contest",
    "deliver",
    "deliver_redo",
    "draft_answer",
    "draft_redo",
    "end_phrase",
    "examine",
    "extend_reply",
    "give_opinion",
    "give_up_correction",
    "give_up_payment",
    "hear_contest",
    "invite",
    "join",
    "part_again",
    "record_delivery",
    "record_opinion",
    "register",
    "reply_to_contest",
    "review",
    "search",
    "send_back",
    "serve_contest",
    "set_practice",
    "sign_answer",
    "sign_redo",
    "split",
    "submit",
    "take_back",
    "take_correction",
    "take_in",
    "take_payment",
    "take_reasons",
    "tell_party",
    "waive_fee",
    "weigh_advice",
    "weigh_opinion",
    "weigh_reasons",
    "why_not_draft",
    "withdraw",
    "write_minutes",
]
