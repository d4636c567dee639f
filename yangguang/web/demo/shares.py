"""A long work done in shares, each in a process of its own, with one bar that shows how far all are.

A process begins here, before Django is set up: this module imports no model.
"""

from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any

from tqdm import tqdm


def in_shares(work: str, *args: Any, shares: int, shown: "tqdm[Any]") -> None:
    """Call the function named `work` once for each share and let the bar follow what they say is done.

    Whatever stops this process stops the others.

    Args:
        work: where it is, such as `package.module.function`; it is called with `args`, its share,
            the number of shares, and a function that takes how much more is done.
        args: plain values.
        shares: how many processes.
        shown: the bar.

    Raises:
        RuntimeError: when a share was not done to its end; what stopped it is on standard error.
    """
    context = get_context("spawn")
    processes, heard = [], []
    try:
        for share in range(shares):
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=_begin, args=(work, *args, share, shares, there), daemon=True)
            process.start()
            there.close()
            processes.append(process)
            heard.append(here)
        while heard:
            for each in wait(heard):
                try:
                    shown.update(each.recv())
                except EOFError:
                    heard.remove(each)
        for process in processes:
            process.join()
            if process.exitcode:
                raise RuntimeError(f"{work} stopped before its end")
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _begin(work: str, *args: Any) -> None:
    """Do one share: set Django up, and say through the last of `args` what is done."""
    import signal

    import django

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the first process, which ends the others
    django.setup()

    from django.db import connections
    from django.utils.module_loading import import_string

    *rest, there = args
    assert isinstance(there, Connection)
    try:
        import_string(work)(*rest, there.send)
    finally:
        connections.close_all()
