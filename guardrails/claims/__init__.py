"""Approved claims: their lifecycle, how they are read from files, and how a text is matched with them."""
