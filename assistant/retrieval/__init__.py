"""From a question to graded evidence: `understand.understand`, then `retrieve.retrieve` (a pack) or `retrieve.search` (hits)."""
