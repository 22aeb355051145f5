"""Door of prometheus_client: what an installation does and holds, as text for a Prometheus server."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from assistant.service.measures import Measures, measures
from assistant.service.rooms import Rooms

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)


class Metrics:
    """Counts of this process, and numbers from the stores, read when they are asked for."""

    def __init__(self, rooms: Rooms) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._requests = Histogram(
            "callprep_request_seconds",
            "Time to answer, by route pattern and status.",
            ("method", "route", "status"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)
        self._registry.register(_Stores(rooms))

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def page(self) -> bytes:
        """All of it in the text format 0.0.4."""
        return generate_latest(self._registry)


class _Stores(Collector):
    """Reads the stores at each collection."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand, so that registering does not read the stores."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        now = measures(self._rooms)
        yield _one("callprep_build_info", "Release in use.", 1, {"version": version("callprep")})
        yield from _library(now)
        yield from _queue(now)
        yield from _model(now)
        drafts = GaugeMetricFamily(
            "callprep_drafts", "Drafts kept, by the gate's decision.", labels=("artifact", "decision")
        )
        for (artifact, decision), count in sorted(now.drafts.items()):
            drafts.add_metric((artifact, decision), count)
        yield drafts
        yield _one("callprep_audit_entries", "Entries of the audit trail.", now.audit_entries)
        yield _one("callprep_home_free_bytes", "Free space where the home folder is.", now.free_bytes)


def _library(now: Measures) -> Iterator[Metric]:
    yield _one("callprep_library_articles", "Records in the library.", now.library.articles)
    yield _one("callprep_library_passages", "Passages that can be found.", now.library.passages)
    yield _one("callprep_library_queued", "Passages that words or vectors still lack.", now.library.queued)


def _queue(now: Measures) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("callprep_jobs", "Background work, by state.", labels=("state",))
    for state, count in sorted(now.queue.by_state.items()):
        jobs.add_metric((state,), count)
    yield jobs
    yield _one("callprep_jobs_leases_run_out", "Work whose worker fell silent.", now.queue.leases_run_out)
    yield _one(
        "callprep_jobs_oldest_waiting_seconds", "Age of the oldest waiting work.", now.queue.oldest_waiting_s or 0
    )


def _model(now: Measures) -> Iterator[Metric]:
    about = ("model", "outcome")
    requests = CounterMetricFamily("callprep_model_requests", "Requests to the language model.", labels=about)
    seconds = CounterMetricFamily("callprep_model_seconds", "Time that these requests took.", labels=about)
    tokens = CounterMetricFamily("callprep_model_tokens", "Tokens used.", labels=("model", "direction"))
    cost = CounterMetricFamily("callprep_model_cost", "Price of the calls that have one.", labels=("model",))
    drafts = CounterMetricFamily("callprep_model_drafts", "Drafts for which a model was asked.", labels=("model",))
    for total in now.model:
        requests.add_metric((total.model, total.outcome), total.requests)
        seconds.add_metric((total.model, total.outcome), total.latency_ms / 1000)
    for model in sorted({total.model for total in now.model}):
        mine = [total for total in now.model if total.model == model]
        tokens.add_metric((model, "input"), sum(t.input_tokens for t in mine))
        tokens.add_metric((model, "output"), sum(t.output_tokens for t in mine))
        cost.add_metric((model,), sum(t.cost for t in mine))
        drafts.add_metric((model,), max(t.drafts for t in mine))
    yield from (requests, seconds, tokens, cost, drafts)


def _one(name: str, words: str, value: float, labels: dict[str, str] | None = None) -> GaugeMetricFamily:
    labels = labels or {}
    family = GaugeMetricFamily(name, words, labels=tuple(labels))
    family.add_metric(tuple(labels.values()), value)
    return family
