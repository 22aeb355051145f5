from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from guardrails.certificate import Signer, verify_certificate
from guardrails.checker import Bench, draft_from_text
from guardrails.domain import (
    Certificate,
    Citation,
    Context,
    Decision,
    Draft,
    Line,
    Quarantined,
    Released,
    Section,
    Severity,
    Statement,
    StatementKind,
    Table,
    Waiver,
)
from guardrails.errors import CertificateInvalid
from guardrails.releasing import release
from tests.guardrails.gate_fakes import KEY, NOW, bench_of, draft_of, line, section_of, source, word_check

SIGNER = Signer(KEY)
BENCH = bench_of(
    word_check("bad", Severity.BLOCK, "BAD-01"),
    word_check("weak", Severity.REWRITE, "WEAK-01"),
    word_check("loud", Severity.REWRITE, "LOUD-01", instead="plain"),
    word_check("unsure", Severity.REVIEW, "SURE-01"),
)


def out(draft: Draft, bench: Bench = BENCH, **changes: object) -> Released | Quarantined:
    given = {"evidence": {}, "claims": (), "context": Context(), "now": NOW, "signer": SIGNER, "bench": bench} | changes
    return release(draft, **given)  # type: ignore[arg-type]


def test_a_clean_draft_is_released_with_a_certificate_of_exactly_its_text() -> None:
    released = out(draft_of(section_of(line("Good text."))))
    assert isinstance(released, Released)
    verify_certificate(released.certificate, released.draft.text, SIGNER.public_key)
    verify_certificate(released.certificate, ["Good text."], SIGNER.public_key)


def test_only_release_makes_released() -> None:
    made = out(draft_of(section_of(line("Good text."))))
    assert isinstance(made, Released)
    with pytest.raises(TypeError, match="release alone"):
        Released(made.draft, made.verdict, made.certificate)


def test_a_blocked_statement_is_withheld_and_the_rest_goes_out() -> None:
    released = out(draft_of(section_of(line("Good.", "Very bad."), line("Also bad."), line("Fine."))))
    assert isinstance(released, Released)
    assert released.draft.text == "Heading\nPart s1\nGood.\nFine."
    assert [w.text for w in released.withheld] == ["Very bad.", "Also bad."]
    assert released.withheld[0].findings[0].check_id == "BAD-01"


def test_a_rewrite_is_applied_and_one_without_wording_is_withheld() -> None:
    released = out(draft_of(section_of(line("So loud."), line("So weak."))))
    assert isinstance(released, Released)
    assert released.draft.text.endswith("So plain.")
    assert [w.text for w in released.withheld] == ["So weak."]


def test_a_quotation_is_withheld_rather_than_edited() -> None:
    quote = Line((Statement("So loud.", verbatim=True),), "quote")
    released = out(draft_of(section_of(quote, line("Fine."))))
    assert isinstance(released, Released)
    assert [w.text for w in released.withheld] == ["So loud."]


def test_qualifiers_go_with_their_claim() -> None:
    unit = Line((Statement("Bad? bad."), Statement("Note.", kind=StatementKind.QUALIFIER)), "say")
    released = out(draft_of(section_of(unit, line("Fine."))))
    assert isinstance(released, Released)
    assert released.draft.text == "Heading\nPart s1\nFine."


def test_a_row_that_loses_a_cell_is_withheld_whole() -> None:
    same = line("no data")
    table = Table(("A", "B"), ((line("x"), same), (line("bad"), same), (same, same)))
    released = out(draft_of(Section("s1", "Part", (table,))))
    assert isinstance(released, Released)
    assert released.draft.text == "Heading\nPart\nA\tB\nx\nno data\nno data\nno data"
    assert [w.text for w in released.withheld] == ["bad", "no data"]


