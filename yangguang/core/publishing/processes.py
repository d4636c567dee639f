"""The processes of this part."""

from yangguang.core.cases.processes import Process, diagram_beside

from . import actions

DIAGRAM = diagram_beside(__file__, "review")

PROCESSES = [Process("publishing", "三审三校", DIAGRAM, actions, None, "审校", page="publishing_desk:case")]
