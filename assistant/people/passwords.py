"""Door of argon2: passwords are kept as argon2id hashes (19 MiB, two passes: the OWASP minimum of 2025)."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.errors import UsageError

MIN_LENGTH = 12
MAX_LENGTH = 128
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _HASHER.hash(secrets.token_hex(16))


def hash_password(password: str, login: str) -> str:
    """The hash to keep.

    Raises:
        UsageError: Too short, too long, or easily guessed from the login.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise UsageError(f"The password has {len(password)} characters; use {MIN_LENGTH} to {MAX_LENGTH}.")
    if login.lower() in password.lower() or len(set(password)) < 4:
        raise UsageError("The password is easy to guess: it repeats itself or holds the login. Use another.")
    return _HASHER.hash(password)


def password_fits(password: str, kept: str | None) -> bool:
    """True where the password is the one hashed. Without a hash the same work is done, so that time tells nothing."""
    if len(password) > MAX_LENGTH:
        return False
    try:
        return _HASHER.verify(kept or _NOBODY, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
