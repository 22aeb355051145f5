"""How a question was searched, in counts that add up: matched = used + set aside + excluded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.domain import Query, SearchLog
from ingest import LibraryStatus


def write_log(
    query: Query,
    status: LibraryStatus,
    *,
    search_id: str,
    used: int,
    set_aside: Sequence[str],
    excluded: Sequence[str],
) -> SearchLog:
    """The log of one search; `set_aside` holds one reason per record."""
    terms = [c.surface for c in query.concepts if not c.concept_id.startswith(("context.", "comparator."))]
    counted = Counter(set_aside)
    return SearchLog(
        search_id=search_id,
        question=query.text,
        terms=tuple(dict.fromkeys((*terms, *query.expansion))) or (query.text,),
        filters=query.filters,
        snapshot_id=status.snapshot_id,
        searched=status.articles,
        matched=used + len(set_aside) + len(excluded),
        used=used,
        set_aside=tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))),
        excluded_integrity=tuple(excluded),
        words_only=status.embedder is None,
    )
