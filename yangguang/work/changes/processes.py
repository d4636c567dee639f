"""The process of this part."""

from yangguang.core.cases.processes import Process, diagram_beside

from . import acting, actions

DIAGRAM = diagram_beside(__file__, "changes")

PROCESSES = [
    Process(
        "changes", "法规变动影响核对", DIAGRAM, actions, acting, "法规核对", page="changes_desk:checklist"
    )
]
