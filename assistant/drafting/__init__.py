"""Drafters: from an evidence pack to cited statements."""
