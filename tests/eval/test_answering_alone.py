"""The demo library of a measurement lies in a folder of its own, whatever database this installation shares with others."""

from pathlib import Path

import pytest

from eval.answering import library_to_ask


def test_a_shared_database_gets_no_demo_from_a_measurement(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shared = tmp_path / "shared.db"
    monkeypatch.setenv("CALLPREP_DATABASE_URL", f"sqlite:///{shared}")
    with library_to_ask(None) as (rooms, name):
        assert name == "demo"
        assert rooms.library.status().articles > 0
    assert not shared.exists()
