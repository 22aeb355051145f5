"""The version of the rules that judge today."""

from __future__ import annotations


def current_ruleset() -> str:
    """What `Verdict.ruleset_version` says of a verdict made now."""
    from guardrails.checks import CHECKS
    from guardrails.ruleset import ruleset_version

    return ruleset_version(CHECKS)
