"""Every page with something on it: who visits it, at which address. Tests of access and the bench of pages walk this list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.jobs.worker import Worker
from assistant.reviewing import Alert
from assistant.service.job_runs import run_job
from assistant.service.searches import digest, save_search
from assistant.users import UserRole
from ingest import PubMedFetcher
from tests.assistant.web.site import Site

AM, MSL, LEGAL = UserRole.ACCOUNT_MANAGER, UserRole.MSL, UserRole.REVIEWER_LEGAL
QUESTION = "Does CBD prevent chemotherapy-induced peripheral neuropathy?"
NOT_PAGES = {
    "/setup": "open only before the first person is there",
    "/": "leads on to the first page of a role",
    "/login": "leads on to the page where one signs in",
    "/static/{name}": "style, script and icon",
    "/documents/{draft_id}/files/{form}": "a file to keep",
    "/audit/export": "a file to keep",
    "/claims/new/id": "what is said beside a field",
}
"""Addresses that answer with something else than a page of their own, and what that is."""


MODEL_CALLS = (
    {
        "draft_key": "9f31c07a5b2e", "model": "example-model-large", "purpose": "answer", "prompt": "answer.v1", "requests": 1,
        "input_tokens": 14_200, "output_tokens": 950, "cost": 0.057, "latency_ms": 8_400.0, "outcome": "ok",
    },
    {
        "draft_key": "1b77e2d9c064", "model": "example-model-small", "purpose": "answer", "prompt": "answer.v1", "requests": 3,
        "input_tokens": 9_000, "output_tokens": 0, "cost": None, "latency_ms": 30_000.0, "outcome": "DrafterUnavailable",
    },
)  # fmt: skip
"""What a page of costs shows."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One address that a person goes to."""

    page: str
    """The page as the table of routes has it."""
    role: UserRole | None
    """None: nobody in particular."""
    path: str


def visits(site: Site) -> tuple[Visit, ...]:
    """All pages, with documents, a review, and jobs at work and done made for them."""
    made = _made(site)
    return (
        Visit("/sign-in", None, "/sign-in"),
        *(Visit(path.partition("?")[0], AM, path) for path in ("/prepare?day=2026-11-18", "/prepare?day=2026-11-22")),
        *(Visit(path, AM, path) for path in ("/accounts", "/accounts/import", "/ask", "/check", "/tasks", "/safety")),
        *(Visit(path, AM, path) for path in ("/documents", "/jobs", "/more")),
        Visit("/accounts/{account_id}", AM, "/accounts/A-1"),
        Visit("/accounts/{account_id}/log", AM, f"/accounts/A-1/log?pack={made['pack']}"),
        Visit("/accounts/{account_id}/calls/{contact_id}", AM, f"/accounts/A-1/calls/{made['call']}"),
        *(
            Visit("/documents/{draft_id}", AM, f"/documents/{made[key]}")
            for key in ("pack", "brief", "card", "held", "plan", "past")
        ),
        *(Visit("/documents/{draft_id}", MSL, f"/documents/{made[key]}") for key in ("answer", "letter", "digest")),
        *(Visit("/jobs/{job_id}", AM, f"/jobs/{made[key]}") for key in ("done", "waiting")),
        *(Visit(path, MSL, path) for path in ("/requests", "/searches", "/me")),
        *(Visit("/evidence", MSL, path) for path in ("/evidence", "/evidence?q=nabiximols+pain", "/evidence?q=zzzxq")),
        Visit("/evidence/{article_id}", MSL, "/evidence/39016024?start=0&end=60"),
        Visit("/evidence/{article_id}/drawer", MSL, "/evidence/39016024/drawer?start=0&end=60"),
        *(Visit("/claims", LEGAL, path) for path in ("/claims", "/claims?state=expiring")),
        *(Visit("/claims/{claim_id}", role, "/claims/HB-B-001") for role in (MSL, LEGAL)),
        Visit("/claims/new", LEGAL, "/claims/new"),
        Visit("/claims/{claim_id}/edit", LEGAL, "/claims/HB-B-001/edit"),
        *(Visit("/review", LEGAL, path) for path in ("/review", "/review?show=all")),
        *(Visit("/review/{review_id}", role, f"/review/{made['review']}") for role in (LEGAL, AM)),
        Visit("/review/{review_id}", LEGAL, f"/review/{made['review']}?view=changes"),
        *(Visit(path, LEGAL, path) for path in ("/rules", "/audit", "/released")),
        Visit("/safety", UserRole.DRUG_SAFETY, "/safety"),
        Visit("/quality", UserRole.EVALUATOR, "/quality"),
        Visit("/admin", UserRole.ADMIN, "/admin"),
        Visit("/model-costs", UserRole.ADMIN, "/model-costs"),
    )


