from .pages import Interpretation, PolicyDocument

__all__ = ["Interpretation", "PolicyDocument"]
