"""The order in which a process goes, its loops aside."""

from .definition import Process


def in_order(process: Process) -> tuple[list[str], set[str]]:
    """Return the nodes that can be reached, each after all that lead to it, and the flows that lead back."""
    back: set[str] = set()
    order: list[str] = []
    finished: set[str] = set()
    path: set[str] = set()

    def visit(node_id: str) -> None:
        path.add(node_id)
        for flow in reversed(process.nodes[node_id].outgoing):
            target = process.flows[flow].target
            if target in path:
                back.add(flow)
            elif target not in finished:
                visit(target)
        path.remove(node_id)
        finished.add(node_id)
        order.append(node_id)

    visit(process.start.id)
    order.reverse()
    return order, back
