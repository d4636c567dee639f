"""What of all parts stands on law without being a row: their terms, and the sources of their metrics.

They belong to the organisation whose site it is; it keeps them, and asks for another edition of the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from django.apps import apps

from yangguang.core.metrics.registry import all_metrics
from yangguang.core.search.queries import owner_of_site
from yangguang.rules.terms import Term, load_terms

from .linking import Citing, Told

TERM, METRIC = "law.term", "law.metric"


def terms() -> Iterator[Told]:
    """Yield the value of each term that is in force or yet to come; what applied before binds nobody any more."""
    owner = owner_of_site()
    for part in apps.get_app_configs() if owner else ():
        written = files(part.name) / "terms.toml" if part.name.startswith("yangguang.") else None
        if owner is None or written is None or not written.is_file():
            continue
        for dated in load_terms(written).values():
            for term in dated.values:
                if term.until is None:
                    label = f"期限“{term.title}”（{part.verbose_name}，{term}）"
                    key = f"{part.label}.{term.name}@{term.since}"
                    yield Citing(kind=TERM, key=key, label=label, org_id=owner.pk), _words(term), term.since


def metrics() -> Iterator[Told]:
    """Yield what each metric rests on; it is counted as the law stands."""
    owner = owner_of_site()
    for metric in all_metrics().values() if owner else ():
        label = f"指标“{metric.title}”"
        yield (
            Citing(kind=METRIC, key=metric.name, label=label, org_id=owner.pk if owner else None),
            metric.source,
            None,
        )


def _words(term: Term) -> str:
    return "\n".join(filter(None, (term.source, term.paused_under, term.restarted_under)))


CITING = [terms, metrics]
