"""Whether a copy of a site is what was published, and mending it where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..models import Publication, PublishedFile
from . import manifest
from .sites import Site
from .tree import Tree


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a copy of a site is not what was published."""

    path: str
    kind: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}：{self.message}"


def differences(site: Site, root: Path | None = None) -> Iterator[Difference]:
    """Yield each difference between a tree and the manifest, and what is wrong with the manifest itself.

    Args:
        site: whose manifest.
        root: the folder with the copy; the site's own where not given.
    """
    tree, known = Tree(root or site.root), set()
    for row in PublishedFile.objects.filter(org=site.org).order_by("path").iterator(chunk_size=2000):
        known.add(row.path)
        if not row.is_genuine():
            yield Difference(row.path, "manifest", "发布清单里的这一行不是本系统写的，已被改动。")
            continue
        content = tree.read(row.path)
        if content is None:
            yield Difference(row.path, "missing", "文件不见了。")
        elif manifest.hashes_of(content) != (row.sha256, row.sm3):
            yield Difference(row.path, "changed", "内容与发布时不同，已被改动。")
    for path in tree.paths():
        if path not in known:
            yield Difference(path, "extra", "不是本系统发布的文件。")
    live = Publication.objects.filter(page__path__startswith=site.home.path, published_at__isnull=False)
    for address in live.values_list("address", flat=True).iterator(chunk_size=5000):
        if address not in known:
            yield Difference(address, "unlisted", "稿件已发布，发布清单里却没有它。")


def mend(site: Site, found: list[Difference], root: Path | None = None) -> list[str]:
    """Put a tree right: write what is missing or changed anew, set aside what does not belong there.

    What a copy lacks is taken from the site's own tree. Returns what could not be published, and why.
    """
    from . import writer

    tree, own = Tree(root or site.root), Tree(site.root)
    aside = (root or site.root).parent / f"{(root or site.root).name}.set-aside"
    stale = []
    for each in found:
        if each.kind == "extra":
            tree.set_aside(each.path, aside)
            continue
        row = PublishedFile.objects.filter(org=site.org, path=each.path).first()
        if root is not None and row is not None and row.is_genuine():
            content = own.read(each.path)
            if content is not None and manifest.hashes_of(content) == (row.sha256, row.sm3):
                tree.write(each.path, content)
                continue
        if row is not None:
            stale.append(row.unit)
        elif page := Publication.objects.filter(address=each.path).first():
            stale.append(f"page:{page.page_id}")
    return writer.write(site, list(dict.fromkeys(stale))) if stale else []


def copy_to(site: Site, root: Path) -> int:
    """Make another tree (a mirror, the origin of a CDN) the same as the site's own; return how many files changed."""
    own, other, written = Tree(site.root), Tree(root), 0
    for row in PublishedFile.objects.filter(org=site.org).order_by("path").iterator(chunk_size=2000):
        there = other.read(row.path)
        if there is not None and manifest.hashes_of(there) == (row.sha256, row.sm3):
            continue
        content = own.read(row.path)
        if content is not None:
            other.write(row.path, content)
            written += 1
    known = set(PublishedFile.objects.filter(org=site.org).values_list("path", flat=True))
    for path in list(other.paths()):
        if path not in known:
            other.remove(path)
    return written
