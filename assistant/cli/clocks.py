"""Whether this machine's clock agrees with the others that an installation knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from assistant.cli.doctor import Row, found
from assistant.home import AppSettings

MOST = timedelta(minutes=1)
"""Half of a lease: beyond, one machine takes over work that another is still doing."""
_TIMEOUT_S = 5.0


def clock_row(settings: AppSettings) -> Row:
    """The largest difference to any clock at hand; what does not answer is a matter of another probe."""
    apart = {name: other - datetime.now(UTC) for name, other in _clocks(settings) if other is not None}
    newest = _newest_entry(settings)
    if newest is not None and newest - datetime.now(UTC) > MOST:
        apart["newest audit entry"] = newest - datetime.now(UTC)
    if not apart:
        return found("clock", "no other clock at hand to compare with")
    name, most = max(apart.items(), key=lambda pair: abs(pair[1]))
    state = f"{most.total_seconds():+.0f} s to {name}"
    mend = (
        "set the clocks by NTP (timedatectl set-ntp true), then restart the service: times in signatures depend on it"
    )
    return found("clock", state, abs(most) <= MOST, mend)


def _clocks(settings: AppSettings) -> Iterator[tuple[str, datetime | None]]:
    from assistant.settings import ModelSettings

    if settings.database_url is not None:
        yield "the database", _of_database(settings)
    if settings.chroma_url:
        yield "the Chroma server", _of_web(settings.chroma_url)
    model = ModelSettings()
    if model.model is not None:
        yield "the model endpoint", _of_web(model.model_base_url)


def _of_web(address: str) -> datetime | None:
    """The `Date` of whatever is answered; no key is sent."""
    import httpx2

    try:
        answer = httpx2.head(address, timeout=_TIMEOUT_S, trust_env=False, follow_redirects=False)
        return parsedate_to_datetime(answer.headers["date"]).astimezone(UTC)
    except (httpx2.HTTPError, KeyError, ValueError):
        return None


def _of_database(settings: AppSettings) -> datetime | None:
    from sqlalchemy import func, select
    from sqlalchemy.exc import DBAPIError

    from assistant.engine import make_engine

    engine = make_engine(settings.sql_url())
    try:
        with engine.connect() as connection:
            if engine.dialect.name != "postgresql":
                return None
            at: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
            return at
    except DBAPIError:
        return None
    finally:
        engine.dispose()


def _newest_entry(settings: AppSettings) -> datetime | None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    from assistant.engine import make_engine

    engine = make_engine(settings.sql_url())
    try:
        with engine.execution_options(read_only=True).begin() as connection:
            at = connection.execute(text("SELECT at FROM audit_events ORDER BY seq DESC LIMIT 1")).scalar()
    except DBAPIError:
        return None
    finally:
        engine.dispose()
    return datetime.fromisoformat(at).astimezone(UTC) if at else None
