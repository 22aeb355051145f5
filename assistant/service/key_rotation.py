"""New keys for old: what the old ones signed or chained stays verifiable, the audit trail goes on."""

from __future__ import annotations

from dataclasses import replace

from assistant.home import audit_keys, replace_key, secret_key
from assistant.service.rooms import Rooms
from assistant.store.audit import AuditTrail
from guardrails import Signer


def rotate_certificates(rooms: Rooms) -> tuple[str, str]:
    """A new signing key. The old private key is destroyed, its public half kept. Returns old and new public key."""
    old = rooms.signer.public_key
    now = rooms.clock()
    replace_key(rooms.home, "certificates", {"public_key": old, "retired_at": now.isoformat()})
    new = Signer(secret_key(rooms.home, "certificates")).public_key
    rooms.audit.append(rooms.actor, "key.rotated", {"key": "certificates", "old": old, "new": new}, now)
    return old, new


def rotate_audit(rooms: Rooms) -> tuple[int, Rooms]:
    """A new key for the audit chain.

    The retired key is kept, to recompute the entries that it made. With it alone nobody can rewrite them: the entries of the
    new key cover their MACs. Returns the number of the old key's last entry, and the parts with the trail that goes on.
    """
    now = rooms.clock()
    last = rooms.audit.append(rooms.actor, "key.retired", {"key": "audit"}, now)
    old = secret_key(rooms.home, "audit")
    replace_key(rooms.home, "audit", {"key": old.hex(), "until": last, "retired_at": now.isoformat()})
    trail: AuditTrail = rooms.audit.with_keys(*audit_keys(rooms.home))
    trail.append(rooms.actor, "key.rotated", {"key": "audit", "since": last + 1}, now)
    return last, replace(rooms, audit=trail)
