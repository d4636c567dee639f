"""The processes of this part."""

from yangguang.core.cases.processes import Process, diagram_beside

from . import actions, forms

DIAGRAM = diagram_beside(__file__, "disclosure")

PROCESSES = [
    Process("disclosure", "依申请公开", DIAGRAM, actions, forms, "公开申请", page="disclosure_desk:case")
]
