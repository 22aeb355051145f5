from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from assistant.home import AppSettings
from assistant.settings import ModelSettings, ServerSettings
from ingest import EntrezSettings

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"


def test_the_example_names_every_setting_and_no_other() -> None:
    named = [
        line.split("=", 1)[0]
        for line in EXAMPLE.read_text(encoding="utf-8").splitlines()
        if line.startswith("CALLPREP_")
    ]
    every = (AppSettings, EntrezSettings, ModelSettings, ServerSettings)
    fields = [f"CALLPREP_{name.upper()}" for cls in every for name in cls.model_fields]
    assert named == fields


@pytest.mark.parametrize("settings", [AppSettings, EntrezSettings, ModelSettings, ServerSettings])
def test_every_setting_says_what_it_is_for(settings: type[BaseSettings]) -> None:
    assert all(field.description for field in settings.model_fields.values())
