"""What answers where only files are served: that there is none."""

from collections.abc import Callable, Iterable
from typing import Any


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer that there is nothing at this address."""
    start_response("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
    return ["没有这个地址。\n".encode()]
