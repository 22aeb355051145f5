"""How an outcome is shown: JSON, a table on the terminal, one self-contained HTML page."""
