"""What tells strangers about a person: numbers of identity cards, telephones, bank cards, homes.

What was masked, such as 440***********0012, passes. So do the numbers of organisations, hotlines and the
telephones of offices.
"""

import re
from collections.abc import Iterator
from datetime import date

from .findings import Finding, Severity

NUMBER = re.compile(r"[0-9](?:[0-9]|[ -](?=[0-9])){9,25}[Xx]?")
ATTACHED = re.compile(r"[0-9A-Za-z*＊×]|[-/.][0-9]")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
OF_AN_ORGANISATION = re.compile(
    "信用代码|机构代码|登记号|登记证|许可证|注册号|编号|文号|备案号|订单|流水|条码"
)
OF_A_CARD = re.compile(r"银行卡|卡号|账号|帐号|存折|社保卡")
OF_A_PERSON = re.compile(r"身份证|证件号|公民身份")
PASSPORT = re.compile(r"护照[^，。；\n]{0,12}?([EGDSPHeg][A-Z]?[0-9]{7,8})(?![0-9A-Za-z])")
PRIVATE_MAIL = re.compile(
    r"[A-Za-z0-9][\w.+-]{0,40}@(?:qq|vip\.qq|foxmail|163|126|139|189|yeah|sina|sohu|gmail|outlook|hotmail|live|icloud|aliyun|wo)"
    r"\.(?:com|net|cn|com\.cn)(?![\w.-]*\w)"
)
HOME = re.compile(
    r"(?:家住|家庭住址|家庭地址|现住址|现住|居住地址|住址|户籍地址|户籍所在地)[：:为在是]?\s*"
    r"[^，。；\s]{2,30}?[0-9一二三四五六七八九十]+(?:号|栋|幢|座|单元)[^，。；\s]{0,12}?[0-9]{1,5}(?:室|房|号|户)"
)
NEAR = 24
"""How many characters before a number say what it is."""


def private(text: str) -> Iterator[Finding]:
    """Yield what should not be published about a person.

    Source: 个人信息保护法第二十八条、第五十一条; 政府信息公开条例（2019年修订）第十五条.

    >>> [(each.rule, each.severity.value) for each in private("联系人张三，13800138000，热线12345")]
    [('privacy.mobile', 'warning')]
    >>> list(private("统一社会信用代码914404000000000019，电话0756-7263123"))
    []
    """
    for match in NUMBER.finditer(text):
        start, end = match.span()
        if (text[start - 1 : start].isalnum() and text[start - 1 : start].isascii()) or text[
            start - 1 : start
        ] == "*":
            continue
        if text[end : end + 1] == "*" or (text[end : end + 1].isalnum() and text[end : end + 1].isascii()):
            continue
        yield from _number(match[0], start, end, text[max(0, start - NEAR) : start])
    if "护照" in text:
        for match in PASSPORT.finditer(text):
            advice = "护照号码不应公开，请隐去中间几位。"
            yield Finding(
                "privacy", Severity.GRAVE, match[1], advice, "privacy.passport", match.start(1), match.end(1)
            )
    if "@" in text:
        for match in PRIVATE_MAIL.finditer(text):
            advice = "这是个人邮箱，请改用单位邮箱，或者确认可以公开。"
            yield Finding(
                "privacy", Severity.ADVICE, match[0], advice, "privacy.mail", match.start(), match.end()
            )
    for match in HOME.finditer(text):
        advice = "住址写到了门牌号，可能是个人的家庭住址，请只写到村、社区或者街道。"
        yield Finding(
            "privacy", Severity.WARNING, match[0], advice, "privacy.home", match.start(), match.end()
        )


def _number(typed: str, start: int, end: int, before: str) -> Iterator[Finding]:
    digits = typed.replace(" ", "").replace("-", "").upper()
    if OF_AN_ORGANISATION.search(before[-12:]) and not OF_A_PERSON.search(before[-12:]):
        return
    if is_identity_number(digits):
        advice = "身份证号码不应公开，请隐去出生日期和后四位，或者整体删去。"
        yield Finding("privacy", Severity.GRAVE, typed, advice, "privacy.identity", start, end)
    elif OF_A_PERSON.search(before) and len(digits) in (15, 18) and _is_day(digits):
        advice = "这像是身份证号码（校验位不对），不应公开，请核对并隐去。"
        yield Finding("privacy", Severity.WARNING, typed, advice, "privacy.identity", start, end)
    elif is_mobile(digits, typed):
        advice = "这是手机号码，请改用办公电话；确需公开的，应当取得本人同意。"
        yield Finding("privacy", Severity.WARNING, typed, advice, "privacy.mobile", start, end)
    elif is_bank_card(digits):
        severity = Severity.GRAVE if OF_A_CARD.search(before) else Severity.WARNING
        advice = "这像是银行卡号，个人的不应公开，请隐去；单位账号请核对后保留。"
        yield Finding("privacy", severity, typed, advice, "privacy.card", start, end)


def is_identity_number(digits: str) -> bool:
    """Whether `digits` is the number of an identity card (公民身份号码), with its check digit.

    Source: GB 11643—1999.

    >>> is_identity_number("11010519491231002X"), is_identity_number("110105194912310021")
    (True, False)
    """
    if len(digits) != 18 or not digits[:17].isdigit() or digits[0] in "09" or not _is_day(digits):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=False))
    return CHECK_DIGITS[total % 11] == digits[17]


def _is_day(digits: str) -> bool:
    born = digits[6:14] if len(digits) == 18 else f"19{digits[6:12]}"
    if not born.isdigit() or not "1900" <= born[:4] <= "2099":
        return False
    try:
        date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return False
    return True


def is_mobile(digits: str, typed: str = "") -> bool:
    """Whether `digits` is the number of a mobile telephone, and typed as one."""
    groups = [len(part) for part in re.split("[ -]", typed or digits)]
    return (
        len(digits) == 11
        and bool(re.match("1[3-9]", digits))
        and groups in ([11], [3, 4, 4], [4, 4, 3], [3, 8])
    )


def is_bank_card(digits: str) -> bool:
    """Whether `digits` may be the number of a bank card: its length, its beginning, and the sum of Luhn.

    >>> is_bank_card("6222021234567890128"), is_bank_card("6222021234567890127")
    (True, False)
    """
    if not digits.isdigit() or not 16 <= len(digits) <= 19 or not re.match("62|4[0-9]|5[1-5]", digits):
        return False
    if digits[0] in "45" and len(digits) != 16:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        worth = int(digit) * (2 if place % 2 else 1)
        total += worth - 9 if worth > 9 else worth
    return total % 10 == 0
