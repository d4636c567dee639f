"""The processes of this part."""

from yangguang.core.cases.processes import Process, diagram_beside

from . import acting, actions

DIAGRAM = diagram_beside(__file__, "normative")

PROCESSES = [
    Process(
        "normative", "规范性文件制定", DIAGRAM, actions, acting, "文件制定", page="normative_desk:project"
    )
]
