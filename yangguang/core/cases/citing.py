"""What of the processes stands on law: the article of each step, and of each limit that names one itself."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from yangguang.core.law.linking import Citing, Told
from yangguang.core.search.queries import owner_of_site
from yangguang.rules.processes import Process as Diagram

from .processes import all_processes, diagram_in

KIND = "cases.process"


def processes() -> Iterator[Told]:
    """Yield the steps of each process that name an article, as the files of the parts draw them."""
    owner = owner_of_site()
    for process in all_processes().values() if owner else ():
        for node, name, law in _articles(diagram_in(process.diagram)):
            citing = Citing(
                kind=KIND,
                key=f"{process.key}#{node}"[:60],
                label=f"流程“{process.title}”：{name}",
                url=reverse("cases_desk:process", args=[process.key]),
                org_id=owner.pk if owner else None,
            )
            yield citing, law, None


def _articles(diagram: Diagram) -> Iterator[tuple[str, str, str]]:
    for node in diagram.nodes.values():
        laws = [node.law, node.limit.law if node.limit else ""]
        if any(laws):
            yield node.id, node.name, "\n".join(filter(None, laws))
    for clock in diagram.clocks.values():
        if clock.limit.law:
            yield f"clock:{clock.key}", clock.name, clock.limit.law


CITING = [processes]
