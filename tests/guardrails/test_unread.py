"""A text that the checks cannot read is never released as if it had passed them."""

from datetime import UTC, datetime

import pytest

from guardrails import Context, Decision, Mode, Verdict, check, draft_from_text
from guardrails.unread import RULE

NOW = datetime(2026, 11, 17, 23, tzinfo=UTC)


def judged(text: str) -> Verdict:
    context = Context(mode=Mode.PROMOTIONAL, jurisdiction="US")
    return check(draft_from_text(text), evidence={}, claims=(), context=context, now=NOW)


def unread_in(text: str) -> list[str]:
    return [f.quote for f in judged(text).findings if f.rule == RULE]


@pytest.mark.parametrize(
    "text",
    [
        "大麻二酚可以治愈恶心，非常安全。",
        "カンナビジオールは吐き気を治します。",
        "Каннабидиол лечит тошноту.",
        "القنب يعالج الغثيان",
        "El cannabidiol cura las náuseas y es completamente seguro.",
        "Le cannabidiol guérit les nausées et ne présente aucun risque.",
        "Cannabidiol wirkt gegen Übelkeit und ist völlig sicher.",
        "Il cannabidiolo cura la nausea ed è molto sicuro per il paziente.",
        "O canabidiol cura as náuseas e não tem risco.",
        "Cannabidiol geneest misselijkheid en is zeer veilig voor de patiënt.",
    ],
)
def test_another_language_is_for_somebody_who_reads_it(text: str) -> None:
    assert unread_in(text) == [text]
    assert judged(text).decision >= Decision.REVIEW


def test_only_the_foreign_sentence_is_named() -> None:
    text = "Lunch is at noon on Tuesday. El aceite quita las náuseas y es seguro. See you there."
    assert unread_in(text) == ["El aceite quita las náuseas y es seguro."]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Sørensen, Dr. de la Cruz and Maria del Mar met us at the clinic in Córdoba.",
        "The α subunit and the μ-opioid receptor (TGFβ) were not studied.",
        "Is lunch at noon?",
        "A double-blind trial, in vitro and per os, versus placebo.",
        "Thank you, Мaria.",
        "Weeks 2, 4, 6: nausea, pain, sleep.",
    ],
)
def test_english_with_foreign_names_signs_or_look_alikes_is_read(text: str) -> None:
    assert unread_in(text) == []
