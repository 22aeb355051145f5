"""Disguised writing: read as a person reads it where it hides a word that matters, and left alone everywhere else."""

from __future__ import annotations

import pytest

from guardrails import Context, check, draft_from_text, fold
from guardrails.normalise import unmask
from tests.guardrails.gate_fakes import NOW

PLAIN = "Larkoit cures nausea. It is guaranteed and safe."


@pytest.mark.parametrize(
    "written",
    [
        "Larkoit cur3s nausea. It is gu4rant33d and $afe.",
        "Larkoit cu*es nausea. It is guarante*d and s@fe.",
        "Larkoit cu-res nausea. It is guaran-teed and sa-fe.",
        "Larkoit c.u.r.e.s nausea. It is g u a r a n t e e d and s.a.f.e.",
        "Larkoit c\u200bures nausea. It is guaran\u00adteed and saf\u0435.",
        "Larkoit \uff43ures nausea. It is guaranteed and safe.",
        "LARKOIT CURES\u00a0NAUSEA. It is guaranteed and s\u00e0fe.",
    ],
)
def test_a_disguise_changes_no_finding(written: str) -> None:
    def held(text: str) -> set[str]:
        verdict = check(draft_from_text(text), evidence={}, claims=(), context=Context(), now=NOW)
        return {f.rule for f in verdict.findings if f.rule}

    assert held(written) >= held(PLAIN) > set()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no ri5k", "no risk"),
        ("m1racle", "miracle"),
        ("mirac1e", "miracle"),
        ("safe-r", "safer"),
        ("\ufb01ne", "fine"),
        ("B12", "b12"),
        ("1ow dose", "1ow dose"),
        ("T H C", "t h c"),
        ("a.b.c.", "a.b.c."),
        ("100% safe", "100% safe"),
        ("a*b", "a*b"),
        ("cure-a-thon", "cure-a-thon"),
        ("safe-t", "safe-t"),
        ("no pa in here", "no pain here"),
        ("we treat ed early", "we treated early"),
        ("it is not so safe", "it is not so safe"),
        ("side effects", "side effects"),
    ],
)
def test_only_words_that_matter_are_unmasked(written: str, read: str) -> None:
    assert unmask(fold(written)).text == read


@pytest.mark.parametrize("written", ["c.u.r.e.s", "\ufb01ne", "saf\u200be", "cu-res all"])
def test_every_character_read_leads_back_to_where_it_stood(written: str) -> None:
    plain, at = unmask(fold(written))
    assert len(fold(written)) == len(written)
    assert len(at) == len(plain) + 1
    assert list(at) == sorted(at)
    assert at[-1] == len(written)
