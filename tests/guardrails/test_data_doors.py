"""What the gate tells of its own data: lists of checks, labels, consequences; and what it says of a broken file."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import guardrails
from guardrails import Cause, Evidence, catalogue, check_notes, consequence_of, known_labels
from guardrails.backing.lexicon import read_data
from guardrails.certificate import Signer
from guardrails.checks import CHECKS
from guardrails.data_files import load_data
from guardrails.errors import CertificateInvalid, RuleDataInvalid
from guardrails.evidence_bound import within_evidence
from guardrails.frames import load_frames
from guardrails.jurisdictions import read_pack
from guardrails.labels import read_label
from guardrails.language import load_language
from guardrails.lexicon import Lexicon
from guardrails.patterns import compile_pattern
from guardrails.rules import read_rule
from guardrails.screens.data import load_screen


def test_the_catalogue_tells_every_check_with_its_source() -> None:
    entries = {entry.check_id: entry for entry in catalogue()}
    assert list(entries) == [check.check_id for check in CHECKS]
    assert entries["CURE-01"].rules
    assert entries["CURE-01"].sources
    assert all(set(e.severity.values()) <= {"off", "warn", "rewrite", "review", "block"} for e in entries.values())
    assert "off" in entries["STATE-01"].severity.values()
    assert check_notes()["AE-01"].advice


def test_a_retraction_reaches_further_than_a_correction() -> None:
    assert all(consequence_of(cause).says for cause in Cause)
    assert consequence_of(Cause.RETRACTION) != consequence_of(Cause.CORRECTION)
    assert Cause.WITHDRAWAL.of_claim
    assert not Cause.RETRACTION.of_claim


def test_known_labels_can_be_cited_by_section() -> None:
    labels = known_labels()
    assert labels
    assert all(label.section("1") and label.section("1") in label.evidence().text for label in labels)


@pytest.mark.parametrize(
    ("origin", "integrity", "badge"),
    [("abstract", "ok", ""), ("digest", "ok", "digest"), ("digest", "erratum", "digest, corrected")],
)
def test_a_badge_names_what_is_no_plain_abstract(origin: str, integrity: str, badge: str) -> None:
    assert Evidence("1", "Text.", "v", origin=origin, integrity=integrity).badge == badge


@pytest.mark.parametrize(
    ("certainty", "text"),
    [("low", "The oil may improve sleep and may reduce pain."), ("high", "The oil improves sleep and reduces pain.")],
)
def test_a_verb_is_hedged_to_the_level_of_its_source(certainty: str, text: str) -> None:
    source = Evidence("1", "Sleep was better.", "v", certainty=certainty)
    assert within_evidence("The oil improves sleep and reduces pain.", [source]) == text


@pytest.mark.parametrize(
    ("read", "name", "says"),
    [
        (load_data, "policy/none.yaml", "policy/none.yaml"),
        (load_data, "screens/injection.yaml", "version"),
        (load_language, "none", "none"),
        (load_language, "../screens/injection", "version"),
        (load_screen, "none", "none"),
        (load_screen, "../language/cues", "as_of"),
        (read_data, "none.yaml", "none.yaml"),
        (read_pack, "language/cues.yaml", "language/cues.yaml"),
        (read_label, "language/cues.yaml", "label_id"),
        (load_frames, "../language/cues", "cues"),
        (compile_pattern, "a ( b", "bracket"),
        (compile_pattern, "a )", "bracket"),
        (compile_pattern, "a ( | b )", "empty item"),
        (compile_pattern, "a (b|(c", "bracket"),
        (compile_pattern, "a? ..4 b?", "holds everywhere"),
        (compile_pattern, "$nowhere", "macro"),
        (lambda row: read_rule("cure", {row: 1}), "anny", "anny"),
    ],
)
def test_a_broken_file_is_named_with_its_fault(read: Callable[[str], object], name: str, says: str) -> None:
    with pytest.raises(RuleDataInvalid, match=says):
        read(name)


@pytest.mark.parametrize(("entry", "says"), [("~2", "is empty"), ("@nothing", "no set")])
def test_a_word_list_says_which_entry_is_wrong(entry: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Lexicon({"list": [entry]})


def test_a_key_of_another_length_signs_nothing() -> None:
    with pytest.raises(CertificateInvalid, match="32 bytes"):
        Signer(b"short")


def test_the_face_lists_its_names_and_has_no_others() -> None:
    assert {"check", "support", "release"} <= set(dir(guardrails))
    with pytest.raises(AttributeError, match="nowhere"):
        _ = guardrails.nowhere
