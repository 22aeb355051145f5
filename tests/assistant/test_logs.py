"""A log line is one JSON object made of words of the code: whatever else is handed to a logger stays out."""

import ast
import io
import json
import logging
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from assistant.logs import JsonLines, plain
from assistant.tracing import traced

ROOT = Path(__file__).parents[2]
PLANTED = (
    "Annegret Zwiebelkuchen",
    "a.zwiebel@example.org",
    "cp_S3cretS3cretS3cretS3cret",
    "MRN 00451179",
    "nausea\nin line two",
)


@pytest.fixture
def lines() -> tuple[logging.Handler, io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    return handler, stream


def logged(lines: tuple[logging.Handler, io.StringIO], name: str, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
    handler, stream = lines
    logger = logging.getLogger(name)
    logger.addHandler(handler)
    try:
        logger.error(*args, **kwargs)
    finally:
        logger.removeHandler(handler)
    text = stream.getvalue()
    assert not [planted for planted in PLANTED if planted in text or json.dumps(planted)[1:-1] in text], text
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("planted", PLANTED)
def test_nothing_planted_comes_through_an_argument_a_field_or_an_error(
    lines: tuple[logging.Handler, io.StringIO], planted: str
) -> None:
    try:
        try:
            raise KeyError(planted)
        except KeyError as exc:
            raise ValueError(f"cannot read {planted}") from exc
    except ValueError as exc:
        rows = logged(
            lines, "assistant.x", "read %s of %s", planted, {"who": planted}, exc_info=exc,
            extra={"fields": {"job": planted, "ms": 3.5}},
        )  # fmt: skip
    assert len(rows) == 1
    row = rows[0]
    assert (row["event"], row["values"], row["ms"]) == ("read %s of %s", ["<str>", "<dict>"], 3.5)
    assert row["error"] == ["ValueError", "KeyError"]
    assert row["places"][0].startswith("assistant/test_logs.py:")


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.parametrize("library", ["sqlalchemy.engine", "uvicorn.error", "py.warnings", "asyncio"])
def test_what_a_library_says_is_told_by_its_place_alone(
    lines: tuple[logging.Handler, io.StringIO], library: str, planted: str
) -> None:
    (row,) = logged(lines, library, f"bad value {planted}: %s", planted)
    assert row["logger"] == library
    assert row["event"].startswith("test_logs:")
    assert "values" not in row


def test_numbers_and_our_own_ids_are_told(lines: tuple[logging.Handler, io.StringIO]) -> None:
    with traced("0f8fad5b-d9cb-469f-a165-70867728950e"):
        (row,) = logged(lines, "ingest.x", "%s %s %s %s", "J-0a1b2c3d4e", "31234567", 7, 0.5)
    assert row["values"] == ["J-0a1b2c3d4e", "31234567", 7, 0.5]
    assert row["trace_id"] == "0f8fad5b-d9cb-469f-a165-70867728950e"
    assert row["at"].endswith("+00:00")


@pytest.mark.parametrize("text", ["Zwiebelkuchen", "J-Zwiebel", "5551234567890", "a@b.c", "sk-1234567890abcdef", ""])
def test_a_text_is_no_id(text: str) -> None:
    assert plain(text) == "<str>"


def test_every_message_of_the_code_is_a_constant() -> None:
    """Which is why the formatter may print it."""
    seen = 0
    for path in (p for room in ("assistant", "ingest", "guardrails", "prompts") for p in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in ("logger", "_LOG"):
                message = node.args[1 if node.func.attr == "log" else 0]
                assert isinstance(message, ast.Constant), f"{path}:{node.lineno}"
                seen += 1
    assert seen > 20


def test_a_dying_process_and_thread_leave_lines_too() -> None:
    code = (
        "import threading, warnings\nfrom assistant.logs import configure_logs\nconfigure_logs()\n"
        f"planted = {PLANTED[0]!r}\n"
        "def fall(): raise ValueError(planted)\n"
        "thread = threading.Thread(target=fall); thread.start(); thread.join()\n"
        "warnings.warn(planted)\nfall()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    rows = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.returncode == 1
    assert [row["level"] for row in rows] == ["critical", "warning", "critical"]
    assert PLANTED[0] not in done.stderr


def test_pools_and_repeated_tries_of_libraries_are_quiet_and_their_errors_and_our_warnings_are_not() -> None:
    code = (
        "import logging\nfrom assistant.logs import configure_logs\nconfigure_logs()\n"
        "for name in ('urllib3.connectionpool', 'httpx', 'httpcore.connection', 'chromadb.telemetry', 'assistant.x', 'sqlalchemy.pool',\n"
        "  'assistant.engine.SharedConnections'):\n"
        "    logging.getLogger(name).info('opened')\n"
        "    logging.getLogger(name).warning('the pool is full')\n"
        "logging.getLogger('urllib3').error('lost')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    rows = [(row["logger"], row["level"]) for row in map(json.loads, done.stderr.splitlines())]
    ours = [("assistant.x", "info"), ("assistant.x", "warning")]
    assert rows == [*ours, ("sqlalchemy.pool", "warning"), ("urllib3", "error")]


def test_the_warning_filter_of_the_tests_is_left_alone() -> None:
    """`configure_logs` is for entry points; no test of this process called it."""
    assert warnings.showwarning.__module__ != "logging"