def worker_of(site: Site, fetcher_of: Callable[[], PubMedFetcher] | None = None) -> Worker:
    """As a service has one."""
    return Worker(site.rooms.jobs, lambda job, steps: run_job(site.rooms, job, steps, fetcher_of), site.rooms.clock)


def worked(site: Site) -> None:
    """What waits in the queue, done."""
    worker = worker_of(site)
    while worker.work_once():
        pass


def _made(site: Site) -> dict[str, str]:
    """Ids of what was made: documents in each state, a changed text under review, a job done and one that waits."""

    def sent(role: UserRole, path: str, **form: str) -> str:
        client, csrf = site.browser(role)
        answer = client.post(path, data={"csrf": csrf, **form})
        assert answer.status_code == 303, (path, answer.text[:500])
        return answer.headers["location"].partition("?")[0].rpartition("/")[2]

    brief = {"act": "brief", "product": "QUILLMERA", "indication": "chemotherapy-induced nausea and vomiting"}
    made = {
        "pack": sent(AM, "/prepare", act="one", account="A-1", hcp="P-1"),
        "brief": sent(AM, "/prepare", **brief),
        "card": sent(AM, "/ask", q=QUESTION),
        "answer": sent(MSL, "/ask", q=QUESTION),
        "letter": sent(MSL, "/requests/MIR-2026-0389", act="letter"),
        "review": sent(AM, "/check", act="review", text="Our oil calms every patient on the ward.", title="Poster"),
        "done": sent(AM, "/prepare", act="day", day="2026-11-18"),
        "plan": sent(AM, "/accounts/A-1/papers", act="plan"),
        "past": sent(AM, "/accounts/A-1/papers", act="review", days="180"),
    }
    for call in MODEL_CALLS:
        site.rooms.model_ledger.add(call)
    made["digest"] = sent(MSL, "/searches", act="text", alert=_digest(site))
    worked(site)
    fainted = "One of her patients fainted after a dose and was admitted."
    call = {"date": "2026-11-17", "channel": "visit", "type": "promotional", "people": "P-1", "note": fainted}
    sent(AM, "/accounts/A-1/log", **call)
    made["call"] = str(next(site.rooms.audit.search(action="contact.logged")).detail["interaction"])
    made["held"] = sent(AM, "/prepare", act="one", account="A-1", hcp="P-1")
    made["waiting"] = sent(AM, "/prepare", act="day", day="2026-11-18")
    change = {"act": "edit", "version": "1", "start": "0", "end": "13", "wording": "Our oil was studied in"}
    sent(LEGAL, f"/review/{made['review']}", **change)
    return made


def _digest(site: Site) -> str:
    """A digest of one saved search that found one new record."""
    owner = site.people[MSL]
    search = save_search(site.rooms, owner, "nabiximols pain")
    news = {"new": ["39016024"], "changed": [], "fallen": []}
    told = Alert("N-0123456789", owner.user_id, "search", search.search_id, site.rooms.clock(), news)
    site.rooms.searches.add_alert(told)
    made = digest(site.rooms, owner.user_id, site.rooms.clock())
    assert made
    return made.alert_id
