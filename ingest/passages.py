"""Articles cut into passages: whole sentences of one section, small enough for the embedding model."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from ingest.domain import Article, Passage, sha256_hex

SplitSentences = Callable[[str], Sequence[tuple[int, int]]]
CountTokens = Callable[[str], int]
Span = tuple[int, int]
MAX_TOKENS = 220
_SILENT_LINKS = frozenset({"Cites", "CommentIn", "CommentOn", "AssociatedDataset", "AssociatedPublication"})
"""Links that change neither what a record says nor whether it may be cited."""
_CLAUSE_ENDS = (";", ":", ",")


def version_hash_of(article: Article) -> str:
    """SHA-256 (hex) of what a record says and what it is: title, sections, origin, types, integrity links, declaration.

    Bibliographic details, MeSH and status may change without a new version: no offset and no quotation depends on them.
    """
    content = {
        "title": article.title,
        "sections": [[s.label, s.text] for s in article.sections],
        "origin": str(article.text_origin),
        "types": sorted({t.ui or t.name.lower() for t in article.publication_types}),
        "links": sorted({(k.ref_type, k.pmid or k.source) for k in article.links if k.ref_type not in _SILENT_LINKS}),
        "declared": repr(article.declared) if article.declared else None,
    }
    return sha256_hex(json.dumps(content, ensure_ascii=False, sort_keys=True))


def split_passages(
    article: Article,
    version_hash: str,
    split_sentences: SplitSentences,
    count_tokens: CountTokens,
    max_tokens: int = MAX_TOKENS,
) -> tuple[Passage, ...]:
    """Passages in reading order; one without a character for a record that has a title alone, so that it is found by that.

    Each holds whole sentences of one section, at most `max_tokens`, and repeats the last sentence of the one before
    where both fit. A sentence that is itself too long is cut between clauses, or failing that between words. Together
    they cover every character of the sections but white space between sentences.

    Args:
        article: The record; offsets refer to `article.text`.
        version_hash: Its `version_hash_of`, part of each passage id.
        split_sentences: Start and end of each sentence of a text.
        count_tokens: Tokens of a text for the embedding model.
        max_tokens: Upper bound per passage.
    """
    text = article.text
    passages: list[Passage] = []
    for section, start, end in article.section_spans():
        sentences = _sentences(text[start:end], split_sentences)
        fitting = [piece for span in sentences for piece in _fitting(text[start:end], span, count_tokens, max_tokens)]
        for first, last in _grouped(text[start:end], fitting, count_tokens, max_tokens):
            number = len(passages)
            passages.append(
                Passage(
                    passage_id=f"{article.article_id}:{version_hash[:12]}:{number}",
                    article_id=article.article_id,
                    version_hash=version_hash,
                    ordinal=number,
                    label=section.label,
                    start=start + first,
                    end=start + last,
                    text=text[start + first : start + last],
                )
            )
    if not text and article.title:
        name = f"{article.article_id}:{version_hash[:12]}:0"
        passages.append(Passage(name, article.article_id, version_hash, 0, None, 0, 0, ""))
    return tuple(passages)


def _sentences(words: str, split_sentences: SplitSentences) -> list[Span]:
    """Sentence spans without gaps: a character that the splitter left out belongs to the sentence before it."""
    starts = sorted({max(0, start) for start, end in split_sentences(words) if start < end and start < len(words)})
    edges = [0, *[s for s in starts if s > 0], len(words)]
    return [span for first, last in pairwise(edges) if (span := _stripped(words, first, last))]


def _stripped(words: str, start: int, end: int) -> Span | None:
    part = words[start:end]
    start += len(part) - len(part.lstrip())
    end -= len(part) - len(part.rstrip())
    return (start, end) if start < end else None


def _grouped(words: str, sentences: list[Span], count: CountTokens, limit: int) -> Iterator[Span]:
    """Runs of sentences within the limit, each beginning with the last sentence of the run before where that fits."""
    first = 0
    while first < len(sentences):
        last = first
        start = sentences[first][0]
        while last + 1 < len(sentences) and count(words[start : sentences[last + 1][1]]) <= limit:
            last += 1
        yield (start, sentences[last][1])
        overlaps = (
            last > first
            and last + 1 < len(sentences)
            and count(words[sentences[last][0] : sentences[last + 1][1]]) <= limit
        )
        first = last if overlaps else last + 1


def _fitting(words: str, span: Span, count: CountTokens, limit: int) -> Iterator[Span]:
    """The span itself if it is short enough, else its pieces."""
    start, end = span
    while count(words[start:end]) > limit:
        cut = _cut(words, start, end, count, limit)
        piece = _stripped(words, start, cut)
        if piece:
            yield piece
        rest = _stripped(words, cut, end)
        if rest is None:
            return
        start, end = rest
    yield (start, end)


def _cut(words: str, start: int, end: int, count: CountTokens, limit: int) -> int:
    """Where to cut: after the last clause that fits, else before the last word that fits, else between characters."""
    spaces = [n for n in range(start + 1, end) if words[n].isspace()]
    fits = bisect_right(spaces, limit, key=lambda n: count(words[start:n]))
    if fits == 0:
        characters = range(start + 1, spaces[0] if spaces else end)
        return start + max(1, bisect_right(characters, limit, key=lambda n: count(words[start:n])))
    for n in reversed(spaces[fits // 2 : fits]):
        if words[n - 1] in _CLAUSE_ENDS:
            return n
    return spaces[fits - 1]
