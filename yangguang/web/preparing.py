"""Bringing an installation up to date: its tables, its working days, its static files."""

from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tqdm import tqdm


def migrate() -> None:
    """Bring the tables up to date, showing how far it is."""
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    if not plan:
        return
    with tqdm(total=len(plan), desc="准备数据库", unit="步") as shown:

        def step(action: str, *_: object) -> None:
            if action == "apply_success":
                shown.update()

        MigrationExecutor(connection, step).migrate(targets)
    emit_post_migrate_signal(0, False, "default")


def prepare() -> None:
    """Bring everything up to date. It may run as often as it likes."""
    from yangguang.core.cases import calendar

    migrate()
    calendar.fill_days()
    collect_static_files()


def collect_static_files() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
