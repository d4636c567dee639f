"""A process (流程) as one file: read it, prove it, step through it, draw it, explain it.

The file is BPMN 2.0 in a small checked subset, with elements of our own for roles, limits, articles,
outcomes and clocks. Nothing here knows a database: the engine in `core.cases` stores what these
functions compute, and the command line works on the file alone.
"""

from .bpmn import load, load_file
from .definition import Clock, Limit, Moment, Node, NodeKind, Process

__all__ = ["Clock", "Limit", "Moment", "Node", "NodeKind", "Process", "load", "load_file"]
