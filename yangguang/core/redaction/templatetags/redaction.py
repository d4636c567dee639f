"""How a box is written in words."""

from django import template

from yangguang.core.redaction.models import Box

register = template.Library()


@register.simple_tag
def sides(box: Box) -> str:
    """Return the place of a box in per cent of its page."""
    return "、".join(f"{getattr(box, name) / 100:g}" for name in ("x", "y", "width", "height"))
