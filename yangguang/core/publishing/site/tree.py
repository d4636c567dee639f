"""A folder of files, each of which is there whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from yangguang.rules.problems import Problem, Refused

WORKSHOP = ".writing"
"""The folder in which files are made before they take their place; no web server shows what begins with a dot."""


class Tree:
    """The files of a site below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, content: bytes) -> None:
        """Put `content` at `path`; whoever reads meanwhile finds the old file or the new one.

        A file that says the same already is left, and with it its time, so that a browser need not fetch it again.

        Raises:
            Refused: when the disk is full or the folder cannot be written; what was there stays.
        """
        if self.read(path) == content:
            return
        place = self._place(path)
        made = self.root / WORKSHOP / f"{os.getpid()}"
        try:
            try:
                made.write_bytes(content)
                made.replace(place)
            except FileNotFoundError:  # a folder is missing, as only the first file in it finds
                place.parent.mkdir(parents=True, exist_ok=True)
                made.parent.mkdir(parents=True, exist_ok=True)
                made.write_bytes(content)
                made.replace(place)
        except OSError as failed:
            with suppress(OSError):
                made.unlink()
            raise Refused(
                Problem(
                    f"写不进{place}（{failed.strerror}）；已发布的文件都还在，"
                    "腾出空间或改好权限后运行 yangguang site publish 即可补写。"
                )
            ) from failed

    def read(self, path: str) -> bytes | None:
        """Return what is at `path`, or None when there is nothing."""
        try:
            with self._place(path).open("rb", buffering=0) as file:
                return file.read()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None

    def remove(self, path: str) -> None:
        """Take away what is at `path`, and the folders that are empty without it."""
        place = self._place(path)
        place.unlink(missing_ok=True)
        for folder in place.parents:
            if folder == self.root or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()

    def paths(self) -> Iterator[str]:
        """Yield the path of every file, but for those that are just being made."""
        for folder, names, files in os.walk(self.root):
            if Path(folder) == self.root and WORKSHOP in names:
                names.remove(WORKSHOP)
            names.sort()
            for name in sorted(files):
                yield "/" + Path(folder, name).relative_to(self.root).as_posix()

    def set_aside(self, path: str, folder: Path) -> None:
        """Move a file that does not belong here to `folder`, where it can be looked at."""
        place = folder / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(self._place(path), place)

    def _place(self, path: str) -> Path:
        place = Path(f"{self.root}/{path.lstrip('/')}")
        if ".." in path and not place.resolve().is_relative_to(self.root):  # nothing else leads upwards
            raise ValueError(f"{path} leads out of the site")
        return place
