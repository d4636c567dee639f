"""What the folder of a request holds (依申请公开卷内目录), from the application to the contests over the answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from yangguang.core.archive import papers
from yangguang.core.archive.copies import ENDINGS, for_keeping
from yangguang.core.archive.folders import Contents, Document, Folder
from yangguang.core.archive.rules import retention_of
from yangguang.core.cases import queries as cases
from yangguang.core.cases.models import Case, Step
from yangguang.core.letters import Paragraph, to_pdf
from yangguang.core.orgs.models import Organisation

from .letters import letter_document
from .models import Contest, DisclosureRequest, Dispatch, Enclosure, Letter
from .rules import TERMS

REVIEWED = ("examine", "weigh", "search", "draft", "review", "sign")
"""The steps that the sheet of review (审查表) tells."""

HEARD = {
    "correct": ("correction", "补正材料"),
    "reasons": ("reasons", "申请人说明的理由"),
    "third_party": ("opinion", "第三方意见"),
    "other_agency": ("opinion", "其他机关意见"),
}
"""The steps that wait for somebody outside, and what came."""

SENT_FIRST = (Letter.Kind.RECEIPT,)
SENT_LAST = (Letter.Kind.ANSWER, Letter.Kind.CLOSING)


def contents(case: Case) -> Contents:
    """Return what the folder of a request holds.

    Source: 政府信息公开条例第四十五条; 档案法实施条例第三十九条 (真实、完整、可用、安全).
    """
    request = DisclosureRequest.objects.select_related("org", "case__version").get(pk=case.pk)
    closed_on = request.closed_on or localdate(case.closed_at or case.opened_at)
    return Contents(
        title=f"{request.applicant}申请公开：{request.wanted}"[:200],
        formed_on=closed_on,
        retention=retention_of(TERMS["retention"].on(closed_on).years),
        documents=list(_documents(request, closed_on)),
        required=_required(request),
    )


def closed(orgs: QuerySet[Organisation]) -> QuerySet[Any]:
    """Return the cases of the requests that were answered or ended, with the day."""
    ended = Case.objects.filter(disclosure_request__org__in=orgs, disclosure_request__closed_on__isnull=False)
    return ended.annotate(closed_on=F("disclosure_request__closed_on"))


FOLDERS = [Folder("disclosure", contents, closed)]


def _required(request: DisclosureRequest) -> tuple[str, ...]:
    """Return what a folder is not complete without; a request withdrawn at once has no letters."""
    answered = request.letters.filter(kind__in=SENT_LAST).exists()
    return ("申请书", "答复书", "送达凭证") if answered else ("申请书",)


def _documents(request: DisclosureRequest, closed_on: date) -> Iterator[Document]:
    """Yield the documents in the order of the catalogue (卷内目录)."""
    case, org = request.case, request.org.name
    letters = list(request.letters.select_related("org", "sent_by").order_by("pk"))
    yield Document(
        "application", "政府信息公开申请表", "申请书", request.arrived_on,
        partial(_application, request), author=request.applicant,
    )  # fmt: skip
    yield from _enclosures(request, Enclosure.Role.ATTACHED, request.applicant)
    yield from (_letter(each) for each in letters if each.kind in SENT_FIRST)
    yield from _correspondence(request, [each for each in letters if each.kind not in SENT_FIRST + SENT_LAST])
    yield from _enclosures(request, Enclosure.Role.FOUND, org)
    yield from _enclosures(request, Enclosure.Role.ADVICE, "")
    if Step.objects.filter(case=case, node__in=REVIEWED, state=Step.State.DONE).exists():
        sheet = partial(papers.steps_paper, "政府信息公开申请审查表", case, REVIEWED)
        yield Document("review", "政府信息公开申请审查表", "审查表", closed_on, sheet, author=org)
    if request.answer_number:
        yield Document(
            "draft", "答复书签发稿", "签发稿", _signed_on(request) or closed_on,
            partial(_draft, request), author=org, number=request.answer_number,
        )  # fmt: skip
    for letter in letters:
        if letter.kind in SENT_LAST:
            yield _letter(letter, kind="答复书")
            yield Document(
                f"delivery-{letter.pk}", f"{letter.get_kind_display()}送达凭证", "送达凭证", letter.sent_on,
                partial(_delivery, letter), author=org, number=letter.mail_number,
            )  # fmt: skip
    yield from _slips(request, org)
    yield from _enclosures(request, Enclosure.Role.OUTGOING, org)
    for contest in request.contests.order_by("pk"):
        yield from _contest(contest)
    if request.received_on:
        proof = partial(papers.clock_paper, case, "reply")
        yield Document("proof", "答复期限证明", "期限证明", closed_on, proof, author=org, is_companion=True)
    last = cases.timeline(case).last()
    if last is not None:
        seq, on = last.seq, localdate(last.at)
        yield Document(
            f"records-{seq}", "办理经过", "台账", on, partial(papers.records_paper, case),
            author=org, is_companion=True,
        )  # fmt: skip
        yield Document(
            f"records-{seq}-xml", "台账记录（原文）", "台账", on, partial(papers.records_xml, case), "xml",
            author=org, is_companion=True,
        )  # fmt: skip


def _letter(letter: Letter, *, kind: str = "") -> Document:
    named = letter.get_kind_display()
    return Document(
        f"letter-{letter.pk}",
        f"{named}（致{letter.addressee}）" if letter.kind == Letter.Kind.CONSULTATION else named,
        kind or named,
        letter.sent_on,
        lambda: to_pdf(letter_document(letter)),
        author=letter.org.name,
        number=letter.number,
    )


def _enclosures(request: DisclosureRequest, role: str, author: str) -> Iterator[Document]:
    """Yield the files of one role, each as a copy for keeping; what was taken off did not go out."""
    files = request.enclosures.filter(role=role, taken_off_at=None).select_related("file").order_by("pk")
    for each in files:
        yield Document(
            f"enclosure-{each.pk}",
            f"{each.get_role_display()}：{each.file.name}",
            "附件",
            localdate(each.file.put_at),
            partial(for_keeping, each.file),
            ENDINGS[each.file.kind],
            author=author or each.file.put_by_name,
        )


def _slips(request: DisclosureRequest, author: str) -> Iterator[Document]:
    """Yield the pictures of the slips that the post office gave for letters of a request."""
    sent = (
        Dispatch.objects.filter(letter__request=request).exclude(slip=None).select_related("letter", "slip")
    )
    for each in sent.order_by("pk"):
        assert each.slip is not None
        assert each.handed_over_on is not None
        yield Document(
            f"slip-{each.pk}", f"{each.letter.get_kind_display()}的交邮凭证", "附件", each.handed_over_on,
            partial(for_keeping, each.slip), ENDINGS[each.slip.kind], author=author, number=each.number,
        )  # fmt: skip


def _correspondence(request: DisclosureRequest, letters: list[Letter]) -> Iterator[Document]:
    """Yield what went out and what came back between receipt and answer, by its day."""
    sent = [(each.sent_on, 0, _letter(each)) for each in letters]
    heard = Step.objects.filter(case=request.case_id, node__in=HEARD, state=Step.State.DONE).order_by("pk")
    came = []
    for step in heard:
        key, title = HEARD[step.node]
        on = localdate(step.closed_at)
        what = partial(papers.steps_paper, title, request.case, (step.node,))
        content = partial(_correction, request, step) if step.node == "correct" else what
        came.append((on, 1, Document(f"{key}-{step.pk}", title, title, on, content)))
    yield from (document for *_, document in sorted([*sent, *came], key=lambda each: each[:2]))


def _application(request: DisclosureRequest) -> bytes:
    """Return the application as it was received: before any correction of what is wanted."""
    corrected = cases.timeline(request.case).filter(kind="disclosure.corrected").first()
    wanted = corrected.details["before"] if corrected else request.wanted
    return papers.paper(
        "政府信息公开申请表",
        papers.facts(
            f"申请编号 {request.case.number}",
            [
                ("受理机关", request.org.name),
                ("申请渠道", request.get_channel_display()),
                ("提交时间", f"{localdate(request.submitted_at)}"),
                ("到达日期", request.arrived_on),
                ("双方确认日期", request.confirmed_on),
                ("收到申请之日", request.received_on),
                ("申请人类型", request.get_applicant_kind_display()),
                ("姓名或者名称", request.applicant),
                ("身份证明", request.identity),
                ("联系人", request.representative),
                ("代理人", request.agent),
                ("代理人证件号码", request.agent_identity),
                ("委托或者代表的依据", request.authority),
                ("代填后的宣读和确认", request.read_back),
                ("联系电话", request.phone),
                ("电子邮箱", request.email),
                ("通信地址", request.address),
                ("需要协助", "是" if request.needs_help else "否"),
                ("所需政府信息", wanted),
                ("获取信息的形式", request.get_form_display()),
                ("获取信息的途径", request.get_way_display()),
            ],
        ),
    )


def _correction(request: DisclosureRequest, step: Step) -> bytes:
    """Return what the applicant made clear, or that nothing came."""
    told = None
    if step.closed_at:
        told = cases.timeline(request.case).filter(kind="disclosure.corrected", at=step.closed_at).first()
    rows = (
        [("补正前", told.details["before"]), ("补正后", told.details["after"])]
        if told
        else [("补正", "逾期未补正")]
    )
    return papers.paper("补正材料", papers.facts(f"申请编号 {request.case.number}", rows))


def _draft(request: DisclosureRequest) -> bytes:
    """Return what was signed, by whom and when."""
    signed = Step.objects.filter(case=request.case_id, node="sign", outcome="signed").last()
    outcome = request.answered_as
    return papers.paper(
        "答复书签发稿",
        papers.facts(
            f"申请编号 {request.case.number}",
            [
                ("文号", request.answer_number),
                ("答复类型", outcome.label if outcome else ""),
                ("依据", outcome.source if outcome else ""),
                ("签发人", signed.done_by_name if signed else ""),
                ("签发日期", _signed_on(request)),
                ("签发意见", signed.opinion if signed else ""),
            ],
        ),
        *(Paragraph(each) for each in request.answer.splitlines() if each.strip()),
    )


def _signed_on(request: DisclosureRequest) -> date | None:
    signed = Step.objects.filter(case=request.case_id, node="sign", outcome="signed").last()
    return localdate(signed.closed_at) if signed and signed.closed_at else None


def _delivery(letter: Letter) -> bytes:
    """Return how and when a letter went out."""
    return papers.paper(
        "送达凭证",
        papers.facts(
            letter.number,
            [
                ("文书", letter.get_kind_display()),
                ("文号", letter.number),
                ("受送达人", letter.addressee),
                ("送达方式", letter.get_way_display()),
                ("邮件号码", letter.mail_number),
                ("发出日期", letter.sent_on),
                ("经办人", letter.sent_by),
            ],
        ),
    )


def _contest(contest: Contest) -> Iterator[Document]:
    """Yield that an answer was contested, and, once it is known, how that ended."""
    kind, org = contest.get_kind_display(), contest.org.name
    filed = [("类别", kind), ("被申请人（被告）", org), ("受理日期", contest.filed_on)]
    yield Document(
        f"contest-{contest.pk}", f"{kind}受理情况", "复议诉讼文书", contest.filed_on,
        lambda: papers.paper(f"{kind}受理情况", papers.facts("", filed)), author=org,
    )  # fmt: skip
    if contest.decided_on:
        ended = [*filed, ("审结日期", contest.decided_on), ("结果", contest.get_result_display())]
        yield Document(
            f"contest-{contest.pk}-result", f"{kind}结果", "复议诉讼文书", contest.decided_on,
            lambda: papers.paper(f"{kind}结果", papers.facts("", ended)), author=org,
        )  # fmt: skip
