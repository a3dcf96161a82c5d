"""The GUID of a note: what Anki knows it by, given once and never to another subject."""

from __future__ import annotations

import base64
import hashlib


def make_guid(namespace: str, key: str) -> str:
    """Return the GUID of a new note: 26 characters of a-z and 2-7, from the namespace and the key alone."""
    digest = hashlib.blake2b(f"{namespace}\x1f{key}".encode(), digest_size=16, person=b"deckgen guid v1").digest()
    return base64.b32encode(digest).decode().rstrip("=").lower()
