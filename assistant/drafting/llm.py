"""One OpenAI-compatible endpoint: asked in a shape, within limits; the one place that knows LangChain and openai.

They load at the first question. What the endpoint answers is taken as stated, or there is no answer: nothing is
completed, repaired or guessed.
"""

from __future__ import annotations

import logging
import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from assistant.drafting.reply import NotAReply, Usage, parse_json
from assistant.drafting.spending import Budget, ModelCall
from assistant.drafting.vendor_environment import forget_vendor_variables
from assistant.errors import DrafterUnavailable
from assistant.settings import ModelSettings
from prompts import Prompt, load_prompt

logger = logging.getLogger(__name__)

METHODS = ("json_schema", "function_calling", "json_mode")
"""How an endpoint can be held to a shape, strictest first."""
_READY: dict[str, Any] = {
    "title": "ready",
    "type": "object",
    "additionalProperties": False,
    "required": ["state"],
    "properties": {"state": {"type": "string", "enum": ["ready"]}},
}
_FINISHED = (None, "", "stop", "tool_calls", "function_call")


class NotInThisForm(DrafterUnavailable):
    """The endpoint does not take, or does not keep to, this way of asking for JSON; another way may work."""


_NO_KEY = (DrafterUnavailable, "refused the key: check CALLPREP_MODEL_API_KEY")
_NO_FORM = (NotInThisForm, "does not take the request: check CALLPREP_MODEL and CALLPREP_MODEL_TEMPERATURE")
_STATUS: dict[int, tuple[type[DrafterUnavailable], str]] = {
    400: _NO_FORM,
    401: _NO_KEY,
    403: _NO_KEY,
    404: (DrafterUnavailable, "knows no such model or path: check CALLPREP_MODEL and CALLPREP_MODEL_BASE_URL"),
    422: _NO_FORM,
    501: _NO_FORM,
}


@dataclass(frozen=True, slots=True)
class Raw:
    """One answer before anything is made of it."""

    value: Any
    text: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class _Question:
    """What is put to the endpoint, in which shape its answer has to be, and what for."""

    purpose: str
    """Under which the call is accounted."""
    prompt: Prompt
    schema: dict[str, Any]
    slots: dict[str, str]


class NoShape(DrafterUnavailable):
    """The endpoint keeps to no JSON shape; another try is of no use."""


_Note = Callable[[ModelCall], None]
_DEADLINE: ContextVar[float] = ContextVar("deadline", default=math.inf)
"""When the time of the draft that is being asked for is used up, on the endpoint's clock."""


