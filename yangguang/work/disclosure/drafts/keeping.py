"""Keeping what was typed, finding it again, and forgetting it when its time is over."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.utils.timezone import localdate

from yangguang.core.orgs.models import Organisation, Person

from ..rules import TERMS
from .models import KeptForm

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 12
LARGEST = 60_000
"""How many characters of a form are kept; no form of ours is longer when it is filled in earnest."""

OPEN_FOR = timedelta(days=1)
"""How long the address of a draft, which its code has opened, may be used."""

SALT = "disclosure.draft"


def keep(
    org: Organisation, key: str, values: Mapping[str, str], *, person: Person | None, at: datetime
) -> KeptForm | None:
    """Keep what is typed under `key`, in place of what was kept there; nothing, when it is empty or far too long."""
    clean = {name: value.replace("\x00", "") for name, value in values.items() if value}
    if not clean or len(json.dumps(clean)) > LARGEST:
        return None
    on = localdate(at)
    until = on + timedelta(days=TERMS["draft"].on(on).days)
    draft, _ = KeptForm.objects.update_or_create(
        key=key,
        defaults={"org": org, "person": person, "values": clean, "saved_at": at, "kept_until": until},
    )
    return draft


def new_code() -> str:
    """Return a code for a draft of somebody without an account: long enough that nobody finds one by trying."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def key_of_code(code: str) -> str:
    """Return under which key a draft with this code is kept; from the key nobody learns the code."""
    bare = "".join(code.split()).replace("-", "").upper()
    return "code:" + hmac.new(settings.SECRET_KEY.encode(), bare.encode(), hashlib.sha256).hexdigest()


def find(key: str, *, at: datetime) -> KeptForm | None:
    """Return what is kept under `key` and has not outlived its time."""
    return KeptForm.objects.filter(key=key, kept_until__gte=localdate(at)).first() if key else None


def ticket(draft: KeptForm) -> str:
    """Return a signed word that opens a draft for a day, so that its code stands in no address."""
    return signing.dumps(draft.key, salt=SALT, compress=True)


def opened_by(word: str) -> str:
    """Return the key of the draft that a signed word opens; nothing when it is not ours, or too old."""
    try:
        return str(signing.loads(word, salt=SALT, max_age=OPEN_FOR))
    except signing.BadSignature:
        return ""


def discard(key: str) -> None:
    """Forget what was kept under `key`: it was sent, or its writer wants to begin anew."""
    KeptForm.objects.filter(key=key).delete()


def forget_old(at: datetime) -> int:
    """Forget every draft whose time is over; return how many."""
    return KeptForm.objects.filter(kept_until__lt=localdate(at)).delete()[0]
