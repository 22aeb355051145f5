"""Metrics: pure functions of what was found and what was judged."""
