"""The form of the editor: an author writes for an organisation in which she is an editor."""

from typing import Any

from django.utils import timezone
from wagtail.admin.forms.pages import WagtailAdminPageForm

from yangguang.core.orgs.models import Organisation
from yangguang.core.orgs.queries import posts_of

EDITOR = "编辑"


class OfficialPageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """Offers the organisations for which this person may write, and names the one where there is but one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "org" not in self.fields:
            return
        field = self.fields["org"]
        if self.instance.pk and self.instance.org_id:
            field.queryset = Organisation.objects.filter(pk=self.instance.org_id)
            field.disabled = True
            return
        written_for = posts_of(self.for_user, timezone.localdate()).filter(role=EDITOR).values("org")
        field.queryset = Organisation.objects.filter(pk__in=written_for)
        field.empty_label, field.required = None, True
        self.initial["org"] = field.queryset.first()
