"""A question in words -> a Query: concepts by PICO role, intent, and the words that are searched in addition."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain import Concept, Filters, Intent, Query
from assistant.errors import UsageError
from assistant.retrieval.wording import folded, intent_words
from ingest import Mention, Vocabulary, normalised_words

MAX_CHARS = 2_000
_TERMS_PER_CONCEPT = 8
_KINDS = 4
"""Members of a class that are searched beside its lay name: the first of the vocabulary, which lists the commonest first."""
_SETTING = re.compile(
    r"\bguidelines?(?=[ -](?:antiemetics?|concordant|consistent|adherent|directed|prophylaxis|treatment|therapy|care)\b)",
    re.I,
)
"""A guideline that only says what patients already get is no question for a guideline."""
_GIVEN_ANYWAY = ("agent.radiotherapy",)
_PATIENT_KINDS = (
    "tumor.",
    "population.",
    "context.cancer",
    "context.advanced",
    "context.palliative",
    "context.healthy",
)


def understand(question: str, vocabulary: Vocabulary, *, filters: Filters | None = None, limit: int = 12) -> Query:
    """The question as it will be searched.

    Args:
        question: Up to 2,000 characters, as asked.
        vocabulary: Concepts to recognise.
        filters: Which records may be returned; all if None.
        limit: Most items of the answer, 1 to 100.

    Raises:
        UsageError: the question is empty, too long, or the limit is out of bounds.
    """
    text = " ".join(question.split())
    if not text:
        raise UsageError("the question is empty; ask one in words")
    if len(text) > MAX_CHARS:
        raise UsageError(f"the question has {len(text):,} characters; ask in at most {MAX_CHARS:,}")
    if not 1 <= limit <= 100:
        raise UsageError(f"limit is {limit!r}; choose 1 to 100")
    meant = _SETTING.sub("standard", text)
    mentions = _apart(vocabulary.find(meant), vocabulary)
    ids = _asked(mentions, vocabulary)
    intent = _intent(meant, ids, vocabulary)
    concepts = tuple(_concept(i, mentions, meant, vocabulary, ids, intent) for i in ids)
    return Query(
        text=text,
        intent=intent,
        concepts=concepts,
        expansion=_expansion(concepts, text),
        headings=tuple(dict.fromkeys(h for i in ids for h in vocabulary.entries[i].mesh)),
        filters=filters or Filters(),
        limit=limit,
        in_terms=_in_terms(meant, mentions, vocabulary),
    )


def _apart(mentions: Sequence[Mention], vocabulary: Vocabulary) -> tuple[Mention, ...]:
    """Without routes and outcomes that are only part of a medicine's name: a blood pressure pill is no capsule."""
    names = [m for m in mentions if vocabulary.entries[m.concept_id].kind == "medicine"]

    def within(mention: Mention) -> bool:
        return vocabulary.entries[mention.concept_id].kind in ("route", "outcome") and any(
            n.start <= mention.start and mention.end <= n.end for n in names
        )

    return tuple(m for m in mentions if not within(m))


def _in_terms(text: str, mentions: Sequence[Mention], vocabulary: Vocabulary) -> str:
    """The text with the name of what people's words mean behind them, and of its best-known kinds; "" if there are none."""
    pieces, place = [], 0
    for mention in mentions:
        entry = vocabulary.entries[mention.concept_id]
        words = normalised_words(mention.surface)
        if mention.start < place or not any(normalised_words(lay) == words for lay in entry.lay):
            continue
        kinds = [e.name for e in vocabulary.entries.values() if entry.concept_id in e.is_a][:_KINDS]
        pieces += [text[place : mention.end], " ".join(("", entry.name, *kinds))]
        place = mention.end
    return "".join((*pieces, text[place:])) if pieces else ""


