"""What templates of the portal and the office need to show forms, days and problems alike."""

from datetime import date

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

WEEKDAYS = "一二三四五六日"


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """Show one field of a form: its label, its hint, what is wrong with it, and where to type."""
    widget = bound.field.widget
    described = " ".join(
        [f"{bound.auto_id}-hint"] * bool(bound.help_text)
        + [f"{bound.auto_id}-error{number}" for number in range(len(bound.errors))]
    )
    attributes: dict[str, str | bool] = {"placeholder": False}  # it vanishes as soon as one types
    if described:
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "field": bound,
        "grouped": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
        "single": isinstance(widget, CheckboxInput),
        "described": described,
        "control": bound.as_widget(attrs=attributes),
    }


@register.inclusion_tag("ui/errors.html")
def errors(form: object) -> dict[str, object]:
    """Show all that is wrong with a form, each with a link to its field."""
    return {"form": form}


@register.simple_tag
def day(on: date | None, provisional: bool = False) -> SafeString | str:
    """Show a day as people write it, with its weekday; a provisional one is marked 暂定."""
    if on is None:
        return "—"
    shown = f"{on.year}年{on.month}月{on.day}日（周{WEEKDAYS[on.weekday()]}）"
    mark = SafeString('<span class="tag provisional">暂定</span>') if provisional else ""
    return format_html('<time datetime="{}">{}</time>{}', on.isoformat(), shown, mark)


@register.simple_tag
def today() -> SafeString | str:
    """Show today as people write it."""
    return day(timezone.localdate())


@register.tag
def shared(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """Mark what is the same on many pages: `{% shared %}…{% endshared %}`, such as the head and the foot.

    Whoever renders many pages in a row gives them a `shared` of the context, a dictionary that is the same for pages
    on which it is all the same; there it is rendered once. Without one it is rendered as if the marks were not there.
    """
    inside = parser.parse(("endshared",))
    parser.delete_first_token()
    return Shared(inside)


class Shared(template.Node):
    """What is the same on many pages."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        """Return what is inside, rendered or as it was rendered for the page before."""
        rendered: dict[Shared, SafeString] | None = context.get("shared")
        if rendered is None:
            return self.nodelist.render(context)
        if self not in rendered:
            rendered[self] = self.nodelist.render(context)
        return rendered[self]
