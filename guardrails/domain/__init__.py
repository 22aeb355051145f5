"""The nouns of the gate: what is judged, on which evidence and claims, and what the judgment says.

Frozen values without I/O. Offsets are 0-based code points; `text[start:end]` is always the quoted span.
"""

from guardrails.domain.claims import (
    Claim as Claim,
    ClaimReference as ClaimReference,
    Qualifier as Qualifier,
    QualifierPlacement as QualifierPlacement,
    Signature as Signature,
    Slot as Slot,
    Variation as Variation,
)
from guardrails.domain.drafts import (
    Block as Block,
    Citation as Citation,
    ClaimRef as ClaimRef,
    Draft as Draft,
    Line as Line,
    Section as Section,
    Statement as Statement,
    Table as Table,
    line_text as line_text,
)
from guardrails.domain.given import (
    Context as Context,
    Evidence as Evidence,
    Product as Product,
)
from guardrails.domain.levels import (
    Decision as Decision,
    Mode as Mode,
    ProductStatus as ProductStatus,
    Profile as Profile,
    Severity as Severity,
    StatementKind as StatementKind,
)
from guardrails.domain.outcomes import (
    Certificate as Certificate,
    Quarantined as Quarantined,
    Released as Released,
    Withheld as Withheld,
)
from guardrails.domain.verdicts import (
    Coverage as Coverage,
    Finding as Finding,
    SourceSpan as SourceSpan,
    Suggestion as Suggestion,
    Verdict as Verdict,
    Waiver as Waiver,
)
