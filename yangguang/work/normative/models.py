from .incoming.models import Incoming
from .pages import Interpretation, PolicyDocument

__all__ = ["Incoming", "Interpretation", "PolicyDocument"]
