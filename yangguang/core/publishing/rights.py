"""Who may touch a page in the shell: her posts say it, and nobody may publish there."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from wagtail.models.pages import PagePermissionTester
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from yangguang.core.cases.queries import worklist
from yangguang.core.orgs import queries as orgs
from yangguang.core.orgs.models import Organisation, Person

from .models import OfficialPage, Publication
from .page_forms import EDITOR
from .rules import BY_NODE

ROLES = (EDITOR, *(level.name for level in BY_NODE.values()))


class Rights(PagePermissionTester):  # type: ignore[misc]
    """What one person may do with one page; being the administrator opens nothing."""

    def __init__(self, user: Person, page: Any) -> None:
        super().__init__(user, page)
        self.permissions: set[str] = set()

    def can_add_subpage(self) -> bool:
        """Whether she writes for an organisation whose pages may stand in this column."""
        place = self.page.specific_class
        if (
            place is None
            or not place.is_structure
            or not self.page.org_id
            or not place.creatable_subpage_models()
        ):
            return False
        below = Organisation.objects.filter(pk=self.page.org_id).values_list("path", flat=True)
        return any(org.path.startswith(path) for path in below for org in self._written_for())

    def can_edit(self) -> bool:
        """Whether she writes here and the page is not under review, or it is her turn at a level that may mend it."""
        publication = self._publication()
        if publication is None:
            return False
        if publication.stage in (Publication.Stage.HELD, Publication.Stage.SCHEDULED):
            return False
        if publication.stage == Publication.Stage.REVIEW:
            return self._has_turn(publication)
        return self.page.org_id in {org.pk for org in self._written_for()}

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Whether it is her own draft that nobody else has seen."""
        publication = self._publication()
        return (
            publication is not None
            and publication.stage == Publication.Stage.DRAFT
            and publication.published_at is None
            and publication.round == 0
            and self.page.owner_id == self.user.pk
        )

    def can_copy(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_move_to(self, destination: Any) -> bool:
        return False

    def can_copy_to(self, destination: Any, recursive: bool = False) -> bool:
        return False

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False

    def can_lock(self) -> bool:
        return False

    def can_unlock(self) -> bool:
        return False

    def can_submit_for_moderation(self) -> bool:
        return False

    def can_view_revisions(self) -> bool:
        return not self.page_is_root

    def _publication(self) -> Publication | None:
        if not self.user.is_active or self.page_is_root:
            return None
        seen = orgs.visible_to(self.user, timezone.localdate())
        return Publication.objects.filter(page_id=self.page.pk, org__in=seen).select_related("case").first()

    def _written_for(self) -> list[Organisation]:
        if not hasattr(self.user, "_written_for"):
            posts = orgs.posts_of(self.user, timezone.localdate()).filter(role=EDITOR)
            self.user._written_for = [post.org for post in posts]
        return list(self.user._written_for)

    def _has_turn(self, publication: Publication) -> bool:
        nodes = worklist(self.user, timezone.localdate()).filter(case=publication.case)
        return any(
            node == "revise" or (node in BY_NODE and BY_NODE[node].may_edit)
            for node in nodes.values_list("node", flat=True)
        )


class PagesByPost(PagePermissionPolicy):  # type: ignore[misc]
    """Which pages somebody of the office finds in the shell: those of the organisations that she may see."""

    def get_all_permissions_for_user(self, user: Person) -> Any:
        from wagtail.models import GroupPagePermission

        return GroupPagePermission.objects.none()

    def user_has_any_permission(self, user: Person, actions: Any) -> bool:
        if not set(actions) - {"publish", "bulk_delete", "lock", "unlock"}:
            return False
        return user.is_active and (user.is_superuser or _works_with_pages(user, timezone.localdate()))

    def users_with_any_permission(self, actions: Any, include_superusers: bool = True) -> Any:
        return Person.objects.filter(is_active=True, posts__role__in=ROLES).distinct()

    def user_has_any_permission_for_instance(self, user: Person, actions: Any, instance: Any) -> bool:
        rights = Rights(user, instance)
        allowed = {
            "add": rights.can_add_subpage,
            "change": rights.can_edit,
            "delete": rights.can_delete,
            "view": lambda: self.explorable_instances(user).filter(pk=instance.pk).exists(),
        }
        return any(allowed[action]() for action in actions if action in allowed)

    def instances_user_has_any_permission_for(self, user: Person, actions: Any) -> Any:
        if not self.user_has_any_permission(user, actions):
            return self.model._default_manager.none()
        return self.model._default_manager.filter(org__in=orgs.visible_to(user, timezone.localdate()))

    def instances_with_direct_explore_permission(self, user: Person) -> Any:
        if not self.user_has_any_permission(user, {"add", "change"}):
            return []
        seen = orgs.visible_to(user, timezone.localdate())
        return list(OfficialPage.objects.filter(_seen_in_tree(seen), depth=2))

    def explorable_instances(self, user: Person) -> Any:
        if not self.user_has_any_permission(user, {"add", "change"}):
            return self.model._default_manager.none()
        return self.model._default_manager.filter(_seen_in_tree(orgs.visible_to(user, timezone.localdate())))


class FilesByPost(BasePermissionPolicy):  # type: ignore[misc]
    """Whose pictures and files somebody finds: those of the organisations that she may see."""

    def user_has_permission(self, user: Person, action: str) -> bool:
        return user.is_active and _works_with_pages(user, timezone.localdate())

    def user_has_any_permission(self, user: Person, actions: Any) -> bool:
        return self.user_has_permission(user, "change")

    def user_has_permission_for_instance(self, user: Person, action: str, instance: Any) -> bool:
        if not self.user_has_permission(user, action):
            return False
        seen = self.instances_user_has_any_permission_for(user, [action]).filter(pk=instance.pk).exists()
        return seen and (action != "delete" or instance.uploaded_by_user_id == user.pk)

    def instances_user_has_any_permission_for(self, user: Person, actions: Any) -> Any:
        seen = orgs.visible_to(user, timezone.localdate())
        return self.model._default_manager.filter(org__in=seen)

    def users_with_any_permission(self, actions: Any) -> Any:
        return Person.objects.filter(is_active=True, posts__role__in=ROLES).distinct()

    def collections_user_has_any_permission_for(self, user: Person, actions: Any) -> Any:
        from wagtail.models import Collection

        return Collection.objects.filter(depth=1)

    def collections_user_has_permission_for(self, user: Person, action: str) -> Any:
        return self.collections_user_has_any_permission_for(user, [action])


def _works_with_pages(person: Person, on: date) -> bool:
    """Whether somebody writes or reviews pages; the menu alone asks it a dozen times for one page, of one person."""
    if getattr(person, "_works_with_pages_on", None) != on:
        person._works_with_pages_on = on
        person._works_with_pages = orgs.posts_of(person, on).filter(role__in=ROLES).exists()
    return bool(person._works_with_pages)


def _seen_in_tree(seen: Any) -> Q:
    """Return which pages are seen: those of these organisations, and the columns above them they may write in."""
    return Q(org__in=seen) | Q(content_type__in=_structure(), org_id__in=orgs.with_those_above(seen))


def _structure() -> list[int]:
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import get_page_models

    places = [model for model in get_page_models() if getattr(model, "is_structure", False)]
    return [each.pk for each in ContentType.objects.get_for_models(*places).values()] if places else []
