"""From a question to graded evidence: `understand`, then `retrieve` (a pack) or `search` and `survey` (hits)."""
