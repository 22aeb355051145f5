"""Measures the product through its public faces."""
