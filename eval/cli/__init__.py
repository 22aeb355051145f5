"""The command line of the bench: parse, measure, print. stdout is the result, stderr the talk."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of `callprep-eval`. Expected errors are one line on stderr; exit 0 done, 1 failed, 2 usage, 3 a limit broken."""
    from eval.cli.app import app
    from eval.errors import EvalError, UsageError

    try:
        app()
    except EvalError as exc:
        print(f"callprep-eval: {' '.join(str(exc).split())}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2 if isinstance(exc, UsageError) else 1) from None
    except BrokenPipeError:
        raise SystemExit(1) from None
