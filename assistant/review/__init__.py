"""Review: who must agree, what states follow, how new a text is, what changed between versions."""
