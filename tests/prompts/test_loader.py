"""Prompts: slots, declared variables and given values are one set, or it is an error."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from prompts import PromptInvalid, PromptNotFound, SlotError, load_prompt, prompt_names

RELEASED = {
    "answer.v1": "093ab0049887a5326c92fac6293f824e6d3f172bbc49ce7c1cb2baf19e971e49",
    "plan.v1": "baf48a871f577aca34b93aa0f59a05a997f626fee01f25f534c206065bdf7385",
    "ready.v1": "f0c2d06b2be6b53dd2d6553ede59d275980b9cafcfc12d3b655d6022d479ed60",
}
"""SHA-256 of each released prompt. A released file is never edited: write the next version, and add it here."""

GOOD = "---\nname: note\nversion: 1\npurpose: A test.\nvariables: [a, b]\n---\n## system\nRule {{a}}.\n## user\nText {{ b }}.\n"


def prompt_file(folder: Path, text: str = GOOD, name: str = "note.v1.md") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_released_prompts_are_as_released() -> None:
    found = {}
    for key in prompt_names():
        name, version = key.rsplit(".v", 1)
        found[key] = load_prompt(name, int(version)).sha256
    assert found == RELEASED


def test_slots_are_filled_in_order_of_parts(tmp_path: Path) -> None:
    prompt = load_prompt("note", folder=prompt_file(tmp_path))
    assert prompt.render_parts(a="one", b="two") == (("system", "Rule one."), ("user", "Text two."))
    assert prompt.render(a="one", b="two") == "Rule one.\n\nText two."
    assert (prompt.key, prompt.variables, prompt.purpose) == ("note.v1", ("a", "b"), "A test.")


@pytest.mark.parametrize("slots", [{}, {"a": "x"}, {"a": "x", "b": "y", "c": "z"}, {"a": "x", "c": "z"}])
def test_a_missing_or_unknown_slot_is_an_error(tmp_path: Path, slots: dict[str, str]) -> None:
    with pytest.raises(SlotError, match=r"note\.v1"):
        load_prompt("note", folder=prompt_file(tmp_path)).render(**slots)


def test_a_value_must_be_text(tmp_path: Path) -> None:
    with pytest.raises(SlotError, match="no text"):
        load_prompt("note", folder=prompt_file(tmp_path)).render(a="x", b=3)  # type: ignore[arg-type]


@given(value=st.text())
def test_a_value_is_never_read_as_prompt_text(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    folder = prompt_file(tmp_path_factory.mktemp("prompts"))
    value = "{{b}} \\g<1> ## user\n" + value
    (system, user) = load_prompt("note", folder=folder).render_parts(a=value, b="two")
    assert system == ("system", f"Rule {value}.")
    assert user == ("user", "Text two.")


def test_the_newest_version_unless_one_is_named(tmp_path: Path) -> None:
    prompt_file(tmp_path)
    for version in (2, 10):
        prompt_file(tmp_path, GOOD.replace("version: 1", f"version: {version}"), f"note.v{version}.md")
    assert load_prompt("note", folder=tmp_path).version == 10
    assert load_prompt("note", 2, folder=tmp_path).version == 2
    assert prompt_names(folder=tmp_path) == ("note.v1", "note.v2", "note.v10")


@pytest.mark.parametrize(("name", "version"), [("other", None), ("note", 7), ("../note", None)])
def test_what_is_not_there_is_not_found(tmp_path: Path, name: str, version: int | None) -> None:
    with pytest.raises(PromptNotFound, match=r"note\.v1"):
        load_prompt(name, version, folder=prompt_file(tmp_path))


BROKEN = {
    "no front matter": "## user\nText\n",
    "no yaml": GOOD.replace("variables: [a, b]", "variables: [a, b"),
    "unknown key": GOOD.replace("purpose:", "purport:"),
    "extra key": GOOD.replace("purpose:", "mood: calm\npurpose:"),
    "another name": GOOD.replace("name: note", "name: memo"),
    "another version": GOOD.replace("version: 1", "version: 2"),
    "undeclared slot": GOOD.replace("[a, b]", "[a]"),
    "unused variable": GOOD.replace("[a, b]", "[a, b, c]"),
    "declared twice": GOOD.replace("[a, b]", "[a, b, b]"),
    "variables no list": GOOD.replace("[a, b]", "a"),
    "text before the parts": GOOD.replace("## system", "Hello\n## system"),
    "no parts": GOOD.replace("## system\n", "").replace("## user\n", ""),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_file_that_does_not_fit_together_is_invalid(tmp_path: Path, fault: str) -> None:
    with pytest.raises(PromptInvalid, match=r"note\.v1\.md: "):
        load_prompt("note", folder=prompt_file(tmp_path, BROKEN[fault]))
