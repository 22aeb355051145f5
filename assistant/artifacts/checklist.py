"""A formulary checklist in six domains, eight questions each, in our own words; and what a brief can answer of it.

The domains follow published formulary checklists for controlled substances (need, efficacy, safety, misuse potential, cost,
decision process); the questions are ours. Not verified against any one checklist.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.material import BriefMaterial

ANSWERED = "answered"
COMMITTEE = "for the committee"
NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: in a few words, the part that answers it, and what the answer needs."""

    words: str
    part: int
    needs: str
    """`label:<section>`, `studies`, `guideline`, `interactions`, `alternatives`, `contrary`, `always`, `committee` or `none`."""


def _of(*rows: tuple[str, int, str]) -> tuple[Question, ...]:
    return tuple(Question(*row) for row in rows)


DOMAINS = {
    "Need": _of(
        ("labeled population", 3, "label:1"),
        ("unlabeled uses set apart", 3, "label:1.1"),
        ("guideline place", 8, "guideline"),
        ("alternatives in the class", 11, "alternatives"),
        ("failure of standard care shown", 7, "studies"),
        ("local number of patients", 0, "committee"),
        ("requests so far", 0, "committee"),
        ("harm of not listing", 0, "committee"),
    ),
    "Efficacy": _of(
        ("product's own study", 7, "label:14"),
        ("class evidence", 7, "studies"),
        ("both rates and interval", 7, "label:14"),
        ("findings of no difference", 7, "contrary"),
        ("search method", 6, "always"),
        ("limits of each study", 7, "studies"),
        ("head-to-head trial", 0, "none"),
        ("repeated cycles and quality of life", 0, "none"),
    ),
    "Safety": _of(
        ("contraindications", 9, "label:4"),
        ("warnings", 9, "label:5"),
        ("common reactions in both arms", 9, "label:6.1"),
        ("label interactions", 9, "label:7"),
        ("interaction studies", 9, "interactions"),
        ("special populations", 10, "label:8"),
        ("rates of serious reactions", 0, "none"),
        ("long-term use", 0, "none"),
    ),
    "Misuse potential": _of(
        ("schedule", 5, "label:9"),
        ("abuse and dependence", 5, "label:9"),
        ("forms and pack size", 5, "label:16"),
        ("abuse-liability study", 0, "none"),
        ("diversion reports", 0, "none"),
        ("storage and waste", 0, "committee"),
        ("prescriber limits", 0, "committee"),
        ("monitoring of use", 15, "always"),
    ),
    "Cost": _of(
        ("unit cost", 0, "none"),
        ("cost of alternatives", 0, "none"),
        ("budget impact", 0, "none"),
        ("payer rules", 0, "none"),
        ("patient assistance", 0, "none"),
        ("cost of monitoring", 0, "none"),
        ("use of rescue medicine", 0, "none"),
        ("workload", 0, "committee"),
    ),
    "Decision process": _of(
        ("request in its own words", 1, "request"),
        ("who wrote and paid", 1, "always"),
        ("four options", 14, "always"),
        ("criteria for use", 14, "always"),
        ("order set and education", 13, "always"),
        ("measures after listing", 15, "always"),
        ("date of re-review", 15, "always"),
        ("conflicts of members", 0, "committee"),
    ),
}


def state_of(question: Question, m: BriefMaterial) -> str:
    """`answered`, `no data` or `for the committee`."""
    if question.needs == "committee":
        return COMMITTEE
    return ANSWERED if _is_met(question.needs, m) else NO_DATA


def _is_met(needs: str, m: BriefMaterial) -> bool:
    if needs.startswith("label:"):
        return m.label is not None and m.label.get(needs.removeprefix("label:")) is not None
    held = {
        "always": True,
        "none": False,
        "studies": bool(m.points),
        "guideline": bool(m.guidelines),
        "interactions": bool(m.interactions),
        "alternatives": bool(m.alternatives),
        "contrary": True,
        "request": m.request is not None,
    }
    return held[needs]
