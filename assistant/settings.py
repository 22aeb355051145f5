"""Settings of the language model, without which everything works all the same, and of a service to talk to."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest import refuse_disguised, secrets_folder

_INTERNAL_SUFFIXES = (".local", ".internal", ".localhost")


class ModelSettings(BaseSettings):
    """An OpenAI-compatible endpoint, from `CALLPREP_MODEL*` variables or `.env`. A blank value counts as not given."""

    model_config = SettingsConfigDict(
        env_prefix="CALLPREP_",
        secrets_dir=secrets_folder(),
        env_file=".env",
        env_ignore_empty=True,
        env_parse_none_str="none",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    model: str | None = Field(None, description="Model name as the endpoint knows it; none: no model is used")
    model_base_url: str = Field("https://api.openai.com/v1", description="Address of the endpoint, with /v1")
    model_api_key: SecretStr | None = Field(None, description="Key of the endpoint; local servers need none")
    model_timeout_s: float = Field(60.0, gt=0, le=600, description="Longest silence within one request")
    model_deadline_s: float = Field(120.0, gt=0, le=1800, description="Longest time for one whole answer")
    model_retries: int = Field(2, ge=0, le=5, description="Further tries after a busy or broken connection")
    model_max_tokens: int = Field(1500, ge=100, le=16_000, description="Longest answer, in tokens")
    model_temperature: float | None = Field(0.0, ge=0, le=2, description="none: leave it to the endpoint")
    model_max_statements: int = Field(10, ge=1, le=40, description="Statements kept from one answer")
    model_max_prompt_chars: int = Field(24_000, ge=1_000, le=400_000, description="Passages sent, in characters")
    model_draft_tokens: int = Field(
        60_000, ge=1_000, description="Tokens that one draft may use, all requests together"
    )
    model_draft_s: float = Field(
        240.0, gt=0, le=3600, description="Time that one draft may take, all requests together"
    )
    model_input_price: float | None = Field(None, ge=0, description="Price of a million input tokens, for the ledger")
    model_output_price: float | None = Field(None, ge=0, description="Price of a million output tokens, for the ledger")
    model_max_answer_kb: int = Field(512, ge=16, le=16_384, description="Larger answers are refused")

    @field_validator("model", "model_api_key", mode="before")
    @classmethod
    def _blank_is_absent(cls, value: object) -> object:
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        return None if isinstance(plain, str) and not plain.strip() else value

    @field_validator("model_base_url")
    @classmethod
    def _questions_travel_encrypted(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.username or parts.password or parts.query or not parts.hostname:
            raise ValueError("give host and path only; the key belongs in CALLPREP_MODEL_API_KEY")
        refuse_disguised(parts.hostname)
        if parts.scheme == "https" or (parts.scheme == "http" and _is_internal(parts.hostname)):
            return value.rstrip("/")
        raise ValueError("must start with https:// (http:// only for this machine or a private network)")


class ServerSettings(BaseSettings):
    """A running service that commands talk to in place of this machine's own library."""

    model_config = SettingsConfigDict(
        env_prefix="CALLPREP_",
        secrets_dir=secrets_folder(),
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    server: str | None = Field(None, description="Address of a running service; this machine's own library if empty")
    api_key: SecretStr | None = Field(None, description="Key for that service, made under your name there")


def _is_internal(host: str) -> bool:
    """True for this machine, private addresses, and names that cannot be public."""
    try:
        address = ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(_INTERNAL_SUFFIXES)
    return address.is_private or address.is_loopback
