"""Measurements: each takes checked cases and the part it measures, and gives an Outcome."""
