"""Bringing a text in from Word, WPS or a web page (导入、粘贴): it becomes a draft that an editor goes on with."""

from __future__ import annotations

from datetime import date, datetime
from typing import IO, Any

from django.core.files.base import ContentFile
from django.utils.timezone import localdate

from yangguang.core.orgs.models import Organisation, Person
from yangguang.core.orgs.queries import posts_of
from yangguang.core.records.actions import act, record
from yangguang.rules.problems import Problem, refuse_if

from .models import OfficialPage, Picture, Publication
from .page_forms import EDITOR
from .rights import Rights
from .writing.pasted import blocks_from_html
from .writing.word import blocks_from_docx

LONGEST_TITLE = 255


@act
def bring_in(
    column: OfficialPage,
    model: type[OfficialPage],
    *,
    org: Organisation,
    title: str = "",
    html: str = "",
    word: IO[bytes] | None = None,
    by: Person,
    at: datetime,
    once: str = "",
) -> Publication:
    """Make a draft of what was pasted or of a Word file; what was left out is said in the ledger.

    Args:
        column: where it is to stand.
        model: the type of page.
        org: whose page it is.
        title: its title; where empty, what the file seems to be called.
        html: what was pasted.
        word: a Word file.
        by: an editor of `org`.
        at: when.
        once: see `act`.

    Raises:
        Refused: when the file cannot be read, nothing is in it, or `by` is no editor of `org`.
    """
    refuse_if(_why_not(column, model, org, html, word, by, localdate(at)))

    def keep_picture(content: bytes, name: str) -> int:
        made = Picture(title=name[:255], org=org, uploaded_by_user=by)
        made.file.save(name, ContentFile(content), save=False)
        made.save()
        return int(made.pk)

    found: dict[str, Any] = {}
    if word is not None:
        read = blocks_from_docx(word, keep_picture, name=getattr(word, "name", "") or "文件.docx")
        found = {
            "title": read.proposal.title,
            "number": read.proposal.number or "",
            "made_on": read.proposal.made_on,
        }
        blocks, remarks = read.blocks, read.remarks
    else:
        pasted = blocks_from_html(html, keep_picture)
        blocks, remarks = pasted.blocks, pasted.remarks
    called = title.strip() or found.get("title") or ""
    refuse_if(
        [
            *([] if blocks else [Problem("里面没有可以带入的内容，请检查原文。", "html")]),
            *([] if called else [Problem("请填写标题；文件里没有认出标题。", "title")]),
        ]
    )
    page = model(title=called[:LONGEST_TITLE], org=org, owner=by, live=False, body=blocks)
    for name in ("number", "made_on"):
        if found.get(name):
            setattr(page, name, found[name])
    OfficialPage.objects.get(pk=column.pk).add_child(instance=page)
    page.save_revision(user=by)
    publication = Publication.objects.get(page=page.pk)
    record(
        "publishing.brought_in",
        about=publication,
        by=by,
        at=at,
        note=f"导入：{page.title}",
        remarks=list(remarks),
    )
    return publication


def _why_not(
    column: OfficialPage,
    model: type[OfficialPage],
    org: Organisation,
    html: str,
    word: IO[bytes] | None,
    by: Person,
    on: date,
) -> list[Problem]:
    found = []
    if not posts_of(by, on).filter(org=org, role=EDITOR).exists():
        found.append(Problem(f"您不在{org.name}的“编辑”岗位，不能为它写稿。", "org"))
    if (
        not Rights(by, column).can_add_subpage()
        or model not in column.specific_class.creatable_subpage_models()
    ):
        found.append(Problem("这个栏目不能写这类稿件，请另选栏目。"))
    if word is None and not html.strip():
        found.append(Problem("请粘贴正文，或者选择一个 Word 文件。", "html"))
    return found
