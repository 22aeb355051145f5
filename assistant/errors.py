"""Everything `assistant` raises on purpose: what happened, which value, what to do next."""

from __future__ import annotations


class AssistantError(Exception):
    """Root of all expected failures above the library and the gate."""


class UsageError(AssistantError):
    """What was asked for cannot be understood or is out of bounds (exit code 2)."""


class NotFound(AssistantError):
    """No account, person, request, product, draft or record of that name."""


class DrafterUnavailable(AssistantError):
    """The model endpoint is down, refused, timed out or answered in a form that cannot be used."""


class StoreUnavailable(AssistantError):
    """The database is missing, locked, full or of another version."""


class ImportRefused(AssistantError):
    """A file of claims, accounts or meetings has rows that cannot be read; the message names the row and the key."""


class DocumentUnreadable(AssistantError):
    """A file brought to be checked is damaged, protected, hostile, too large, of another format, or holds no text."""


class NotAllowed(AssistantError):
    """This role may not make or see this document."""


class ProofInvalid(AssistantError):
    """An exported file has no proof, one that was tampered with, or one that another key signed."""


class DraftLocked(AssistantError):
    """Something that a draft rests on no longer holds; its stored text is not shown or exported."""


class Conflict(AssistantError):
    """Somebody else changed or decided it first, or its state does not allow what was asked."""


class Forbidden(AssistantError):
    """This person's role or territory does not allow it; the message says whom to ask."""


class NotSignedIn(AssistantError):
    """No session, an expired one, or a key that is unknown, expired or revoked."""


class WrongPassword(AssistantError):
    """The password is not right, or the account is locked for a while."""


class PasswordToChoose(WrongPassword):
    """The password is right and holds once: it opens nothing until another is chosen."""


class BackupInvalid(AssistantError):
    """A backup is damaged, altered, of a newer release, or no backup at all; nothing was restored from it."""
