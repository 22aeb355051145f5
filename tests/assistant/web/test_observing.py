"""One id ties an answer, its log line, its audit entries and the work it begins; metrics count without naming anybody."""

import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.jobs.worker import Worker
from assistant.logs import JsonLines
from assistant.service.job_runs import run_job
from assistant.users import UserRole
from assistant.web.app import create_app
from tests.assistant.web.site import BASE, Site
from tests.assistant.web.visits import MODEL_CALLS

TRACE = "0f8fad5b-d9cb-469f-a165-70867728950e"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PLANTED = ("Zwiebelkuchen", "zwiebel@example.org", "cp_S3cretS3cretS3cretS3cretS3cret", "lemongrass")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a service would write to standard error, from DEBUG on."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def rows(log: io.StringIO, event: str) -> list[dict[str, Any]]:
    return [row for row in map(json.loads, log.getvalue().splitlines()) if row["event"] == event]


def test_a_well_formed_id_goes_through_answer_log_job_and_audit(site: Site, log: io.StringIO) -> None:
    client = site.api(UserRole.ACCOUNT_MANAGER)
    answer = client.post("/api/v1/jobs", json={"kind": "packs", "day": "2031-03-03"}, headers={"X-Request-ID": TRACE})
    assert answer.headers["X-Request-ID"] == TRACE
    job_id = answer.json()["job_id"]
    worker = Worker(site.rooms.jobs, lambda job, steps: run_job(site.rooms, job, steps), site.rooms.clock)
    while worker.work_once():
        pass
    (request,) = [row for row in rows(log, "request") if row["trace_id"] == TRACE]
    assert (request["route"], request["method"], request["status"]) == ("/api/v1/jobs", "POST", 202)
    (done,) = [row for row in rows(log, "job") if row["job"] == job_id]
    assert (done["trace_id"], done["kind"], done["state"]) == (TRACE, "packs", "done")
    (queued,) = site.rooms.audit.search(about=TRACE)
    assert (queued.action, queued.detail["job"]) == ("job.queued", job_id)
    assert site.rooms.audit.first_bad() is None


def test_what_a_job_does_carries_the_id_of_who_began_it(site: Site) -> None:
    trace = "11111111-2222-4333-8444-555555555555"
    client = site.api(UserRole.ACCOUNT_MANAGER)
    client.post("/api/v1/jobs", json={"kind": "packs", "day": "2026-11-18"}, headers={"X-Request-ID": trace})
    worker = Worker(site.rooms.jobs, lambda job, steps: run_job(site.rooms, job, steps), site.rooms.clock)
    while worker.work_once():
        pass
    assert len([e for e in site.rooms.audit.search(about=trace) if e.action.startswith("draft.")]) >= 3


@pytest.mark.parametrize("sent", ["", "Zwiebelkuchen", "x" * 500, "cp_S3cretS3cretS3cretS3cretS3cret", TRACE + "0"])
def test_an_id_of_another_form_is_replaced(site: Site, sent: str) -> None:
    found = site.client().get("/healthz", headers={"X-Request-ID": sent}).headers["X-Request-ID"]
    assert UUID.fullmatch(found)
    assert found != sent


def test_nothing_planted_reaches_the_log(site: Site, log: io.StringIO) -> None:
    name, mail, key, word = PLANTED
    client = site.api(UserRole.MSL)
    client.get(f"/api/v1/records/{name}?q={mail}", headers={"X-Request-ID": key, "User-Agent": name, "Referer": mail})
    client.post("/api/v1/ask", json={"question": f"Does {word} oil help {name} ({mail})?", "kind": name})
    client.post("/api/v1/ask", json={"question": f"Does {word} oil help {name} ({mail}) against nausea?"})
    client.post("/api/v1/check", json={"text": f"{name} wrote to {mail}: {word} cures everything."})
    client.get(f"/{name}/{mail}")
    client.get("/api/v1/library", headers={"Authorization": f"Bearer {key}"})
    browser = site.client()
    browser.post("/sign-in", data={"login": mail, "password": key})
    browser.cookies.set("__Host-callprep", key)
    browser.get(f"/documents/{name}")
    assert len(rows(log, "request")) >= 7
    text = log.getvalue().lower()
    assert not [planted for planted in PLANTED if planted.lower() in text]