class ModelEndpoint:
    """Cheap to build; the endpoint is first spoken to when something is asked."""

    def __init__(self, settings: ModelSettings, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises DrafterUnavailable where no model is configured."""
        if settings.model is None:
            raise DrafterUnavailable("No model is configured (CALLPREP_MODEL=None): set it, or draft without a model")
        self._settings, self._clock = settings, clock
        self._ready_prompt = load_prompt("ready")
        self._host = urlsplit(settings.model_base_url).netloc
        self._lock = threading.Lock()
        self._model: Any = None
        self._method: str | None = None

    def get_ready(self, budget: Budget, note: _Note) -> None:
        """Find out, once for this endpoint, how it can be held to a shape.

        Raises:
            NoShape: By none of `METHODS`.
            DrafterUnavailable: It cannot be asked now.
        """
        with self._lock:
            if self._method is not None:
                return
            for method in METHODS:
                try:
                    raw = self._ask(method, _Question("ready", self._ready_prompt, _READY, {}), budget, note)
                except NotInThisForm as exc:
                    logger.info("Model endpoint does not answer by %s: %s", method, exc)
                    continue
                if raw.value == {"state": "ready"}:
                    self._method = method
                    return
            raise NoShape(f"The model at {self._host} keeps to no JSON shape: use another, or draft without")

    def ask(self, prompt: Prompt, schema: dict[str, Any], slots: dict[str, str], budget: Budget, note: _Note) -> Raw:
        """One answer in the shape of `schema`; `get_ready` comes first.

        Raises:
            DrafterUnavailable: No usable answer, or the budget is used up.
        """
        assert self._method is not None
        return self._ask(self._method, _Question(prompt.name, prompt, schema, slots), budget, note)

    def _ask(self, method: str, question: _Question, budget: Budget, note: _Note) -> Raw:
        budget.require()
        began = self._clock()
        until = _DEADLINE.set(budget.began + budget.seconds)
        usage, outcome = Usage(requests=1), "ok"
        try:
            raw = self._answered(method, question.schema, question.prompt.render_parts(**question.slots))
            usage = raw.usage
        except DrafterUnavailable as exc:
            outcome = type(exc).__name__
            raise
        finally:
            _DEADLINE.reset(until)
            budget.add(usage)
            note(ModelCall(question.purpose, question.prompt.key, usage, 1000 * (self._clock() - began), outcome))
        return raw

    def _answered(self, method: str, schema: dict[str, Any], parts: tuple[tuple[str, str], ...]) -> Raw:
        if self._model is None:
            self._model = build_chat_model(self._settings, self._clock)
        try:
            message = _chain(self._model, method, schema, parts).invoke({}, {"callbacks": []})
        except Exception as exc:  # the vendors raise anything from ValueError to their own
            failure = self._explained(exc)
        else:
            return self._taken(message)
        raise failure  # outside the except block: the vendor's error may quote key or prompt and must not be chained

    def _taken(self, message: Any) -> Raw:
        if message.additional_kwargs.get("refusal"):
            raise DrafterUnavailable(f"The model at {self._host} declined to answer: draft without a model")
        finish = message.response_metadata.get("finish_reason")
        if finish not in _FINISHED:
            raise self._broken_off(str(finish))
        text = message.content if isinstance(message.content, str) else ""
        used = message.usage_metadata or {}
        usage = Usage(1, used.get("input_tokens", 0), used.get("output_tokens", 0))
        if message.tool_calls:
            value = message.tool_calls[0]["args"]
            if len(message.tool_calls) > 1 or message.invalid_tool_calls:
                raise self.unusable("it made several calls")
            return Raw(value, repr(value), usage)
        try:
            return Raw(parse_json(text), text, usage)
        except NotAReply as exc:
            raise self.unusable(str(exc)) from exc

    def _explained(self, exc: Exception) -> DrafterUnavailable:
        """Our error for a vendor's: what happened and what to do, without a word of the vendor's text."""
        import openai

        where = f"The model endpoint {self._host}"
        if limit := _limit_in(exc):
            return DrafterUnavailable(f"{where} {limit}: use another model or draft without one")
        if isinstance(exc, openai.LengthFinishReasonError):
            return self._broken_off("length")
        if isinstance(exc, openai.ContentFilterFinishReasonError):
            return self._broken_off("content_filter")
        if isinstance(exc, openai.APITimeoutError):
            waited = f"{self._settings.model_timeout_s:g} s"
            return DrafterUnavailable(f"{where} was silent for {waited}: try again or raise CALLPREP_MODEL_TIMEOUT_S")
        if isinstance(exc, openai.APIConnectionError):
            return DrafterUnavailable(f"{where} cannot be reached: check CALLPREP_MODEL_BASE_URL and the network")
        if isinstance(exc, openai.APIStatusError):
            kind, said = _STATUS.get(exc.status_code, (DrafterUnavailable, "is busy or failing: try again later"))
            what, step = said.split(": ")
            return kind(f"{where} {what} (status {exc.status_code}): {step}")
        return self.unusable(f"it is no chat completion ({type(exc).__name__})")

    def unusable(self, why: str) -> NotInThisForm:
        """Our error for an answer that nothing can be made of."""
        return NotInThisForm(f"The answer of {self._host} cannot be used, {why}: try again or draft without a model")

    def _broken_off(self, reason: str) -> DrafterUnavailable:
        step = "raise CALLPREP_MODEL_MAX_TOKENS" if reason == "length" else "draft without a model"
        return DrafterUnavailable(f"The model at {self._host} broke off its answer ({reason!r}): {step}")


def build_chat_model(settings: ModelSettings, clock: Callable[[], float] = time.monotonic) -> Any:
    """LangChain's chat model for the configured endpoint and no other: variables of the vendors are removed first."""
    forget_vendor_variables(os.environ)
    from langchain.chat_models import init_chat_model

    key = settings.model_api_key.get_secret_value() if settings.model_api_key else "none"
    options: dict[str, Any] = {} if settings.model_temperature is None else {"temperature": settings.model_temperature}
    return init_chat_model(
        settings.model,
        model_provider="openai",
        base_url=settings.model_base_url,
        api_key=key,
        timeout=settings.model_timeout_s,
        max_retries=settings.model_retries,
        max_tokens=settings.model_max_tokens,
        use_responses_api=False,
        default_headers={"Accept-Encoding": "identity"},
        http_client=_bounded_client(settings, clock),
        **options,
    )


def _chain(model: Any, method: str, schema: dict[str, Any], parts: tuple[tuple[str, str], ...]) -> Any:
    from langchain_core.prompts import ChatPromptTemplate

    turns = [(role, "{" + f"part_{n}" + "}") for n, (role, _) in enumerate(parts)]
    prompt = ChatPromptTemplate.from_messages(turns).partial(**{f"part_{n}": t for n, (_, t) in enumerate(parts)})
    return prompt | _held_to(model, method, schema)


def _held_to(model: Any, method: str, schema: dict[str, Any]) -> Any:
    """`model` bound to answer in the shape of `schema`. We read the answer: the vendor's parser completes cut JSON."""
    name = schema["title"]
    if method == "json_schema":
        shape = {"name": name, "schema": schema, "strict": True}
        return model.bind(response_format={"type": "json_schema", "json_schema": shape})
    if method == "function_calling":
        function = {"name": name, "description": "Hands in the answer", "parameters": schema, "strict": True}
        return model.bind_tools([{"type": "function", "function": function}], tool_choice=name)
    return model.bind(response_format={"type": "json_object"})


class _OverLimit(Exception):
    """The answer grew beyond its size or time."""


def _limit_in(exc: BaseException | None) -> _OverLimit | None:
    """The limit that `exc` or one of its causes reports."""
    while exc is not None and not isinstance(exc, _OverLimit):
        exc = exc.__cause__
    return exc


def _bounded_client(settings: ModelSettings, clock: Callable[[], float]) -> Any:
    """An HTTP client that follows no redirect and reads no endless answer."""
    import httpx2

    limit = settings.model_max_answer_kb * 1000

    class Bounded(httpx2.SyncByteStream):
        def __init__(self, stream: Any) -> None:
            self._stream, self._deadline = stream, clock() + settings.model_deadline_s

        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for chunk in self._stream:
                size += len(chunk)
                if size > limit:
                    raise _OverLimit(f"answered with more than {limit} bytes")
                if clock() > self._deadline:
                    raise _OverLimit(f"was still answering after {settings.model_deadline_s:g} s")
                yield chunk

        def close(self) -> None:
            self._stream.close()

    def in_time(request: Any) -> None:
        left = _DEADLINE.get() - clock()
        if left <= 0:
            raise _OverLimit("was asked until the time of the draft (CALLPREP_MODEL_DRAFT_S) was used up")
        waits = request.extensions["timeout"]
        request.extensions["timeout"] = {of: left if wait is None else min(wait, left) for of, wait in waits.items()}

    def bound(response: Any) -> None:
        if _wait_asked(response.headers) >= _DEADLINE.get() - clock():
            response.headers["x-should-retry"] = "false"  # the vendor's client would sleep as long as it is told
        if response.headers.get("content-encoding", "identity") != "identity":
            raise _OverLimit("sent a packed answer, which was not asked for")
        response.stream = Bounded(response.stream)

    # Proxies and .netrc of the environment are not asked: the question goes to the configured address or nowhere.
    return httpx2.Client(
        event_hooks={"request": [in_time], "response": [bound]},
        follow_redirects=False,
        timeout=settings.model_timeout_s,
        trust_env=False,
    )


def _wait_asked(headers: Any) -> float:
    """Seconds that an answer asks to wait before another try; endless where it names a day and hour."""
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        if said := headers.get(name):
            return float(said) / unit if said.replace(".", "", 1).isdecimal() else math.inf
    return 0.0
