"""Starting the office for a command: the database runs, and Django is set up."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.errors import UndefinedColumn, UndefinedTable

from yangguang.rules.problems import Problem, Refused

from . import database

HOME = Path(os.environ.get("YG_HOME", Path(__file__).resolve().parents[2] / ".data"))


@contextmanager
def office() -> Iterator[None]:
    """Let the database run for as long as the block does, with Django ready to use it.

    Raises:
        Refused: when there is no database to be had, when it lacks what this release keeps there, or when
            it goes away meanwhile.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.web.settings")
    with database.running(HOME):
        import django
        from django.db import InterfaceError, OperationalError, ProgrammingError, connections

        django.setup()
        from yangguang.core.records.unknown import OutcomeUnknown

        try:
            yield
        except OutcomeUnknown as unknown:
            raise Refused(
                Problem("结果未知：与数据库的连接在保存时中断；请核对是否已经办成，再决定是否重新运行。")
            ) from unknown
        except (OperationalError, InterfaceError) as lost:
            reason = next(iter(str(lost).splitlines()), "")
            raise Refused(
                Problem(f"数据库连接中断，没有办完；请检查数据库后重新运行（{reason}）。")
            ) from None
        except ProgrammingError as wrong:
            if not isinstance(wrong.__cause__, UndefinedTable | UndefinedColumn):
                raise
            raise Refused(Problem("数据库还没有准备好，或者比程序旧；请先运行 yangguang prepare。")) from None
        finally:
            connections.close_all()
