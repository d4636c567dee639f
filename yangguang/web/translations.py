"""The Chinese words that the libraries of the office still lack.

`locale/zh_Hans` holds only messages which the installed libraries leave in English. Django puts it above the
catalogues of all apps (`LOCALE_PATHS`), for pages and for scripts alike.
"""

import os
from pathlib import Path

import polib

LOCALE = Path(__file__).parent / "locale"


def compile_messages(locale: Path = LOCALE) -> list[Path]:
    """Write the .mo files under `locale` that are missing or older than their .po; return those written.

    A .mo file appears whole or not at all, so that several processes may start at the same time.

    Raises:
        OSError: when a .po file is malformed or a .mo file cannot be written.
    """
    written = []
    for po in sorted(locale.rglob("*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        unfinished = mo.with_suffix(f".mo-{os.getpid()}")
        unfinished.write_bytes(polib.pofile(str(po)).to_binary())
        unfinished.replace(mo)
        written.append(mo)
    return written
