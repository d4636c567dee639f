"""Links, pictures and files of a page, and what is wrong with them by themselves."""

import ipaddress
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from .findings import Finding, Severity
from .lines import Link

EMPTY_WORDS = {"点击这里", "点这里", "点击", "这里", "此处", "点击此处", "链接", "详情", "查看", "更多", "点击查看",
               "here", "click here", "link"}  # fmt: skip
FILE_NAME = re.compile(r"[\w（）() .-]+\.(?:png|jpe?g|gif|bmp|webp|pdf|docx?|xlsx?)", re.IGNORECASE)
SCHEMES = ("http", "https", "mailto", "tel", "")
INTERNAL_NAMES = ("localhost", ".local", ".lan", ".internal", ".intranet")

IsDead = Callable[[str], bool]


def bad_links(links: Sequence[Link], is_dead: IsDead | None = None) -> Iterator[Finding]:
    """Yield what is wrong with the links; `is_dead` says whether an address of our own leads nowhere."""
    for link in links:
        for severity, rule, advice in _wrong(link, is_dead):
            found = link.text or link.href
            yield Finding(
                "link", severity, found[:60], advice, rule, block=link.block, paragraph=link.paragraph
            )


def _wrong(link: Link, is_dead: IsDead | None) -> Iterator[tuple[Severity, str, str]]:
    if not link.text:
        yield Severity.WARNING, "link.empty", f"链接 {link.href[:60]} 没有文字，请写明它通向哪里。"
    elif link.text.lower() in EMPTY_WORDS:
        yield Severity.ADVICE, "link.words", f"“{link.text}”没有说明链接通向哪里，请改成它的标题。"
    if link.is_internal:
        return
    try:
        parts = urlsplit(link.href.strip())
        host = parts.hostname or ""
    except ValueError:
        yield Severity.WARNING, "link.address", f"链接地址 {link.href[:60]} 写得不对，请改正。"
        return
    if parts.scheme.lower() not in SCHEMES:
        yield (
            Severity.GRAVE,
            "link.scheme",
            f"链接地址 {link.href[:60]} 不能用，只能用 http、https、mailto 和 tel。",
        )
    elif not link.href.strip():
        yield Severity.WARNING, "link.address", f"“{link.text[:30]}”没有链接地址，请补上或者去掉链接。"
    elif host and is_private(host):
        yield (
            Severity.GRAVE,
            "link.private",
            f"{host} 是内部网络的地址，外面打不开，还会暴露内部情况，请去掉。",
        )
    elif is_dead is not None and is_dead(link.href):
        yield Severity.WARNING, "link.dead", f"链接 {link.href[:60]} 打不开，请改正或者去掉。"


def is_private(host: str) -> bool:
    """Whether `host` can be reached only from inside an office.

    >>> [is_private(host) for host in ("192.168.1.3", "10.1.2.3", "oa.local", "intranet", "www.gov.cn")]
    [True, True, True, True, False]
    """
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host.endswith(INTERNAL_NAMES) or "." not in host


def bad_pictures_and_files(blocks: Sequence[tuple[str, Any]]) -> Iterator[Finding]:
    """Yield pictures without words for those who cannot see them, and files without a title."""
    for nth, (kind, value) in enumerate(blocks):
        if kind == "picture":
            alt = str(value.get("alt") or "").strip()
            if not alt:
                said = "图片没有文字说明，看不见图片的人不知道它的内容，请写明。"
                yield Finding("picture", Severity.WARNING, "", said, "picture.alt", block=nth)
            elif FILE_NAME.fullmatch(alt) or alt in ("图片", "图像", "照片"):
                said = f"图片说明“{alt[:30]}”没有说出图片的内容，请改写。"
                yield Finding("picture", Severity.WARNING, alt, said, "picture.name", end=len(alt), block=nth)
            elif alt == str(value.get("caption") or "").strip():
                said = "图片说明与图题完全相同，朗读时会念两遍，请写图片里有什么。"
                yield Finding(
                    "picture", Severity.ADVICE, alt, said, "picture.caption", end=len(alt), block=nth
                )
        elif kind == "file":
            title = str(value.get("title") or "").strip()
            if not title:
                said = "附件没有标题，请写明附件的名称。"
                yield Finding("file", Severity.WARNING, "", said, "file.title", block=nth)
            elif re.fullmatch(r"附件\s*[0-9一二三四五六七八九十]*", title) or FILE_NAME.fullmatch(title):
                said = f"附件标题“{title[:30]}”没有说出附件的内容，请写全称。"
                yield Finding("file", Severity.ADVICE, title, said, "file.name", end=len(title), block=nth)
