"""The nouns of the gate: what is judged, on which evidence and claims, and what the judgment says.

Frozen values without I/O. Offsets are 0-based code points; `text[start:end]` is always the quoted span.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from functools import cached_property


class Severity(IntEnum):
    """How much a finding weighs; the decision of a verdict is the maximum."""

    WARN = 1
    REWRITE = 2
    REVIEW = 3
    BLOCK = 4

    @property
    def word(self) -> str:
        """Lower-case name, as written in JSON."""
        return self.name.lower()


class Decision(StrEnum):
    """What may happen with a text: only RELEASE is displayed, warnings allowed."""

    RELEASE = "RELEASE"
    REWRITE = "REWRITE"
    REVIEW = "REVIEW"
    BLOCK = "BLOCK"


class Mode(StrEnum):
    """Who speaks to whom for what (columns P T S M I of the policy table)."""

    PROMOTIONAL = "promotional"
    FORMULARY = "formulary"
    SCIENTIFIC_PROACTIVE = "scientific_proactive"
    SCIENTIFIC_REACTIVE = "scientific_reactive"
    INTERNAL = "internal"


class Profile(StrEnum):
    """`screen` judges the wording of a text that stands alone; `draft` runs every check."""

    SCREEN = "screen"
    DRAFT = "draft"


class ProductStatus(StrEnum):
    """Legal standing of a product in the jurisdiction at hand."""

    FDA_APPROVED = "fda_approved"
    INVESTIGATIONAL = "investigational"
    STATE_LICENSED = "state_licensed"
    HEMP = "hemp"
    CLASS = "class"
    """No product: evidence or wording about a class of substances."""
    UNKNOWN = "unknown"
    """Counts as unapproved."""


class StatementKind(StrEnum):
    """What a statement does in a draft; decides which duties (a citation, a claim) it has."""

    EVIDENCE = "evidence"
    """Reports what a source says; must be cited."""
    CLAIM = "claim"
    """Approved wording, whole."""
    QUALIFIER = "qualifier"
    """A qualifier or safety block that belongs to a claim."""
    ABSENCE = "absence"
    """Says that something was not found; cites a search."""
    FACT = "fact"
    """A fact of the account, request, library or label that has a source other than literature."""
    LOGISTICS = "logistics"
    """Times, greetings, hand-offs, headings, questions asked: asserts nothing about a product."""
    CAUTION = "caution"
    """Wording quoted in order to forbid or correct it."""
    ASKED = "asked"
    """A requester's own words, quoted and cited to the request: they ask, and nothing in them is the document's claim."""


@dataclass(frozen=True, slots=True)
class Product:
    """A product that a text may speak for."""

    product_id: str
    """Upper-case key, e.g. `QUILLMERA`."""
    names: tuple[str, ...]
    """Brand and generic names as written, brand first."""
    status: ProductStatus
    label_id: str | None = None
    indications: tuple[str, ...] = ()
    """Labelled uses in plain words; what is not among them is off label."""
    limits: tuple[str, ...] = ()
    """Uses that the label says are not established."""
    schedule: str | None = None
    fictional: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a checker may know of a source: its stored text and what kind of source it is."""

    evidence_id: str
    """PMID, `digest:<study_id>`, `label:<id>`, `search:<id>` or `fact:<id>`."""
    text: str
    """Stored text (NFC). Quotes are spans of it."""
    version_hash: str
    integrity: str = "ok"
    """Value of the library's Integrity, read fresh."""
    citable: bool = True
    species: str = "unknown"
    """human | animal | in vitro | mixed | unknown"""
    design: str = "design not stated"
    origin: str = "abstract"
    """abstract | digest | label | search | fact"""
    title: str = ""
    pmid: str | None = None
    year: int | None = None
    sample_size: int | None = None
    certainty: str | None = None
    """high | moderate | low | very low, where the source states it."""
    program_id: str | None = None
    superseded_by: str | None = None

    @property
    def badge(self) -> str:
        """What stands beside the citation: origin and integrity where they matter, e.g. `digest, corrected`."""
        words = [self.origin] if self.origin in ("digest", "label", "document") else []
        if self.integrity in ("erratum", "republished"):
            words.append("corrected")
        return ", ".join(words)


@dataclass(frozen=True, slots=True)
class Citation:
    """A statement rests on this span of this source. `evidence.text[start:end] == quote`, else the gate blocks."""

    evidence_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class ClaimRef:
    """The approved claim whose wording a statement carries."""

    claim_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said: a sentence, or a few that belong together (a SAY unit), with what it rests on.

    In a draft `start` and `end` are its place in `Draft.text`. For a lone text they are its place in that text.
    """

    text: str
    start: int = 0
    end: int = 0
    kind: StatementKind = StatementKind.EVIDENCE
    citations: tuple[Citation, ...] = ()
    claim: ClaimRef | None = None
    statement_id: str = ""
    verbatim: bool = False
    """Shown in quotation marks: never edited, only completed or withheld."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, bullet or SAY box: statements that are read together (one *unit*)."""

    statements: tuple[Statement, ...]
    style: str = "paragraph"
    """paragraph | bullet | say | quote | note"""
    lead: str = ""
    """Bold words in front, e.g. `Bottom line.`; judged like all else."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose cells are lines; a cell without a statement is not allowed (missing data is said in words)."""

    header: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


