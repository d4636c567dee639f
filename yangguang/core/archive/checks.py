"""The four checks of a package (四性检测): authentic, complete, usable, safe (真实、完整、可用、安全).

Source: DA/T 70—2018 文书类电子档案检测一般要求.
"""

from __future__ import annotations

import shlex
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from yangguang.rules.problems import Problem, Refused

from .formats import Found, look_at
from .metadata import Entry, Metadata, Unreadable
from .metadata import read as read_metadata
from .packing import FILES, MANIFEST, METADATA, Sum, read_manifest, sum_of

AUTHENTIC, COMPLETE, USABLE, SAFE = "真实性", "完整性", "可用性", "安全性"
CHECKS = (AUTHENTIC, COMPLETE, USABLE, SAFE)

LONGEST_SCAN = 600  # seconds


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: which of the four it fails, which file, and how."""

    check: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}：{self.message}（{self.check}）"


@dataclass(frozen=True, slots=True)
class Checked:
    """A package as the checks saw it: what it says of itself, where that can be read, and what they found."""

    metadata: Metadata | None
    findings: tuple[Finding, ...]

    def results(self) -> dict[str, list[str]]:
        """Return for each of the four what is wrong; nothing where it is passed."""
        return {
            check: [f"{each.where}：{each.message}" for each in self.findings if each.check == check]
            for check in CHECKS
        }


def check(path: Path, *, number: str = "", looked: Mapping[str, Found] | None = None) -> Checked:
    """Return what the four checks find in the package at `path`.

    Args:
        path: where it is.
        number: under which number it is kept, if it is yet.
        looked: what documents were found to be just now, by their SHA-256; the same bytes are the same.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            return _checked(packed, number, looked or {})
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        return Checked(None, (Finding(USABLE, path.name, "信息包已损坏，打不开"),))


def scan(path: Path, command: str) -> None:
    """Let the office's virus scanner look at a file; it ends with 0 where it found nothing.

    Raises:
        Refused: when it found something, or cannot be run.
    """
    if not command:
        return
    try:
        done = subprocess.run(
            [*shlex.split(command), str(path)],
            capture_output=True, text=True, errors="replace", timeout=LONGEST_SCAN, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as failed:
        raise Refused(
            Problem(
                f"查毒软件没有运行（{type(failed).__name__}）；请管理员检查 YG_SCANNER 的设置后重新归档。"
            )
        ) from failed
    if done.returncode:
        said = next(iter(f"{done.stdout}{done.stderr}".strip().splitlines()), "")
        raise Refused(Problem(f"查毒没有通过（{said[:100]}）；请清除后重新归档。"))


def _checked(packed: zipfile.ZipFile, number: str, looked: Mapping[str, Found]) -> Checked:
    findings = list(_shape(packed))
    contents = {}
    for name in dict.fromkeys(packed.namelist()):
        content = _content(packed, name)
        if content is None:
            findings.append(Finding(AUTHENTIC, name, "内容已被改动，与包内校验值不符"))
        else:
            contents[name] = content
    findings += _manifest(contents, set(packed.namelist()))
    metadata = None
    if METADATA in contents:
        try:
            metadata = read_metadata(contents[METADATA])
        except Unreadable as wrong:
            findings.append(Finding(COMPLETE if wrong.lacks else AUTHENTIC, METADATA, str(wrong)))
    if metadata is not None:
        if number and metadata.number != number:
            findings.append(Finding(AUTHENTIC, METADATA, f"元数据里的档号是{metadata.number}"))
        findings += _catalogue(metadata, contents, set(packed.namelist()), looked)
    return Checked(metadata, tuple(findings))


def _shape(packed: zipfile.ZipFile) -> Iterator[Finding]:
    for name, times in Counter(packed.namelist()).items():
        if times > 1:
            yield Finding(SAFE, name, "包内有两个同名的文件")
    for entry in packed.infolist():
        path = PurePosixPath(entry.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in entry.filename:
            yield Finding(SAFE, entry.filename, "文件名指向信息包以外")
        if entry.flag_bits & 0x1:
            yield Finding(USABLE, entry.filename, "文件加了密")
        elif entry.compress_type != zipfile.ZIP_STORED:
            yield Finding(USABLE, entry.filename, "文件经过压缩；信息包只存储，不压缩")
    if packed.comment:
        yield Finding(SAFE, packed.filename or "", "信息包带有不属于归档的附注")


def _content(packed: zipfile.ZipFile, name: str) -> bytes | None:
    """Return a file of a package that is only stored, or None where its bytes were changed."""
    entry = packed.getinfo(name)
    if entry.flag_bits & 0x1 or entry.compress_type != zipfile.ZIP_STORED:
        return None
    try:
        return packed.read(name)
    except (zipfile.BadZipFile, EOFError):
        return None


def _manifest(contents: dict[str, bytes], names: set[str]) -> Iterator[Finding]:
    for name, what in ((MANIFEST, "清单"), (METADATA, "元数据")):
        if name not in names:
            yield Finding(COMPLETE, name, f"信息包里没有{what}")
    if MANIFEST not in contents:
        return
    try:
        told = read_manifest(contents[MANIFEST])
    except ValueError:  # also what is no text
        yield Finding(AUTHENTIC, MANIFEST, "清单已被改动，读不出来")
        return
    for name, known in told.items():
        if name not in names:
            yield Finding(COMPLETE, name, "清单里有，信息包里没有")
        elif name in contents and _differs(contents[name], known):
            yield Finding(AUTHENTIC, name, "内容与清单的摘要不符，已被改动")
    for name in sorted(names - told.keys() - {MANIFEST}):
        yield Finding(SAFE, name, "清单里没有的文件，不属于归档")


def _differs(content: bytes, known: Sum) -> bool:
    found = sum_of(content)
    return (found.sha256, found.size) != (known.sha256, known.size) or bool(
        found.sm3 and known.sm3 and found.sm3 != known.sm3
    )


def _catalogue(
    metadata: Metadata, contents: dict[str, bytes], names: set[str], looked: Mapping[str, Found]
) -> Iterator[Finding]:
    orders = [each.order for each in metadata.catalogue]
    if orders != list(range(1, len(orders) + 1)):
        yield Finding(COMPLETE, METADATA, "卷内目录的顺序号不连续")
    for entry in metadata.catalogue:
        if entry.name not in names:
            yield Finding(COMPLETE, entry.name, f"卷内目录里的“{entry.title}”不在信息包里")
        elif entry.name in contents:
            yield from _document(entry, contents[entry.name], looked)
    catalogued = {each.name for each in metadata.catalogue}
    for name in sorted(names - catalogued - {METADATA, MANIFEST}):
        yield Finding(SAFE, name, "卷内目录里没有的文件，不属于归档")


def _document(entry: Entry, content: bytes, looked: Mapping[str, Found]) -> Iterator[Finding]:
    known = looked.get(sum_of(content).sha256) if looked else None
    found = known or look_at(entry.name.rpartition(".")[2], content)
    for kind, message in found.problems:
        yield Finding(kind, entry.name, message)
    told = (entry.size, entry.format, entry.pages)
    if not entry.name.startswith(FILES) or told != (len(content), found.format, found.pages):
        yield Finding(
            AUTHENTIC, entry.name,
            f"元数据与内容不符：元数据为{_said(*told)}，内容为{_said(len(content), found.format, found.pages)}",
        )  # fmt: skip


def _said(size: int, form: str, pages: int) -> str:
    return f"{form}，{f'{pages}页，' if pages else ''}{size}字节"
