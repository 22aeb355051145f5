"""Screens of text that comes in: personal data, adverse events, complaints, planted instructions."""
