"""The private mark that only the gate puts on what it releases."""

TOKEN = object()
