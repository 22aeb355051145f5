"""Settings of the model: absent by default, secrets hidden, questions only over safe ways."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from assistant.settings import ModelSettings


def test_without_variables_there_is_no_model() -> None:
    assert ModelSettings(_env_file=None).model is None


def test_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "": "llama",
        "_BASE_URL": "http://localhost:8080/v1/",
        "_API_KEY": "sk-1",
        "_TEMPERATURE": "none",
    }.items():
        monkeypatch.setenv(f"CALLPREP_MODEL{name}", value)
    settings = ModelSettings(_env_file=None)
    assert (settings.model, settings.model_base_url, settings.model_temperature) == (
        "llama",
        "http://localhost:8080/v1",
        None,
    )
    assert "sk-1" not in repr(settings)


@pytest.mark.parametrize("blank", ["", "  "])
def test_blank_values_count_as_absent(monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    monkeypatch.setenv("CALLPREP_MODEL", blank)
    monkeypatch.setenv("CALLPREP_MODEL_API_KEY", blank)
    settings = ModelSettings(_env_file=None)
    assert (settings.model, settings.model_api_key) == (None, None)


@pytest.mark.parametrize(
    "url",
    [
        "https://models.example.org/v1",
        "http://127.0.0.1:1/v1",
        "http://[::1]/v1",
        "http://10.0.0.5/v1",
        "http://vllm:8000",
    ],
)
def test_safe_addresses(url: str) -> None:
    assert ModelSettings(_env_file=None, model_base_url=url).model_base_url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://models.example.org/v1",
        "http://8.8.8.8/v1",
        "https://user:word@models.example.org/v1",
        "https://models.example.org/v1?key=1",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "models.example.org",
        "",
    ],
)
def test_unsafe_addresses(url: str) -> None:
    with pytest.raises(ValidationError):
        ModelSettings(_env_file=None, model_base_url=url)


def test_a_secret_in_the_address_is_not_repeated_in_the_error() -> None:
    with pytest.raises(ValidationError) as caught:
        ModelSettings(_env_file=None, model_base_url="https://user:hunter2@models.example.org/v1")
    assert "hunter2" not in str(caught.value)


def test_frozen() -> None:
    with pytest.raises(ValidationError):
        ModelSettings(_env_file=None).model = "x"  # type: ignore[misc]
