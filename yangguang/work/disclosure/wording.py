"""What the letters say (文书正文): plain paragraphs, in the words of the regulation.

Each function returns the paragraphs between the addressee and the signature. Days are written as
official letters write them.
"""

from collections.abc import Sequence
from datetime import date

from yangguang.rules.clocks import Due

from .others.rules import OPENING, Kind, Weight
from .rules import FEE_RULES, REGULATION, Channel, Outcome


def written(day: date) -> str:
    """Return a day as an official letter writes it.

    >>> written(date(2023, 5, 4))
    '2023年5月4日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def written_due(due: Due) -> str:
    """Return a last day as an official letter writes it; a provisional one (暂定) says so.

    >>> written_due(Due(date(2027, 1, 20), provisional=True))
    '2027年1月20日（暂定，2027年放假安排公布后可能调整）'
    """
    doubt = f"（暂定，{due.on.year}年放假安排公布后可能调整）" if due.provisional else ""
    return f"{written(due.on)}{doubt}"


def receipt(*, channel: Channel, received_on: date, wanted: str, due: Due, workdays: int) -> list[str]:
    """登记回执: the request was received and registered, and by when it will be answered."""
    return [
        f"你（单位）以{channel.label.split('（')[0]}方式提出的政府信息公开申请，本机关已于{written(received_on)}收到并登记。",
        f"申请公开的内容：{wanted}",
        f"根据《{REGULATION}》第三十三条的规定，本机关将自收到申请之日起{workdays}个工作日内，即于{written_due(due)}前（含当日）"
        "予以答复。需要补正、征求第三方或者其他机关意见、延长答复期限的，本机关将另行告知。",
    ]


def correction(*, received_on: date, unclear: str, by_on: date) -> list[str]:
    """补正告知书: what is unclear, and by when to mend it; told once (一次性告知)."""
    return [
        f"本机关于{written(received_on)}收到你（单位）提出的政府信息公开申请。经审查，申请内容不明确，需要补正的事项如下：",
        unclear,
        f"根据《{REGULATION}》第三十条的规定，请于{written(by_on)}前补正。答复期限自本机关收到补正之日起计算。"
        "无正当理由逾期不补正的，视为放弃申请，本机关不再处理该政府信息公开申请。",
    ]


def extension(*, received_on: date, workdays: int, due: Due, reason: str) -> list[str]:
    """延期答复告知书: by how many working days the answer is put off, to when, and why."""
    return [
        f"本机关于{written(received_on)}收到你（单位）提出的政府信息公开申请。因{reason.rstrip('。')}，不能按期答复。",
        f"根据《{REGULATION}》第三十三条第二款的规定，经本机关政府信息公开工作机构负责人同意，"
        f"答复期限延长{workdays}个工作日，延长至{written_due(due)}。",
    ]


def consultation(*, wanted: str, about: str, workdays: int, kind: Kind) -> list[str]:
    """征求意见书: to a third party, to an agency that made the information too, or to one that is conferred with.

    Args:
        wanted: what the applicant asks for.
        about: why it concerns the addressee.
        workdays: how many working days there are for an opinion.
        kind: as whom the addressee is asked; the silence of another maker means agreement.
    """
    if kind is Kind.AGENCY:
        closing = (
            f"根据《{REGULATION}》第三十三条第三款的规定，请自收到本征求意见函之日起{workdays}个工作日内书面提出意见。"
            "征求意见所需时间不计入答复期限。"
        )
    elif kind is Kind.JOINT_MAKER:
        closing = (
            f"根据《{REGULATION}》第三十四条的规定，请自收到本征求意见书之日起{workdays}个工作日内提出意见，"
            "逾期未提出意见的视为同意公开。"
        )
    else:
        closing = (
            f"根据《{REGULATION}》第三十二条的规定，请自收到本征求意见书之日起{workdays}个工作日内书面提出是否同意公开的意见，"
            "不同意公开的请说明理由。逾期未提出意见的，由本机关依照条例的规定决定是否公开。"
        )
    return [f"本机关收到政府信息公开申请，申请公开的内容为：{wanted}", about, closing]


def consultation_told(*, workdays: int) -> list[str]:
    """征求意见告知书: the applicant is told that others are asked, and that this time does not count."""
    return [
        "经审查，你（单位）申请公开的政府信息需要征求第三方或者其他机关的意见，本机关已发出征求意见书。",
        f"根据《{REGULATION}》第三十三条第三款的规定，征求意见所需时间不计算在答复期限内。"
        f"对方应当自收到征求意见书之日起{workdays}个工作日内提出意见。",
    ]


def party_told(
    *,
    wanted: str,
    said: str,
    reasons: str,
    outcome: Outcome,
    contents: str,
    weight: Weight | None,
    because: str,
    remedy: str,
) -> list[str]:
    """公开告知书: to one who was asked, what is decided on the request and what became of the opinion.

    Args:
        wanted: what the applicant asks for.
        said: what the addressee answered, or that he did not.
        reasons: why, in his words.
        outcome: how the request will be answered.
        contents: what will be made public, where anything is.
        weight: what the office makes of the opinion, if it had to say so.
        because: why.
        remedy: the paragraph on remedies.
    """
    reasons = f"，理由为：{reasons.rstrip('。')}" if reasons else ""
    paragraphs = [
        f"本机关收到政府信息公开申请，申请公开的内容为：{wanted}",
        f"就该申请，本机关曾书面征求你（单位）的意见。你（单位）的意见：{said}{reasons}。",
    ]
    if weight is Weight.PUBLIC_INTEREST:
        paragraphs.append(
            f"经审查，不公开可能对公共利益造成重大影响：{because.rstrip('。')}。"
            f"根据《{REGULATION}》第三十二条的规定，本机关决定公开，现将决定公开的政府信息内容和理由告知你（单位）。"
        )
    elif weight is Weight.UNFOUNDED:
        paragraphs.append(
            f"经审查，你（单位）不同意公开的理由不合理：{because.rstrip('。')}，本机关不予采纳。"
        )
    elif weight:
        paragraphs.append(f"经审查，本机关认为公开会损害你（单位）的合法权益：{because.rstrip('。')}。")
    paragraphs.append(f"本机关的决定：{outcome.label}。")
    if outcome.key in OPENING:
        paragraphs.append(f"决定公开的内容：{contents}")
    return [*paragraphs, remedy]


def reasons(*, received_on: date, why: str, by_on: date) -> list[str]:
    """说明理由告知书: why the requests go beyond what is reasonable, and by when to give reasons."""
    return [
        f"本机关于{written(received_on)}收到你（单位）提出的政府信息公开申请。经审查，申请的数量、频次明显超过合理范围：",
        why,
        f"根据《{REGULATION}》第三十五条的规定，请于{written(by_on)}前说明理由。"
        "理由不合理的，本机关将告知不予处理；理由合理但无法在规定期限内答复的，本机关将确定延迟答复的合理期限并告知。",
    ]


def fee(*, basis: str, amount: int, due: Due, workdays: int) -> list[str]:
    """收费通知书: on what the fee rests, how much it is, and by when to pay it.

    Args:
        basis: how the fee was counted, such as 按量计收，共57页.
        amount: the fee in yuan.
        due: the last day for paying.
        workdays: how many working days that are.
    """
    return [
        f"根据《国务院办公厅关于印发〈政府信息公开信息处理费管理办法〉的通知》（{FEE_RULES}）的规定，"
        f"你（单位）申请的政府信息应当收取信息处理费。计收方式：{basis}；数额：{amount}元。",
        f"请自收到本通知次日起{workdays}个工作日内，即于{written_due(due)}前缴纳。逾期未缴纳的，视为放弃申请，"
        "本机关不再处理该政府信息公开申请。答复期限自缴费完成次日起重新计算。",
    ]


def answer(
    *, received_on: date, wanted: str, outcome: Outcome, body: Sequence[str], remedy: str
) -> list[str]:
    """答复书: the decision, its article and reasons, and the remedies.

    Args:
        received_on: the day of receipt.
        wanted: what the applicant asks for.
        outcome: the answer that was chosen.
        body: the decision itself, see `assembling.body`.
        remedy: whom to turn to, see `rules.remedy`.
    """
    return [
        f"本机关于{written(received_on)}收到你（单位）提出的政府信息公开申请，申请公开的内容为：{wanted}",
        f"经审查，根据{_quoted(outcome)}的规定，现答复如下：",
        *body,
        remedy,
    ]


def closing(*, received_on: date, outcome: Outcome, text: str) -> list[str]:
    """不再处理告知书: why the request is no longer handled."""
    return [
        f"本机关于{written(received_on)}收到你（单位）提出的政府信息公开申请。",
        f"{text.rstrip('。')}。根据{_quoted(outcome)}的规定，本机关对该申请的办理终结：{outcome.label}。",
    ]


def split(*, received_on: date, parts: Sequence[tuple[str, str]]) -> list[str]:
    """拆分办理告知书: into which requests one was split; each is answered for itself, from the same day."""
    listed = [f"{place}.{wanted}（申请编号：{number}）" for place, (number, wanted) in enumerate(parts, 1)]
    return [
        f"本机关于{written(received_on)}收到你（单位）提出的政府信息公开申请。申请包含{len(parts)}项内容，"
        "为便于分别办理、分别答复，本机关按照“一事一申请”拆分如下：",
        *listed,
        f"各件的答复期限均自{written(received_on)}收到申请之日起计算，本机关将逐件答复。"
        "查询各件进度，请使用上列申请编号和原申请的查询码。",
    ]


def _quoted(outcome: Outcome) -> str:
    if outcome.source.startswith(REGULATION):
        return f"《{REGULATION}》{outcome.source.removeprefix(REGULATION)}"
    return outcome.source
