"""The door of HTTP: JSON API and plain pages over the same use cases as the command line."""
