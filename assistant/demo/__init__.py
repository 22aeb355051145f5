"""The demo: an invented company, real publications as digests, one command."""