def test_an_emptied_required_section_quarantines_and_an_optional_one_vanishes() -> None:
    fine = section_of(line("Fine."), name="s2")
    held = out(draft_of(section_of(line("bad")), fine))
    assert isinstance(held, Quarantined)
    assert (held.verdict.decision, held.verdict.findings[-1].check_id) == (Decision.BLOCK, "GATE-01")
    released = out(draft_of(section_of(line("bad"), required=False), fine))
    assert isinstance(released, Released)
    assert released.draft.text == "Heading\nPart s2\nFine."


def test_a_finding_on_the_document_quarantines_it() -> None:
    held = out(draft_of(section_of(line("Fine.")), title="A bad title"))
    assert isinstance(held, Quarantined)
    assert held.verdict.decision is Decision.BLOCK


def test_human_text_is_judged_never_pruned() -> None:
    draft = draft_of(section_of(line("So loud."), line("bad")))
    held = out(draft, generated=False)
    assert isinstance(held, Quarantined)
    assert held.draft.text == draft.text
    assert isinstance(out(draft_from_text("All well."), generated=False), Released)


def test_review_waits_for_a_signature_on_the_pruned_text() -> None:
    draft = draft_of(section_of(line("unsure"), line("bad")))
    held = out(draft)
    assert isinstance(held, Quarantined)
    assert held.verdict.decision is Decision.REVIEW
    finding = held.verdict.findings[0]
    waiver = Waiver(finding.fingerprint, held.draft.sha256, "N", "M", "ok.", NOW, NOW + timedelta(hours=1))
    assert isinstance(out(held.draft, waivers=[waiver]), Released)
    assert isinstance(out(draft, waivers=[waiver]), Released)
    assert isinstance(out(held.draft, waivers=[waiver], now=waiver.expires_at), Quarantined)


def test_the_same_input_gives_the_same_certificate() -> None:
    draft = draft_of(section_of(line("Fine."), line("bad")))
    first, second = out(draft), out(draft)
    assert isinstance(first, Released)
    assert isinstance(second, Released)
    assert first.certificate == second.certificate


def released_with_source() -> Certificate:
    cited = Statement("Nausea was lower.", citations=(Citation("1", 0, 6, "Nausea"),))
    released = out(draft_of(section_of(Line((cited,)))), evidence={"1": source()})
    assert isinstance(released, Released)
    return released.certificate


def test_the_payload_names_sources_with_version_and_span() -> None:
    payload = released_with_source().payload
    assert '"evidence_id":"1"' in payload
    assert '"version_hash":"v-1"' in payload


@pytest.mark.parametrize(
    "change",
    [
        {"payload": "{}"},
        {"signature": "00" * 64},
        {"draft_sha256": "0" * 64},
        {"issued_at": NOW + timedelta(days=1)},
        {"verdict_hash": "0" * 64},
        {"certificate_id": "0" * 32},
        {"public_key": "0" * 64},
        {"decision": Decision.BLOCK},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_tampered_certificate_is_refused(change: dict[str, object]) -> None:
    tampered = replace(released_with_source(), **change)  # type: ignore[arg-type]
    with pytest.raises(CertificateInvalid):
        verify_certificate(tampered, ["Nausea was lower."], SIGNER.public_key)


def test_a_changed_payload_is_refused() -> None:
    certificate = released_with_source()
    tampered = replace(certificate, payload=certificate.payload.replace("v-1", "v-2"))
    with pytest.raises(CertificateInvalid, match="not signed"):
        verify_certificate(tampered, ["Nausea was lower."], SIGNER.public_key)


@pytest.mark.parametrize(
    "content",
    ["other text", ["Nausea was higher."], [], ["Nausea was lower.", "More."]],
    ids=["text", "changed", "missing", "added"],
)
def test_other_content_is_refused(content: str | list[str]) -> None:
    with pytest.raises(CertificateInvalid):
        verify_certificate(released_with_source(), content, SIGNER.public_key)


def test_another_key_is_refused() -> None:
    with pytest.raises(CertificateInvalid, match="not signed by this key"):
        verify_certificate(released_with_source(), ["Nausea was lower."], Signer(bytes(32)).public_key)
