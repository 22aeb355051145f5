"""Settings of live PubMed: blank is absent, secrets stay hidden, addresses are safe."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from ingest import EntrezSettings


def test_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLPREP_ENTREZ_EMAIL", " dev@example.org ")
    monkeypatch.setenv("CALLPREP_ENTREZ_API_KEY", "secret-key")
    settings = EntrezSettings(_env_file=None)
    assert settings.entrez_email == "dev@example.org"
    assert "secret-key" not in repr(settings)


@pytest.mark.parametrize("blank", ["", "  "])
def test_blank_values_count_as_absent(monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    monkeypatch.setenv("CALLPREP_ENTREZ_EMAIL", blank)
    monkeypatch.setenv("CALLPREP_ENTREZ_API_KEY", blank)
    settings = EntrezSettings(_env_file=None)
    assert (settings.entrez_email, settings.entrez_api_key) == (None, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("entrez_email", "nobody"),
        ("entrez_base_url", "http://eutils.example.org"),
        ("entrez_base_url", "ftp://127.0.0.1/"),
        ("entrez_base_url", "file:///etc/passwd"),
        ("entrez_tool", "two words"),
        ("entrez_timeout_s", 0),
        ("entrez_page_size", 10_000),
        ("entrez_requests_per_second", 11),
    ],
)
def test_out_of_bounds_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        EntrezSettings(_env_file=None, **{field: value})


def test_a_key_is_not_repeated_in_an_error() -> None:
    with pytest.raises(ValidationError) as caught:
        EntrezSettings(_env_file=None, entrez_api_key="secret-key", entrez_base_url="ftp://127.0.0.1/secret-path")
    assert "secret" not in str(caught.value)


def test_frozen() -> None:
    with pytest.raises(ValidationError):
        EntrezSettings(_env_file=None).entrez_email = "x@example.org"  # type: ignore[misc]
