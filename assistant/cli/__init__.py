"""The command line: parse, call one use case, print. stdout is the result, stderr the talk."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Entry point of `callprep`. Expected errors are one line on stderr; exit 0 done, 1 failed, 2 usage, 3 not released."""
    # Comparing vectors waits for memory: a second thread of the matrix library doubles its processor time and waits for the
    # first where the other core has work. Read when numpy is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from assistant.cli.app import app
    from assistant.cli.failing import exit_code, is_expected

    try:
        app()
    except Exception as exc:
        if not is_expected(exc):
            raise
        print(f"callprep: {' '.join(str(exc).split())}", file=sys.stderr)  # noqa: T201
        raise SystemExit(exit_code(exc)) from None
