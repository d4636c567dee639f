"""Access logs as files: which log one is, whatever it is called now, and its next lines."""

import os
from dataclasses import dataclass
from pathlib import Path

from yangguang.rules.problems import Problem, Refused

from .rules import LOG_FORMAT, BrokenLine, read_line

HEAD = 4 * 1024 * 1024
"""How much of a log is looked at to find the first line that is in our format, in bytes."""


@dataclass(frozen=True, slots=True)
class Log:
    """A log as it was found.

    Args:
        path: where it is.
        began: moment and length of its first line; a renamed, rotated or copied log keeps it, a truncated or new
            one has another. It tells nothing of who came.
        inode: its number in the file system.
        size: in bytes.
    """

    path: Path
    began: str
    inode: int
    size: int


def look_at(path: Path) -> Log | None:
    """Return the log at `path`, or None while it has no whole line.

    Raises:
        Refused: when it cannot be read, or is not in our format.
    """
    try:
        with path.open("rb") as file:
            status, is_empty = os.fstat(file.fileno()), True
            while (line := file.readline(HEAD)).endswith(b"\n"):
                is_empty = False
                if moment := _moment_of(line):
                    return Log(path, f"{moment}/{len(line)}", status.st_ino, status.st_size)
                if file.tell() >= HEAD:
                    break
    except OSError as error:
        raise Refused(Problem(f"不能读取日志 {path}（{error.strerror}），请核对位置和权限。")) from None
    if is_empty and len(line) < HEAD:
        return None
    raise Refused(
        Problem(f"{path} 不是约定格式的访问日志，请按 docs/visits.md 设置 log_format：{LOG_FORMAT}")
    )


def _moment_of(line: bytes) -> str:
    """Return the moment with which a line in our format begins; empty for any other line."""
    try:
        read_line(line)
    except BrokenLine:
        return ""
    return line[:14].decode()


def rotated(path: Path) -> list[Path]:
    """Return the log at `path` after its rotated ones (`access.log.1`, `access.log-20230515`), the oldest first.

    Compressed ones are left out: they were read before, or are from before the counting began.
    """
    numbered = [each for each in path.parent.glob(f"{path.name}.*") if each.suffix[1:].isdigit()]
    dated = [each for each in path.parent.glob(f"{path.name}-*") if each.name[len(path.name) + 1 :].isdigit()]
    return [*sorted(dated), *sorted(numbered, key=lambda each: -int(each.suffix[1:])), path]


def lines_after(log: Log, offset: int, size: int) -> tuple[list[bytes], int]:
    """Return the whole lines after `offset`, about `size` bytes of them, and where they end.

    The last line may not be written to its end yet; it waits for the next time.
    """
    with log.path.open("rb") as file:
        if os.fstat(file.fileno()).st_ino != log.inode:
            return [], offset  # rotated just now
        file.seek(offset)
        chunk = file.read(size)
        end = chunk.rfind(b"\n") + 1
        if not end and len(chunk) == size:
            # One line longer than all we read at once: no line of ours, passed over as a single broken one.
            length = size
            while piece := file.readline(size):
                length += len(piece)
                if piece.endswith(b"\n"):
                    return [b""], offset + length
    return chunk[:end].split(b"\n")[:-1], offset + end
