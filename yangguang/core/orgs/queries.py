"""Who belongs where, who may act for whom, and what a person may see."""

from datetime import date

from django.db.models import F, Q, QuerySet

from .models import LegalAdviser, Organisation, Person, Post, Substitution


def posts_of(person: Person, on: date) -> QuerySet[Post]:
    """Return the posts that `person` may act in: his own, and those of absent colleagues (代理)."""
    return (
        Post.objects.on(on)
        .filter(
            Q(person=person)
            | Q(
                person__absences__deputy=person,
                person__absences__org=F("org"),
                person__absences__since__lte=on,
                person__absences__until__gt=on,
            )
        )
        .select_related("org", "person")
        .distinct()
    )


def absences_covered_by(person: Person, on: date) -> QuerySet[Substitution]:
    """Return for whom `person` stands in that day, each in the one organisation that arranged it."""
    return Substitution.objects.filter(deputy=person, since__lte=on, until__gt=on)


def visible_to(person: Person, on: date) -> QuerySet[Organisation]:
    """Return the organisations whose rows `person` may see.

    They are those of the posts in which he may act, and where a post oversees, also those below.
    """
    if person.is_superuser:
        return Organisation.objects.all()
    seen = Q(pk__in=[])
    for org_path, oversees in posts_of(person, on).values_list("org__path", "oversees"):
        seen |= Q(path__startswith=org_path) if oversees else Q(path=org_path)
    return Organisation.objects.filter(seen)


def with_those_above(orgs: QuerySet[Organisation]) -> set[int]:
    """Return the keys of these organisations and of all above them."""
    paths = orgs.values_list("path", flat=True)
    return {int(key) for path in paths for key in path.strip("/").split("/")}


def holders_of(role: str, org: Organisation, on: date) -> QuerySet[Person]:
    """Return the people who hold the post `role` in `org` on that day and can still sign in."""
    posts = Post.objects.on(on).filter(org=org, role=role)
    return Person.objects.filter(posts__in=posts, is_active=True).distinct()


def posts_seen_by(person: Person, on: date) -> QuerySet[Post]:
    """Return the posts, past ones too, in the organisations that `person` may see."""
    return Post.objects.filter(org__in=visible_to(person, on)).select_related("org", "person")


def people_seen_by(person: Person, on: date) -> QuerySet[Person]:
    """Return himself and everybody who has, or had, a post in an organisation that `person` may see."""
    seen = Post.objects.filter(org__in=visible_to(person, on))
    return Person.objects.filter(Q(posts__in=seen) | Q(pk=person.pk)).distinct()


def advisers_of(org: Organisation, on: date) -> QuerySet[LegalAdviser]:
    """Return the lawyers whom `org` engages on that day (在聘)."""
    return LegalAdviser.objects.filter(Q(until=None) | Q(until__gt=on), org=org, since__lte=on)


def home_of(person: Person) -> Organisation:
    """Return the organisation of somebody's first post, or the highest where he has none."""
    first = Post.objects.filter(person=person).select_related("org").order_by("since", "pk").first()
    return first.org if first else Organisation.objects.order_by("path")[0]


def is_administrator(by: object) -> bool:
    """Whether whoever acts is the administrator of the installation."""
    return isinstance(by, Person) and by.is_superuser
