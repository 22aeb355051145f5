import pytest

from assistant.retrieval.contrary import finding_of


@pytest.mark.parametrize(
    ("result", "finding"),
    [
        ("Response was 47% and 20%: OR 3.82 (95% CI 1.55 to 9.42).", "a difference"),
        ("Relief was 37% and 31%: OR 1.41 (95% CI 0.99 to 2.00).", "no difference"),
        (
            "24% and 8%: difference 16 points (95% CI 4 to 28); vomiting: difference 12 points (95% CI -4 to 27).",
            "differs by outcome",
        ),
        ("Pain and sleep did not differ between groups.", "no difference"),
        ("Response was 54% with A and 20% with placebo; active arms did not differ from each other.", "not clear"),
        ("Nausea was worse with the extract than with placebo.", "against benefit"),
        ("Tmax was 2 h.", "not clear"),
        (
            "Complete response was 25% and 14%; rescue use also favored THC:CBD; no vomiting did not differ significantly.",
            "differs by outcome",
        ),
        ("Symptom scores favored placebo.", "against benefit"),
    ],
)
def test_a_result_reads_by_its_intervals_then_by_its_words(result: str, finding: str) -> None:
    assert finding_of(result) == finding
