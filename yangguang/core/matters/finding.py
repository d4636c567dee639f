"""What the search knows of catalogues: their items, put there in the transaction of the act."""

from datetime import date

from django.db import transaction

from yangguang.core.records.actions import key_of
from yangguang.core.search import actions as search
from yangguang.core.search.entries import Entry, Kind

from . import queries
from .models import Catalogue


def put(catalogue: Catalogue, on: date) -> None:
    """Let the items of a catalogue be found as they stand on `on`."""
    key = key_of(catalogue)
    search.remove_parts(key)
    search.put_all(
        Entry(
            key=f"{key}#{nth}",
            org_id=catalogue.org_id,
            kind=Kind.CATALOGUE,
            on=catalogue.adopted_on,
            title=entry["title"],
            text=entry["text"],
            url=entry["url"],
            agency=entry["agency"],
            theme=entry["theme"],
        )
        for nth, entry in enumerate(queries.search_entries(catalogue, on))
    )
    transaction.on_commit(search.refresh)