Block = Line | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a draft. `mode` overrides the mode of the context (a zone, such as SAY lines in a call pack)."""

    section_id: str
    title: str
    blocks: tuple[Block, ...]
    required: bool = True
    mode: Mode | None = None


@dataclass(frozen=True)
class Draft:
    """A generated or uploaded document before the gate. `text` is all that a reader would see, in reading order."""

    draft_id: str
    artifact: str
    """answer | call_pack | pt_brief | routing_card | text | ..."""
    title: str
    sections: tuple[Section, ...]
    banner: str = ""
    footer: str = ""

    @cached_property
    def text(self) -> str:
        """Title, banner, sections (title, blocks, header cells) and footer, one visible line each."""
        return "\n".join(text for text, _, _ in self.lines())

    def lines(self) -> Iterator[tuple[str, Section | None, Line | None]]:
        """Every visible line with the section and line it belongs to (None for titles, banner, headers, footer)."""
        yield self.title, None, None
        if self.banner:
            yield self.banner, None, None
        for section in self.sections:
            yield section.title, section, None
            for block in section.blocks:
                if isinstance(block, Line):
                    yield line_text(block), section, block
                else:
                    yield "\t".join(block.header), section, None
                    for row in block.rows:
                        for cell in row:
                            yield line_text(cell), section, cell
        if self.footer:
            yield self.footer, None, None

    def statements(self) -> Iterator[tuple[Statement, Section, Line]]:
        """Every statement in reading order, `start` and `end` set to its place in `text`."""
        cursor = 0
        for text, section, line in self.lines():
            if section is not None and line is not None:
                place = cursor + (len(line.lead) + 1 if line.lead else 0)
                for statement in line.statements:
                    end = place + len(statement.text)
                    yield _placed(statement, place, end), section, line
                    place = end + 1
            cursor += len(text) + 1

    @property
    def sha256(self) -> str:
        """Hash of `text`: what a certificate and a waiver are bound to."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


def line_text(line: Line) -> str:
    """A line as one string: lead, then statements, single spaces between."""
    return " ".join(part for part in (line.lead, *(s.text for s in line.statements)) if part)


def _placed(statement: Statement, start: int, end: int) -> Statement:
    from dataclasses import replace

    return replace(statement, start=start, end=end)


@dataclass(frozen=True, slots=True)
class Context:
    """Everything outside the text that a verdict depends on."""

    mode: Mode = Mode.PROMOTIONAL
    profile: Profile = Profile.SCREEN
    jurisdiction: str = "US"
    """`US` (federal) or `US-XX`."""
    audience: str = "HCP"
    """HCP | PAYOR | PATIENT | INTERNAL"""
    product_ids: tuple[str, ...] = ()
    """Products the text speaks for."""
    products: tuple[Product, ...] = ()
    """Products known to the company and comparators: names that a text may contain."""
    request_origin: str | None = None
    """unsolicited | company | committee | None"""
    request_id: str | None = None
    request_text: str | None = None
    channel: str | None = None
    approval_ids: tuple[str, ...] = ()
    """Prior approvals that a state pack demands."""


class QualifierPlacement(StrEnum):
    """How near to its claim a qualifier has to stand."""

    SAME_SENTENCE = "same_sentence"
    ADJACENT = "adjacent"
    SAME_UNIT = "same_unit"
    FOOTER = "footer"


@dataclass(frozen=True, slots=True)
class Qualifier:
    """Wording that a claim must carry along."""

    qualifier_id: str
    text: str
    placement: QualifierPlacement


