"""Rows of everything but the library: accounts, claims, requests, drafts, sign-offs, safety reports, audit."""
