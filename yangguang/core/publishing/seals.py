"""Seals that the database alone cannot make: of what may be published, and of what is published.

The key is a file of the installation and never stands in the database. Whoever can write to the database, but not
read that file, can make no grant and no row of the manifest that the writer or the check believes.
"""

import hashlib
import hmac
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings


def seal(*parts: object) -> str:
    """Return the seal of `parts`, in their order."""
    said = "\x1f".join(str(part) for part in parts)
    return hmac.digest(_key("seal"), said.encode(), "sha256").hex()


def is_sealed(given: str, *parts: object) -> bool:
    """Whether `given` is the seal of `parts`."""
    return hmac.compare_digest(given, seal(*parts))


def sign(text: str) -> str:
    """Return the signature (Ed25519) of a text; anybody can check it with `public_key`."""
    return _private().sign(text.encode()).hex()


def is_signed(text: str, signature: str, key: str) -> bool:
    """Whether `signature` was made of `text` by the owner of the public key `key`."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key() -> str:
    """Return the public key of this installation, in hexadecimal."""
    return _private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_key("sign"))


@cache
def _key(purpose: str) -> bytes:
    return hashlib.sha256(f"{purpose}:{settings.SITE_KEY}".encode()).digest()
