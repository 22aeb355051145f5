"""What live PubMed needs to know about us: who asks, how fast, how long to wait."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.addresses import refuse_disguised
from ingest.errors import NotConfigured
from ingest.secret_files import secrets_folder

NCBI = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class EntrezSettings(BaseSettings):
    """Settings of live PubMed, from `CALLPREP_ENTREZ_*` variables or `.env`. A blank value counts as not given."""

    model_config = SettingsConfigDict(
        env_prefix="CALLPREP_",
        secrets_dir=secrets_folder(),
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    entrez_email: str | None = Field(None, description="Address NCBI writes to before it blocks a caller")
    entrez_api_key: SecretStr | None = Field(None, description="NCBI key: 10 requests a second instead of 3")
    entrez_tool: str = Field(
        "callprep", pattern=r"^[A-Za-z0-9_.-]+$", description="Program name sent with each request"
    )
    entrez_base_url: str = Field(NCBI, description="E-utilities address; another one for a proxy")
    entrez_timeout_s: float = Field(30.0, gt=0, le=600, description="Longest silence within one exchange")
    entrez_deadline_s: float = Field(180.0, gt=0, le=3600, description="Longest time for one whole answer")
    entrez_attempts: int = Field(6, ge=1, le=20, description="How often one request is tried before giving up")
    entrez_max_wait_s: float = Field(60.0, gt=0, le=600, description="Longest pause between two tries")
    entrez_page_size: int = Field(200, ge=1, le=500, description="Records fetched at a time")
    entrez_requests_per_second: int | None = Field(None, ge=1, le=10, description="Lower the pace; never raises it")
    entrez_max_answer_mb: int = Field(64, ge=1, le=1024, description="Answers larger than this are refused")

    @field_validator("entrez_email", "entrez_api_key", mode="before")
    @classmethod
    def _blank_is_absent(cls, value: object) -> object:
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        return None if isinstance(plain, str) and not plain.strip() else value

    @field_validator("entrez_email")
    @classmethod
    def _looks_like_an_address(cls, value: str | None) -> str | None:
        if value is not None and ("@" not in value or any(c.isspace() for c in value.strip())):
            raise ValueError("not an e-mail address")
        return value.strip() if value else None

    @model_validator(mode="after")
    def _key_travels_encrypted(self) -> EntrezSettings:
        parts = urlsplit(self.entrez_base_url)
        refuse_disguised(parts.hostname or "")
        if parts.scheme == "https" and parts.hostname:
            return self
        if parts.scheme == "http" and parts.hostname in LOOPBACK:
            return self
        raise ValueError("entrez_base_url must start with https:// (http:// only for this machine)")

    @property
    def requests_per_second(self) -> int:
        """NCBI's limit for us (3 without key, 10 with), or less where the settings ask for less."""
        allowed = 10 if self.entrez_api_key else 3
        return min(allowed, self.entrez_requests_per_second or allowed)

    def require_email(self) -> str:
        """The caller's address.

        Raises:
            NotConfigured: none is set; NCBI asks for one with each request.
        """
        if self.entrez_email is None:
            raise NotConfigured(
                "Live PubMed needs an e-mail address and none is set (CALLPREP_ENTREZ_EMAIL=None): "
                "put CALLPREP_ENTREZ_EMAIL=you@example.org in .env, or ingest downloaded files instead"
            )
        return self.entrez_email
