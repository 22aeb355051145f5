"""New sets: a skeleton to write into for each format, and everything that is wrong with a set, line by line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eval.errors import UsageError

EXAMPLES: dict[str, tuple[dict[str, Any], ...]] = {
    "guardrail": (
        {
            "id": "G-1",
            "text": "Our oil calms every patient.",
            "label": "violation",
            "categories": ["overstated_certainty"],
            "severity": "rewrite",
            "mode": "account_manager",
            "hard": False,
        },
        {
            "id": "G-2",
            "text": "The trial did not show that the oil calms patients.",
            "label": "ok",
            "categories": [],
            "severity": None,
            "mode": "any",
            "hard": True,
        },
    ),
    "claims": (
        {
            "id": "C-1",
            "claim": "Fewer people vomited on the drug.",
            "evidence": "Vomiting occurred in 20 of 100 people on the drug and in 40 of 100 on placebo (P=.002).",
            "label": "supported",
            "error_type": None,
        },
        {
            "id": "C-2",
            "claim": "More people vomited on the drug.",
            "evidence": "Vomiting occurred in 20 of 100 people on the drug and in 40 of 100 on placebo (P=.002).",
            "label": "contradicted",
            "error_type": "direction_flipped",
        },
    ),
    "approved": (
        {
            "id": "A-1",
            "kind": "exact",
            "context": {"audience": "HCP", "jurisdiction": "US-TX", "date": "2026-03-02", "mode": "account_manager"},
            "library": [
                {
                    "claim_id": "CL-1",
                    "text": "The spray delivers 50 metered doses per bottle.",
                    "allowed_variations": ["Each bottle holds 50 metered doses."],
                    "required_qualifier": None,
                    "audience": "HCP",
                    "jurisdiction": "US-TX;US-NM",
                    "status": "approved",
                    "expires": "2027-01-31",
                }
            ],
            "draft": "Each bottle holds 50 metered doses.",
            "expected": {"verdict": "pass", "acceptable": ["pass"], "why": "An approved variation, in force and in scope."},
        },
    ),
    "answers": (
        {
            "id": "Q-1",
            "question": "What did the invented trial find on the score?",
            "audience": "palliative nurse",
            "user_role": "medical",
            "intent": "efficacy",
            "expected_pmids": [],
            "expected_studies": [],
            "key_facts": ["the score fell by 3.1 points (95% CI 1.0 to 5.2)"],
            "must_not_say": ["the score proves benefit"],
            "expected_behaviour": "answer_with_limits",
        },
    ),
}  # fmt: skip
RETRIEVAL = {
    "corpus.jsonl": '{"_id": "D-1", "title": "An invented trial", "text": "The score fell by 3.1 points.", "metadata": {}}\n',
    "queries.dev.jsonl": '{"_id": "R-1", "text": "Did the score fall?", "metadata": {}}\n',
    "qrels/dev.tsv": "query-id\tcorpus-id\tscore\nR-1\tD-1\t2\n",
}
Preparer = Callable[[dict[str, Any]], dict[str, Any]]
FORMATS = (*EXAMPLES, "retrieval")


def write_skeleton(format_name: str, path: Path) -> tuple[Path, ...]:
    """The files written: one of JSON lines, or a BEIR folder. Nothing is overwritten.

    Raises:
        UsageError: Unknown format, or something is there already.
    """
    from eval.runs import write_whole

    _known(format_name)
    if path.exists():
        raise UsageError(f"{str(path)!r} is there already; name a new file or folder, or add --check to validate it.")
    if format_name == "retrieval":
        files = {path / name: text for name, text in RETRIEVAL.items()}
    else:
        files = {path: "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in EXAMPLES[format_name])}
    for file, text in files.items():
        write_whole(file, text)
    return tuple(files)


def faults(format_name: str, path: Path) -> list[str]:
    """Everything that is wrong with a set, each with its line; empty for a good one.

    Raises:
        UsageError: Unknown format.
    """
    _known(format_name)
    if format_name == "retrieval":
        from eval.datasets.retrieval import faults_of_folder

        return faults_of_folder(path)
    return _row_faults(format_name, path)


def _row_faults(format_name: str, path: Path) -> list[str]:
    from eval.datasets.aliases import load_aliases
    from eval.datasets.answers import QuestionRow, question_fields
    from eval.datasets.approved import ApprovedRow, approved_fields
    from eval.datasets.claims import ClaimRow, claim_fields
    from eval.datasets.guardrail import GuardrailRow, guardrail_fields
    from eval.datasets.rows import Row, faults_of

    readers: dict[str, tuple[type[Row], Preparer]] = {
        "guardrail": (GuardrailRow, guardrail_fields(load_aliases("guardrail"))),
        "claims": (ClaimRow, claim_fields(load_aliases("claims"))),
        "approved": (ApprovedRow, approved_fields),
        "answers": (QuestionRow, question_fields),
    }
    model, prepare = readers[format_name]
    return faults_of(path, model, prepare)


def _known(format_name: str) -> None:
    if format_name not in FORMATS:
        raise UsageError(f"format {format_name!r} is unknown; choose one of {', '.join(FORMATS)}.")