def _asked(mentions: Sequence[Mention], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Concept ids in order of first mention, inferred ones last; a class named beside its member is dropped."""
    named = tuple(dict.fromkeys(m.concept_id for m in mentions))
    found = (*named, *sorted(vocabulary.infer(named) - set(named)))
    return tuple(i for i in found if not any(i in vocabulary.broader(other) for other in found))


def _intent(text: str, ids: Sequence[str], vocabulary: Vocabulary) -> Intent:
    words, running = intent_words(), folded(text)
    weights = dict.fromkeys(words.order, 0)
    for intent, weight, cue in words.cues:
        if cue in running:
            weights[intent] += weight
    # A cytostatic beside the symptom it causes is the setting, not the partner of an interaction.
    in_setting = any(i.startswith("condition.") for i in ids)
    telling = [i for i in ids if not (in_setting and i.startswith("medicine."))]
    for intent, mark, weight in words.concepts:
        weights[intent] += weight * any(
            i == mark or mark in vocabulary.broader(i) or i.startswith(mark + ".") for i in telling
        )
    weights["comparison"] += 2 * _compares(text, vocabulary)
    # Two ways of giving it in one question: how they differ is a question of kinetics.
    weights["pk"] += 2 * (sum(i.startswith("route.") for i in ids) > 1)
    if any(i.startswith("agent.") for i in ids) and in_setting:
        weights["efficacy"] += 1
    best = max(words.order, key=lambda name: (weights[name], -words.order.index(name)))
    return Intent(best) if weights[best] else Intent.OTHER


def _concept(
    concept_id: str,
    mentions: Sequence[Mention],
    text: str,
    vocabulary: Vocabulary,
    ids: Sequence[str],
    intent: Intent,
) -> Concept:
    entry = vocabulary.entries[concept_id]
    sources = {concept_id, *entry.all_of} | set(vocabulary.narrower(concept_id))
    spots = [m for m in mentions if m.concept_id == concept_id] or [m for m in mentions if m.concept_id in sources]
    surface = max(spots, key=lambda m: m.end - m.start).surface if spots else entry.name
    terms = tuple(dict.fromkeys((entry.name, *entry.terms)))
    place = spots[0].start if spots else 0
    return Concept(concept_id, _role(concept_id, place, text, ids, vocabulary, intent), surface, terms)


def _role(concept_id: str, place: int, text: str, ids: Sequence[str], vocabulary: Vocabulary, intent: Intent) -> str:
    kind = vocabulary.entries[concept_id].kind
    if kind in ("outcome", "comparator"):
        return kind
    if kind in ("agent", "medicine") and _behind(intent_words().given_up, text[:place], ids, concept_id):
        return "comparator"
    if (kind == "medicine" or concept_id in _GIVEN_ANYWAY) and _behind(
        intent_words().settings, text[:place], ids, concept_id
    ):
        return "other"
    if kind == "agent" or (kind == "medicine" and intent is Intent.COMPARISON):
        return "comparator" if _after_comparator(text[:place], vocabulary) else "intervention"
    if kind == "medicine":
        return "other" if any(i.startswith("agent.") for i in ids) else "intervention"
    if kind == "condition":
        is_symptom = concept_id.startswith("condition.")
        named_patients = any(i.startswith(_PATIENT_KINDS) for i in ids if i != concept_id)
        return "outcome" if is_symptom and named_patients else "population"
    return "other"


def _behind(words: tuple[str, ...], before: str, ids: Sequence[str], concept_id: str) -> bool:
    """True if the text before a treatment ends with one of `words`, and another treatment is asked about."""
    others = any(i.startswith(("agent.", "medicine.")) for i in ids if i != concept_id)
    return others and folded(before).endswith(words)


def _compares(text: str, vocabulary: Vocabulary) -> bool:
    """True if a word of comparison stands between two agents or medicines."""
    spots = [m.start for m in vocabulary.find(text) if m.concept_id.startswith(("agent.", "medicine."))]
    return any(_after_comparator(text[:spot], vocabulary) for spot in spots[1:])


def _after_comparator(before: str, vocabulary: Vocabulary) -> bool:
    """True if a word of comparison stands between an earlier agent and this place."""
    running = folded(before)
    for word in intent_words().comparators:
        cut = running.rfind(word)
        if cut > 0 and any(m.concept_id.startswith(("agent.", "medicine.")) for m in vocabulary.find(running[:cut])):
            return True
    return False


def _expansion(concepts: Sequence[Concept], text: str) -> tuple[str, ...]:
    """Synonyms that the question does not contain itself, in order of its concepts."""
    running = folded(text)
    added = []
    for concept in concepts:
        if concept.concept_id.startswith(("context.", "comparator.")):
            continue
        fresh = [t for t in concept.terms if folded(t) not in running]
        added.extend(fresh[:_TERMS_PER_CONCEPT])
    return tuple(dict.fromkeys(added))
