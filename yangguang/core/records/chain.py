"""The hash that ties each row of a ledger to the one before."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

FIRST = "0" * 64
"""What the first row of a ledger has before it."""


def algorithm() -> str:
    """Return the hash in use: SM3 (GB/T 32905), or SHA-256 where the system's OpenSSL lacks it."""
    return "sm3" if "sm3" in hashlib.algorithms_available else "sha256"


def row_hash(previous: str, content: Mapping[str, object], *, using: str) -> str:
    """Return the hash of a row: of the hash before it and of its content, in one fixed notation.

    >>> row_hash(FIRST, {"seq": 1}, using="sha256")[:12]
    'a453da815121'
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.new(using, f"{previous}\n{text}".encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)
