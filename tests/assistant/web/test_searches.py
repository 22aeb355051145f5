"""Saved searches: news since the last look, told to their owner alone, and each week in one digest."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.errors import NotFound, UsageError
from assistant.jobs.worker import Worker
from assistant.reviewing import JobState
from assistant.service.job_runs import run_job
from assistant.service.jobs import enqueue
from assistant.service.schedule import enqueue_due
from assistant.service.search_digest import digest_text
from assistant.service.searches import WEEK, digest, drop_search, look_again, save_search, see_alert
from assistant.users import UserRole
from guardrails import Released
from ingest import AbstractSection, Article, Integrity, PublicationType, TextOrigin
from tests.assistant.web.site import Site

QUESTION = "nabiximols opioid-refractory cancer pain"


def trial(number: int, words: str = "", integrity: str = "") -> Article:
    text = f"Nabiximols and opioid-refractory cancer pain in a randomized trial. {words}"
    kind = PublicationType("D016441", "Retracted Publication") if integrity else PublicationType("D016449", "Trial")
    return Article(
        article_id=f"9900000{number}", pmid=f"9900000{number}", title="Nabiximols for opioid-refractory cancer pain",
        sections=(AbstractSection(None, None, text),), text_origin=TextOrigin.ABSTRACT, kind="article",
        journal="J Invented", year=2026, publication_types=(kind,),
    )  # fmt: skip


def test_news_is_what_is_new_revised_or_fell_since_the_last_look(site: Site) -> None:
    user, library = site.person("msl.saver", UserRole.MSL), site.rooms.library
    library.add([trial(1)], "test")
    search = save_search(site.rooms, user, QUESTION)
    assert "99000001" in search.known
    assert look_again(site.rooms, search, site.rooms.clock()) is None
    (search,) = site.rooms.searches.searches(user.user_id)
    library.add([trial(1, "Revised."), trial(2)], "test")
    past = replace(search, looked_at=search.looked_at - timedelta(days=3650))
    alert = look_again(site.rooms, past, site.rooms.clock())
    assert alert
    assert alert.news == {"new": ["99000002"], "changed": ["99000001"], "fallen": []}
    (search,) = site.rooms.searches.searches(user.user_id)
    library.add([trial(2, integrity="retracted")], "test")
    assert library.articles(["99000002"])["99000002"].integrity is Integrity.RETRACTED
    fell = look_again(site.rooms, search, site.rooms.clock())
    assert fell
    assert fell.news["fallen"] == ["99000002"]
    week = digest(site.rooms, user.user_id, site.rooms.clock())
    assert week
    assert week.news == {"new": ["99000002"], "changed": ["99000001"], "fallen": ["99000002"]}
    assert digest(site.rooms, user.user_id, site.rooms.clock() + 2 * WEEK) is None

    client, csrf = site.browser(user)
    text = client.get("/searches").text
    assert "Weekly digest" in text
    assert "Retracted" in text
    assert client.post("/searches", data={"csrf": csrf, "act": "seen", "alert": fell.alert_id}).status_code == 303
    other = site.browser(site.person("msl.other", UserRole.MSL))[0]
    assert "Weekly digest" not in other.get("/searches").text
    assert site.api(site.person("msl.other", UserRole.MSL)).get("/api/v1/alerts").json()["total"] == 0
    assert site.api(user).get("/api/v1/alerts").json()["total"] == 3
    made = digest_text(site.rooms, user, week.alert_id, site.rooms.clock())
    assert isinstance(made, Released), made.verdict.findings
    assert not made.withheld, made.withheld
    sent = client.post("/searches", data={"csrf": csrf, "act": "text", "alert": week.alert_id})
    assert sent.status_code == 303
    text = client.get(sent.headers["location"]).text
    assert QUESTION in text
    assert "PMID 99000001" in text
    assert text.index("Revised:") < text.index("Not to be cited any more (retracted):") < text.index("PMID 99000002")
    assert "New:" not in text, "what fell in the same week is not announced as new"
    other_csrf = site.browser(site.person("msl.other", UserRole.MSL))[1]
    stolen = other.post("/searches", data={"csrf": other_csrf, "act": "text", "alert": week.alert_id})
    assert stolen.status_code in (403, 404)
    with pytest.raises(NotFound):
        see_alert(site.rooms, site.person("msl.other", UserRole.MSL), week.alert_id)
    with pytest.raises(NotFound):
        drop_search(site.rooms, site.person("msl.other", UserRole.MSL), search.search_id)
    with pytest.raises(UsageError):
        save_search(site.rooms, user, " ")


def test_a_saved_question_keeps_no_personal_data(site: Site) -> None:
    user = site.person("msl.phi", UserRole.MSL)
    made = site.api(user).post("/api/v1/searches", json={"question": "pain of Mrs. Adele Braun, born 3 April 1961"})
    assert made.status_code == 201
    assert "Braun" not in made.json()["question"]
    assert site.api(user).delete(f"/api/v1/searches/{made.json()['search_id']}").status_code == 200


def test_digests_and_follow_ups_come_due_by_themselves(site: Site) -> None:
    user = site.person("msl.weekly", UserRole.MSL)
    save_search(site.rooms, user, QUESTION)
    enqueue_due(site.rooms)
    assert enqueue_due(site.rooms) == ()
    worker = Worker(site.rooms.jobs, lambda job, steps: run_job(site.rooms, job, steps), site.rooms.clock)
    while worker.work_once():
        pass
    done = site.rooms.jobs.newest("digest", user.user_id)
    assert done
    assert (done.state, done.result["searches"]) == (JobState.DONE, 1)
    followed = site.rooms.jobs.newest("cascade")
    assert followed
    assert followed.state is JobState.DONE
    tomorrow = replace(site.rooms, clock=lambda: site.rooms.clock() + timedelta(days=1))
    kinds = {site.rooms.jobs.job(key).kind for key in enqueue_due(tomorrow)}  # type: ignore[union-attr]
    assert kinds == {"cascade", "alerts"}
    while worker.work_once():
        pass


def test_a_checkpoint_spares_searches_that_were_asked(site: Site) -> None:
    user = site.person("msl.twice", UserRole.MSL)
    first, second = (save_search(site.rooms, user, f"{QUESTION} {n}") for n in ("one", "two"))
    job = enqueue(site.rooms, user, "alerts", {})
    resumed = replace(job, checkpoint={"seen": [first.search_id], "raised": []})
    later = replace(site.rooms, clock=lambda: site.rooms.clock() + timedelta(hours=1))

    class Silent:
        checkpoint = resumed.checkpoint

        def reached(self, step: str, done: int, total: int, **checkpoint: object) -> None:
            return

    run_job(later, resumed, Silent())  # type: ignore[arg-type]
    looked = {s.search_id: s.looked_at for s in site.rooms.searches.searches(user.user_id)}
    assert looked[first.search_id] == first.looked_at
    assert looked[second.search_id] > second.looked_at
    site.rooms.jobs.cancel(job.job_id, site.rooms.clock())
