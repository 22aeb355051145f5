"""Who set what, when, on which source: every check and every file of rules, in data form."""

from __future__ import annotations

from dataclasses import dataclass

from guardrails import RuleFile, current_ruleset, rule_files, rules_of_checks


@dataclass(frozen=True, slots=True)
class RulesPage:
    """Everything that decides what may be said."""

    ruleset: str
    checks: tuple[dict[str, object], ...]
    """id, title, severity by mode, rules it rests on, whether it can be waived."""
    files: tuple[RuleFile, ...]


def rules_page() -> RulesPage:
    """The rules in force in this installation."""
    return RulesPage(current_ruleset(), rules_of_checks(), rule_files())
