"""Door of uvicorn: answer until told to stop, then end within seconds."""

from __future__ import annotations

import sys
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

GRACE_S = 5
"""Seconds a request under way gets after the word to stop; `docker stop` kills after 10 where nothing else is said."""

SWITCH_S = 0.0005
"""Seconds a thread keeps the interpreter while others want it. A search comes back from a database or index two dozen
times; at Python's usual 0.005 a draft beside it would let it wait a tenth of a second in all."""


def listen(app: FastAPI, host: str, port: int) -> None:
    """Answer until a signal comes; then open streams end themselves, and requests under way get `GRACE_S` seconds."""
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=GRACE_S
    )
    sys.setswitchinterval(SWITCH_S)
    server = uvicorn.Server(config)
    app.state.stopping = lambda: server.should_exit
    with suppress(KeyboardInterrupt):  # uvicorn raises again what it caught: Ctrl-C ends as quietly as SIGTERM
        server.run()
