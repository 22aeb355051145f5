"""What of a model's answer is taken: plain sentences on offered passages, and nothing that was mended."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from assistant.drafting.numbered import as_data, number_passages
from assistant.drafting.reply import MAX_STATEMENT_CHARS, SCHEMA, NotAReply, parse_json, read_reply
from assistant.drafting.vendor_environment import forget_vendor_variables
from tests.assistant.drafting.packs import pack

OFFERED = number_passages(pack(), 24_000)


def taken(text: str, *passages: int) -> str | None:
    statements, dropped = read_reply({"statements": [{"text": text, "passages": list(passages or (1,))}]}, OFFERED, 5)
    assert len(statements) + len(dropped) == 1
    return statements[0].text if statements else None


TAKEN = {
    "p<0.05 and q>0.1 in both arms.": None,
    "The dose was 2.5 mg/kg b.i.d., i.e. low.": None,
    "Response was 24.5 % [95 % CI 11 to 38].": None,
    "THC (dronabinol) and CBD reduced nausea (3 trials).": None,
    "Δ9-THC at 10⁵ cells/mL lowered IL-6 by 30%–40%.": None,
    "Sedation was seen in 31% [2].": "Sedation was seen in 31%.",
    "Sedation was seen in 31% [1, 2] [2] of adults.": "Sedation was seen in 31% of adults.",
    "Sedation was seen (passage 1).": "Sedation was seen.",
    "  Two  spaces.  ": "Two spaces.",
    "Cafe\u0301 au lait.": "Café au lait.",
}


@pytest.mark.parametrize("text", TAKEN)
def test_taken(text: str) -> None:
    assert taken(text, 1, 2) == (TAKEN[text] or text)


@pytest.mark.parametrize(
    "text",
    [
        "Sedation was seen [3].",
        "Sedation was seen (passages 1, 9).",
        "<b>Sedation</b> was seen.",
        "Sedation <!-- hidden --> was seen.",
        "See [here](x) for more.",
        "- Sedation was seen.",
        "`Sedation` was seen.",
        "See ftp://attacker.example for more.",
        "As PMID 12345678 shows, it works.",
        "As PMC1234567 shows, it works.",
        "Sedation\twas seen.",
        "Sedation\u2028was seen.",
        "Sedation\ud800 was seen.",
        "x" * (MAX_STATEMENT_CHARS + 1),
        "",
        " \u00a0 ",
        "…",
    ],
)
def test_dropped(text: str) -> None:
    assert taken(text, 1, 2) is None


def test_an_identifier_that_the_cited_passage_has_may_be_said() -> None:
    from tests.assistant.drafting.packs import with_text

    offered = number_passages(pack(with_text("Trial NCT01234567 enrolled 20 adults.")), 1000)
    said = {"statements": [{"text": "Trial NCT01234567 enrolled 20 adults.", "passages": [1]}]}
    assert len(read_reply(said, offered, 5)[0]) == 1


@pytest.mark.parametrize("text", ['{"a": 1}', '```json\n{"a": 1}\n```', '```\n{"a": 1}\n```', ' {"a": 1}\n'])
def test_json_is_read(text: str) -> None:
    assert parse_json(text) == {"a": 1}


@pytest.mark.parametrize(
    "text", ["", '{"a": 1', '{"a": 1} x', "{'a': 1}", '{"a": 1, "a": 2}', "NaN", "[" * 99_999, "{a: 1}"]
)
def test_what_is_no_json_is_not_mended(text: str) -> None:
    with pytest.raises(NotAReply):
        parse_json(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["text", "passages", "x"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(value=JSON | st.fixed_dictionaries({"statements": st.lists(JSON, max_size=6)}))
def test_any_answer_is_refused_whole_or_accounted_for_statement_by_statement(value: Any) -> None:
    try:
        statements, dropped = read_reply(value, OFFERED, 3)
    except NotAReply:
        assert not (isinstance(value, dict) and set(value) == {"statements"} and isinstance(value["statements"], list))
        return
    assert len(statements) + len(dropped) == len(value["statements"])
    assert all(reason and isinstance(text, str) for text, reason in dropped)
    assert all(s.citations and s.text.isprintable() for s in statements)


@given(text=st.text(), numbers=st.lists(st.integers(-2, 9), max_size=6))
def test_what_is_taken_cites_offered_passages_and_holds_no_hidden_character(text: str, numbers: list[int]) -> None:
    statements, _ = read_reply({"statements": [{"text": text, "passages": numbers}]}, OFFERED, 3)
    offered = {passage.citation for passage in OFFERED}
    for statement in statements:
        assert set(statement.citations) <= offered
        assert len(statement.citations) == len(set(numbers))
        assert "\n" not in statement.text
        assert (statement.start, statement.end) == (0, len(statement.text))


@given(text=st.text())
def test_data_stays_one_line_between_its_quotes(text: str) -> None:
    data = as_data(text)
    assert "\n" not in data
    assert isinstance(json.loads(data), str)


def test_the_schema_is_strict_throughout() -> None:
    item = SCHEMA["properties"]["statements"]["items"]
    for shape in (SCHEMA, item):
        assert shape["additionalProperties"] is False
        assert set(shape["required"]) == set(shape["properties"])


def test_variables_of_the_vendors_are_forgotten_and_no_others() -> None:
    environ = {
        "LANGSMITH_TRACING": "true",
        "LANGCHAIN_TRACING_V2": "true",
        "langsmith_api_key": "x",
        "OPENAI_BASE_URL": "http://elsewhere.example",
        "CALLPREP_MODEL": "played",
        "HTTPS_PROXY": "http://proxy.example",
    }
    gone = forget_vendor_variables(environ)
    assert gone == ("LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "OPENAI_BASE_URL", "langsmith_api_key")
    assert set(environ) == {"CALLPREP_MODEL", "HTTPS_PROXY"}