def test_an_error_on_our_side_has_the_id_the_headers_and_no_words(site: Site, log: io.StringIO) -> None:
    class Broken:
        def held(self) -> None:
            raise ZeroDivisionError(PLANTED[0])

    app = create_app(replace(site.rooms, library=Broken()))  # type: ignore[arg-type]
    client = TestClient(app, raise_server_exceptions=False, base_url=BASE)
    answer = client.get("/readyz", headers={"X-Request-ID": TRACE})
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (500, TRACE)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (row,) = rows(log, "unexpected error %s")
    assert (row["trace_id"], row["error"][0]) == (TRACE, "ZeroDivisionError")
    assert PLANTED[0] not in log.getvalue()


def metrics_of(site: Site) -> dict[str, float]:
    page = site.api(UserRole.ADMIN, scopes=("metrics",)).get("/metrics")
    assert page.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in page.text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_metrics_count_requests_records_work_and_drafts(site: Site) -> None:
    before = metrics_of(site)
    site.api(UserRole.MSL).post("/api/v1/ask", json={"question": "Does CBD reduce nausea?"})
    site.client().get("/Zwiebelkuchen")
    after = metrics_of(site)
    counted = 'callprep_request_seconds_count{method="POST",route="/api/v1/ask",status="%s"}'
    asked = sum(after.get(counted % s, 0) - before.get(counted % s, 0) for s in ("200", "409"))
    assert asked == 1
    none = 'callprep_request_seconds_count{method="GET",route="none",status="404"}'
    assert after[none] == before.get(none, 0) + 1
    assert after["callprep_library_articles"] == site.rooms.library.status().articles > 0
    assert after["callprep_audit_entries"] > before["callprep_audit_entries"]
    drafts = {name: value for name, value in after.items() if name.startswith("callprep_drafts{")}
    assert sum(drafts.values()) == len(site.rooms.documents.drafts()) > 0
    assert after["callprep_home_free_bytes"] > 0


def test_metrics_price_the_calls_of_a_model(site: Site) -> None:
    row = {
        "draft_key": "k1", "model": "m", "purpose": "plan", "prompt": "plan.v1", "requests": 1, "input_tokens": 1000,
        "output_tokens": 50, "cost": 0.25, "latency_ms": 1500.0, "outcome": "ok",
    }  # fmt: skip
    site.rooms.model_ledger.add(row)
    site.rooms.model_ledger.add({**row, "purpose": "answer", "cost": None, "outcome": "DrafterUnavailable"})
    (draft,) = site.api(UserRole.ADMIN).get("/api/v1/model-costs").json()["items"]
    assert (draft["calls"], draft["failed"], draft["cost"], draft["latency_ms"]) == (2, 1, None, 3000.0)
    now = metrics_of(site)
    assert now['callprep_model_requests_total{model="m",outcome="ok"}'] == 1
    assert now['callprep_model_seconds_total{model="m",outcome="DrafterUnavailable"}'] == 1.5
    assert now['callprep_model_tokens_total{direction="input",model="m"}'] == 2000
    assert now['callprep_model_cost_total{model="m"}'] == 0.25
    assert now['callprep_model_drafts_total{model="m"}'] == 1


def test_a_page_tells_what_each_draft_by_a_model_cost(own_site: Site) -> None:
    admin, _ = own_site.browser(UserRole.ADMIN)
    assert 'href="/model-costs"' in admin.get("/admin").text
    assert "No model was asked" in admin.get("/model-costs").text
    for call in MODEL_CALLS:
        own_site.rooms.model_ledger.add(call)
    page = re.sub(r"<[^>]+>", " ", admin.get("/model-costs").text)
    assert re.search(r"example-model-large\s+answered\s+1\s+1\s+14,200\s+950\s+0\.0570\s+8\.4", page)
    assert re.search(r"example-model-small\s*,\s+1b77e2d9c064\s+3\s+1\s+9,000\s+0\s+no price\s+30\.0", page)


def test_a_key_for_metrics_opens_nothing_else(site: Site) -> None:
    scraper = site.api(UserRole.ADMIN, scopes=("metrics",))
    assert scraper.get("/metrics").status_code == 200
    assert scraper.get("/api/v1/users").status_code == 403
    assert site.client().get("/metrics").status_code == 401
