"""A mail server that keeps what it takes: as much of SMTP (RFC 5321) as a client needs, over a real socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

STAGES = ("connected", "mail", "rcpt", "data", "taken", "answered")
"""What happens with one message, in this order; with `taken` it is in the box, and the client has no answer yet."""


@dataclass
class Sink:
    """The server: its port, its box, and what it does when somebody comes to a stage.

    `refuse` answers a stage with a line of its own, such as `550 no such mailbox`.
    """

    port: int = 0
    box: list[EmailMessage] = field(default_factory=list)
    come_to: Callable[[str], None] = lambda stage: None
    refuse: dict[str, str] = field(default_factory=dict)

    def serve(self, client: socket.socket) -> None:
        with client, client.makefile("rwb", buffering=0) as line:
            self.come_to("connected")
            line.write(b"220 sink\r\n")
            while said := line.readline():
                match said.split(b":")[0].split()[0].upper():
                    case b"EHLO" | b"HELO":
                        line.write(b"250 sink\r\n")
                    case b"MAIL":
                        self._answer(line, "mail", "250 ok")
                    case b"RCPT":
                        self._answer(line, "rcpt", "250 ok")
                    case b"DATA":
                        self._answer(line, "data", "354 go on")
                        if "data" not in self.refuse:
                            self._take(line)
                    case b"QUIT":
                        line.write(b"221 bye\r\n")
                        return
                    case _:
                        line.write(b"250 ok\r\n")

    def _answer(self, line, stage: str, words: str) -> None:
        self.come_to(stage)
        line.write(self.refuse.get(stage, words).encode() + b"\r\n")

    def _take(self, line) -> None:
        content = b""
        while (said := line.readline()) not in (b".\r\n", b""):
            content += said.removeprefix(b".") if said.startswith(b"..") else said
        if not said:
            return  # the client died in the middle; what it did not finish is no message
        self.box.append(message_from_bytes(content, policy=policy.default))
        self.come_to("taken")
        line.write(b"250 taken\r\n")
        self.come_to("answered")


@contextmanager
def running() -> Iterator[Sink]:
    """Let a sink run on a port of this machine for as long as the block does."""
    sink = Sink()
    with socket.create_server(("127.0.0.1", 0)) as server:
        sink.port = server.getsockname()[1]

        def listen() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                try:
                    sink.serve(client)
                except (ConnectionError, ValueError):
                    continue  # the client died

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield sink
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)
