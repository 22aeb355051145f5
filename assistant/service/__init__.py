"""Use cases: the one path from a question to a released text. Web, API and command line call these and nothing below."""
