"""Mutants of one clean document: one statement spoilt, or what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from eval.mutation.clean import Clean
from eval.mutation.wording import OPERATORS
from guardrails import Block, Citation, Claim, Draft, Evidence, Line, Mode, Section, Statement, StatementKind, Table

OFF_INSIDE = ("superlative appended", "superlative in odd letters")
"""Operators whose rule is off in what people read for themselves."""
SAID = (StatementKind.EVIDENCE, StatementKind.CLAIM, StatementKind.QUALIFIER)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A spoilt document. `place` is where, `words` what it says there now."""

    operator: str
    group: str
    critical: bool
    clean: Clean
    place: int
    """Index of the statement that was spoilt, in reading order."""
    words: str
    artifact: str
    mode: Mode
    """Of the zone in which it stands."""
    original: Clean


def mutants_of(clean: Clean) -> Iterator[Mutant]:
    """Every operator at every statement where it has a hold, in reading order."""
    draft = clean.kept.draft
    for place, (statement, section, _) in enumerate(draft.statements()):
        if statement.kind not in SAID:
            continue
        mode = section.mode or clean.kept.context.mode
        for operator in OPERATORS:
            changed = operator.change(statement.text)
            if changed is None or changed in draft.text or (mode is Mode.INTERNAL and operator.name in OFF_INSIDE):
                continue
            spoilt = _redrafted(draft, place, _saying(changed))
            kept = replace(clean.kept, draft=spoilt)
            spoilt_clean = replace(clean, kept=kept)
            yield Mutant(
                *(
                    operator.name,
                    operator.group,
                    operator.critical,
                    spoilt_clean,
                    place,
                    changed,
                    draft.artifact,
                    mode,
                    clean,
                )
            )
        yield from _undermined(clean, place, statement, mode)


def _saying(text: str) -> Callable[[Statement], Statement]:
    return lambda statement: replace(statement, text=text)


def _undermined(clean: Clean, place: int, statement: Statement, mode: Mode) -> Iterator[Mutant]:
    """What the statement rests on falls, or what has to stand beside it is left out."""
    made: list[tuple[str, Clean | None]] = [
        ("qualifier dropped", _unqualified(clean, place, statement, mode)),
        ("safety line dropped", _without_safety(clean, place, statement, mode)),
        ("claim expired", _later(clean, statement)),
        ("claim withdrawn", _withdrawn(clean, statement)),
        ("retracted twin", _integrity(clean, statement, "retracted")),
        ("source under concern", _integrity(clean, statement, "concern")),
        ("citation dropped", _cites(clean, place, statement, ())),
        ("another source cited", _cites(clean, place, statement, _elsewhere(clean, statement))),
    ]
    for name, spoilt in made:
        if spoilt is not None:
            yield Mutant(name, "support", False, spoilt, place, statement.text, clean.kept.draft.artifact, mode, clean)


def _without(clean: Clean, place: int) -> Clean:
    return replace(clean, kept=replace(clean.kept, draft=_redrafted(clean.kept.draft, place, lambda s: None)))


def _unqualified(clean: Clean, place: int, statement: Statement, mode: Mode) -> Clean | None:
    """Without a qualifier that stands nowhere else."""
    if statement.kind is not StatementKind.QUALIFIER or mode is Mode.INTERNAL:
        return None
    spoilt = _without(clean, place)
    return None if statement.text in spoilt.kept.draft.text else spoilt


def _without_safety(clean: Clean, place: int, statement: Statement, mode: Mode) -> Clean | None:
    """Promotional text without its safety claim, if another claim there demands it."""
    if statement.claim is None or mode is not Mode.PROMOTIONAL:
        return None
    demanded = {name for c in _said(clean) for name in c.must_cooccur}
    return _without(clean, place) if statement.claim.claim_id in demanded else None


def _said(clean: Clean) -> list[Claim]:
    refs = {(s.claim.claim_id, s.claim.version) for s, _, _ in clean.kept.draft.statements() if s.claim}
    return [c for c in clean.claims if (c.claim_id, c.version) in refs]


def _later(clean: Clean, statement: Statement) -> Clean | None:
    claim = _claim(clean, statement)
    if claim is None or claim.expires is None:
        return None
    days = (claim.expires - clean.now.date()).days + 2
    return replace(clean, now=clean.now + timedelta(days=days))


def _withdrawn(clean: Clean, statement: Statement) -> Clean | None:
    claim = _claim(clean, statement)
    if claim is None:
        return None
    fallen = replace(claim, state="withdrawn", withdrawal_reason="The source was misread.")
    return replace(clean, claims=tuple(fallen if c == claim else c for c in clean.claims))


def _claim(clean: Clean, statement: Statement) -> Claim | None:
    ref = statement.claim
    if ref is None or statement.kind is not StatementKind.CLAIM:
        return None
    return next((c for c in clean.claims if (c.claim_id, c.version) == (ref.claim_id, ref.version)), None)


def _integrity(clean: Clean, statement: Statement, value: str) -> Clean | None:
    cited = {c.evidence_id for c in statement.citations}
    if not any(e.evidence_id in cited and _literature(e) for e in clean.kept.evidence):
        return None
    evidence = tuple(
        replace(e, integrity=value, citable=False) if e.evidence_id in cited and _literature(e) else e
        for e in clean.kept.evidence
    )
    return replace(clean, kept=replace(clean.kept, evidence=evidence))


def _literature(evidence: Evidence) -> bool:
    return evidence.origin in ("abstract", "digest")


def _cites(clean: Clean, place: int, statement: Statement, citations: tuple[Citation, ...] | None) -> Clean | None:
    if not statement.citations or statement.kind is not StatementKind.EVIDENCE or citations is None:
        return None
    draft = _redrafted(clean.kept.draft, place, lambda s: replace(s, citations=citations))
    return replace(clean, kept=replace(clean.kept, draft=draft))


def _elsewhere(clean: Clean, statement: Statement) -> tuple[Citation, ...] | None:
    """The first long sentence of another source, truly quoted: the citation resolves and does not support."""
    cited = {c.evidence_id for c in statement.citations}
    if not any(e.evidence_id in cited and _literature(e) for e in clean.kept.evidence):
        return None
    other = next((e for e in clean.kept.evidence if _literature(e) and e.citable and e.evidence_id not in cited), None)
    if other is None:
        return None
    end = min(len(other.text), max(other.text.find(". ") + 1, 40))
    return (Citation(other.evidence_id, 0, end, other.text[:end]),)


def _redrafted(draft: Draft, place: int, change: Callable[[Statement], Statement | None]) -> Draft:
    """The draft with one statement changed or left out; an emptied line goes too."""
    counter = iter(range(10**9))

    def line(old: Line) -> Line:
        kept = [change(s) if next(counter) == place else s for s in old.statements]
        return replace(old, statements=tuple(s for s in kept if s is not None))

    def block(old: Block) -> Block | None:
        if isinstance(old, Table):
            return replace(old, rows=tuple(tuple(line(cell) for cell in row) for row in old.rows))
        new = line(old)
        return new if new.statements or not old.statements else None

    def section(old: Section) -> Section:
        blocks = [block(b) for b in old.blocks]
        return replace(old, blocks=tuple(b for b in blocks if b is not None))

    return replace(draft, sections=tuple(section(s) for s in draft.sections))
