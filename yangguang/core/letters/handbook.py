"""The handbook of a process (办事手册) as a document to print."""

from yangguang.rules.processes.handbook import Handbook

from .model import Cell, Document, Heading, Paragraph, Picture, Table
from .words import written


def handbook_document(book: Handbook) -> Document:
    """Return `book` on landscape pages: its steps, its terms, and its chart where pictures are shown."""
    steps = Table(
        "每一步由谁办理、多长时间、依据什么、下一步去哪里",
        _head("序", "步骤", "办理人", "时限", "依据", "材料", "下一步"),
        tuple(
            (str(row.number), row.name, row.role, row.limit, row.law, row.materials, "\n".join(row.following))
            for row in book.steps
        ),
        widths=(1, 4, 3, 4, 6, 4, 6),
    )
    clocks = Table(
        "整件事的时限，及其计算方法",
        _head("时限", "长度", "依据", "说明"),
        tuple((row.name, row.length, row.source, "\n".join(row.remarks)) for row in book.clocks),
        widths=(3, 3, 6, 8),
    )
    return Document(
        f"{book.name}办事手册",
        (
            Paragraph(f"按{written(book.on)}有效的规定生成。"),
            Heading("一、办理步骤"),
            steps,
            Heading("二、时限"),
            clocks,
            Picture(book.chart, "流程图，内容与步骤表相同"),
        ),
        landscape=True,
    )


def _head(*names: str) -> tuple[tuple[Cell, ...], ...]:
    return (tuple(Cell(name) for name in names),)
