"""What is asked of existing documents."""

from datetime import date

from django.db.models import Count, QuerySet

from yangguang.core.orgs.models import Person
from yangguang.core.orgs.queries import posts_of

from .models import Incoming


def queue(person: Person, on: date, state: str = "") -> QuerySet[Incoming]:
    """Return the documents that a person may see, without their contents; the newest first."""
    seen = Incoming.objects.visible_to(person, on).defer("content", "text")
    found: QuerySet[Incoming] = seen.filter(state=state) if state else seen
    return found.select_related("org", "asked_org", "received_by")


def counts(person: Person, on: date) -> dict[str, int]:
    """Return how many documents stand in each state."""
    rows = queue(person, on).order_by().values_list("state").annotate(Count("pk"))
    return dict(rows)


def asked_of(person: Person, on: date) -> QuerySet[Incoming]:
    """Return the questions that wait for an organisation in which `person` has a post."""
    own = posts_of(person, on).values("org")
    return Incoming.objects.filter(state=Incoming.State.ASKED, asked_org__in=own)