@dataclass(frozen=True, slots=True)
class Variation:
    """An approved other wording of a claim."""

    text: str
    kind: str = "short"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a claim's wording, written `{name}`, that takes one of the approved fillings and nothing else."""

    name: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimReference:
    """What a claim rests on: `kind` label | pmid | doi | data_on_file."""

    kind: str
    source_id: str
    anchor: str | None = None
    """Section of a label, or of a record (`results`, `harms`)."""
    content_sha256: str | None = None
    """Hash of the source as it was when the claim was submitted; another one now sends the claim back to review."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One discipline's approval of one claim version, bound to its record hash."""

    discipline: str
    """M | L | R"""
    name: str
    meaning: str
    signed_on: date
    record_sha256: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Wording cleared by medical, legal and regulatory review: one immutable version."""

    claim_id: str
    version: int
    text: str
    claim_type: str
    """indication | efficacy | safety | pk | mechanism | dosing_label | economic | disease_state | guideline | disclosure | admin"""
    state: str
    """draft | pending_review | approved | superseded | withdrawn | rejected | suspended. Expiry is computed, never typed."""
    product_ids: tuple[str, ...] = ()
    product_status: ProductStatus = ProductStatus.CLASS
    evidence_level: str = ""
    language: str = "en-US"
    modes: tuple[Mode, ...] = ()
    audiences: tuple[str, ...] = ("HCP",)
    channels: tuple[str, ...] = ()
    jurisdictions_include: tuple[str, ...] = ("US",)
    jurisdictions_exclude: tuple[str, ...] = ()
    variations: tuple[Variation, ...] = ()
    locked_terms: tuple[str, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    must_cooccur: tuple[str, ...] = ()
    """Claim ids that have to stand in the same unit."""
    must_not_cooccur: tuple[str, ...] = ()
    """`product:ID`, `product:ID@same_unit`, `claim_type:X`."""
    references: tuple[ClaimReference, ...] = ()
    effective_from: date | None = None
    expires: date | None = None
    """Valid to its last second in the claim's jurisdiction."""
    supersedes: str | None = None
    superseded_by: str | None = None
    withdrawal_reason: str | None = None
    withdrawn_on: date | None = None
    statement_id: str | None = None
    """The product-free statement that claims of several products share."""
    slots: tuple[Slot, ...] = ()
    signatures: tuple[Signature, ...] = ()
    fictional: bool = False

    @property
    def key(self) -> str:
        """`<claim_id> v<version>`."""
        return f"{self.claim_id} v{self.version}"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Wording offered instead of the quote. Shown only if a check of the edited text found it clean."""

    kind: str
    """replace | insert | delete"""
    text: str
    start: int
    end: int
    claim_id: str | None = None
    claim_version: int | None = None


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """The span of a source that decided a finding."""

    evidence_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem a check located in a text."""

    check_id: str
    severity: Severity
    start: int
    """First character, 0-based."""
    end: int
    """One past the last: text[start:end] is the quote."""
    quote: str
    reason: str
    """One sentence the reviewer can act on."""
    suggestion: Suggestion | None = None
    evidence: tuple[SourceSpan, ...] = ()
    rule_refs: tuple[str, ...] = ()
    """R-numbers of the rule table, statutes or house rules."""
    check_version: str = "1"
    routing: bool = False
    """True where nothing in the wording is wrong: the document only needs a person's sign-off."""
    rule: str = ""
    """`CHECK-ID/rule` where the check has several rules."""
    signal: bool = False
    """True for a sign that the learned scorer did not bear out: a note, not an objection."""

    @property
    def fingerprint(self) -> str:
        """Identity of a finding across re-checks of the same text: check, rule and quoted words; 16 hex digits.

        What is accepted of one rule, or of a source in one state, is not accepted of another.
        """
        return hashlib.sha256(f"{self.rule or self.check_id}\0{self.quote}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A signed acceptance of one finding in one text. AE, PHI, CURE and KICK findings cannot be waived."""

    fingerprint: str
    draft_sha256: str
    name: str
    discipline: str
    reason: str
    signed_at: datetime
    expires_at: datetime
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which checks ran. One that errored or timed out holds the text for review at least."""

    run: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    errored: tuple[str, ...] = ()
    timed_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome of one check of one text. `verdict_hash` covers text, evidence, context, claims, as-of and versions, not timings."""

    decision: Decision
    findings: tuple[Finding, ...]
    coverage: Coverage
    draft_sha256: str
    as_of: datetime
    ruleset_version: str
    verdict_hash: str
    timings_ms: tuple[tuple[str, float], ...] = ()
    waived: tuple[str, ...] = ()
    """Fingerprints that a waiver covered."""

    @property
    def routing_only(self) -> bool:
        """True for a REVIEW that asks for sign-off alone: no finding objects to the wording."""
        return self.decision is Decision.REVIEW and all(f.routing or f.severity == Severity.WARN for f in self.findings)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Ed25519-signed proof that exactly this text passed: who can read it can check it offline."""

    certificate_id: str
    draft_sha256: str
    verdict_hash: str
    decision: Decision
    issued_at: datetime
    payload: str
    """Canonical JSON: per statement its sources, version hashes, spans, claim and check ids."""
    signature: str
    public_key: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A statement that the gate took out of a draft, kept for its reviewers."""

    section_id: str
    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Released:
    """A draft that passed, with its certificate: the only type a renderer takes. Never loaded from storage.

    Built by `guardrails.release` alone; any other construction raises.
    """

    draft: Draft
    verdict: Verdict
    certificate: Certificate
    withheld: tuple[Withheld, ...] = ()
    _token: object = None

    def __post_init__(self) -> None:
        from guardrails.gate_token import TOKEN

        if self._token is not TOKEN:
            raise TypeError("Released is made by guardrails.release alone")


@dataclass(frozen=True, slots=True)
class Quarantined:
    """The same draft for its reviewers: marked NOT RELEASED, no export, each view audited."""

    draft: Draft
    verdict: Verdict
    withheld: tuple[Withheld, ...] = ()
