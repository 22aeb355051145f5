"""What a search of the library has to do for the field, one test a duty, asked through the same doors as a user asks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.artifacts.response_letter import response_letter_draft
from assistant.domain import Asker, Filters, Role
from assistant.retrieval.finding import DEPTH
from assistant.retrieval.retrieve import CANDIDATES, retrieve
from assistant.retrieval.searching import search, survey
from assistant.retrieval.understand import understand
from assistant.service.ask import ask
from assistant.service.brief import asker_of
from assistant.service.library import explore, view_row
from assistant.service.scientific import material_for
from eval.measuring import SearchOptions, measure_search
from guardrails import Line, Released, line_text
from ingest import Design, HashingEmbedder, Integrity, MeshHeading, Species
from ingest.model_files import find_weights_folder
from tests.assistant.conftest import AS_OF
from tests.assistant.retrieval.test_understand import PICO
from tests.ingest.store_fakes import Home, article, assert_in_step, day

QUESTION = "Does cannabidiol reduce nausea in people with cancer?"


def nausea(make_study, key, results="Nausea fell with cannabidiol.", **fields):
    fields.setdefault("agents", ("cannabidiol",))
    return make_study(key, f"Cannabidiol for nausea in cancer, report {key}", results=results, **fields)


def ids(items):
    return [item.record.article.article_id for item in items]


@pytest.mark.skipif(find_weights_folder() is None, reason="embedding model not installed")
def test_b1_words_and_meaning_together_find_no_less_than_either_alone(tmp_path: Path) -> None:
    options = SearchOptions(systems=("full", "words", "vectors"), cache=tmp_path / "vectors.sqlite")
    by_system = dict(measure_search(options).cuts[0].rows)
    full, *single = (by_system[name]["ndcg@10"].value for name in ("full", "words", "vectors"))
    assert full >= max(single)


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("nabiximols", "dronabinol"),
        ("cannabidiol", "dronabinol"),
        ("dronabinol", "nabilone"),
        ("nabilone", "nabiximols"),
    ],
)
def test_b3_evidence_on_another_cannabinoid_is_no_support(asked, other, make_study, make_library, vocabulary) -> None:
    records = [
        make_study(agent, f"{agent} for cancer pain", agents=(agent,), results=f"Pain fell with {agent}.")
        for agent in (asked, other)
    ]
    both = make_library(records)
    query = understand(f"Does {asked} reduce cancer pain?", vocabulary)
    pack = retrieve(both, query, vocabulary=vocabulary)
    support = [item for item in pack.items if item.directness in ("direct", "contrary")]
    assert ids(support) == [asked]
    alone = retrieve(make_library(records[1:]), query, vocabulary=vocabulary)
    assert not alone.sufficient
    assert asked in alone.reason


def test_b4_filters_combine_and_a_record_without_abstract_can_be_left_out(make_study, make_library, vocabulary) -> None:
    rct = {"design": Design.RCT, "year": 2019, "n": 200}
    library = make_library(
        [
            nausea(make_study, "1", **rct),
            nausea(make_study, "2", **rct | {"year": 2014}),
            nausea(make_study, "3", **rct | {"year": 2023}),
            nausea(make_study, "4", **rct | {"n": 20}),
            nausea(make_study, "5", **rct, species=Species.ANIMAL),
            replace(nausea(make_study, "6", **rct), languages=("fre",)),
        ]
    )
    filters = Filters(
        designs=("randomized trial",), species=("human",), languages=("eng",), year_from=2015, year_to=2020,
        min_sample=100, integrity=("ok",), with_abstract=True,
    )  # fmt: skip
    found = survey(library, understand(QUESTION, vocabulary, filters=filters))
    assert ids(found.hits) == ["1"]
    assert found.shut_out == {"language": 1, "sample size": 1, "species": 1, "year": 2}


def test_b5_a_stronger_study_comes_first_at_equal_relevance_and_says_so(make_study, make_library, vocabulary) -> None:
    kinds = {"1": Design.CASE, "2": Design.RCT, "3": Design.SYSTEMATIC_REVIEW}
    library = make_library([nausea(make_study, key, design=design) for key, design in kinds.items()])
    hits = search(library, understand(QUESTION, vocabulary), order="evidence")
    assert ids(hits) == ["3", "2", "1"]
    assert all(kinds[key].value in hit.why[0] for key, hit in zip("321", hits, strict=True))
    assert ids(search(library, understand(QUESTION, vocabulary))) != ["3", "2", "1"]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_b6_no_paper_fills_more_places_than_allowed(most, make_study, make_library, vocabulary) -> None:
    talkative = {f"part{n}": "Cannabidiol reduced nausea in cancer." for n in range(8)}
    wordy = make_study("1", "Cannabidiol and nausea in cancer", agents=("cannabidiol",), **talkative)
    others = [nausea(make_study, str(key), results="Nausea was measured in cancer.") for key in range(2, 10)]
    library = make_library([wordy, *others])
    hits = search(library, understand(QUESTION, vocabulary, limit=8), max_per_article=most)
    assert ids(hits).count("1") == most
    assert len(set(ids(hits))) >= 8 - most
    assert len({hit.passage.passage_id for hit in hits}) == len(hits) == 8
    pack = retrieve(library, understand(QUESTION, vocabulary), vocabulary=vocabulary)
    assert ids(pack.items).count("1") == 1


@pytest.mark.parametrize("favourable", [3, 20])
def test_b7_a_planted_contrary_record_is_in_the_pack(favourable, make_study, make_library, vocabulary) -> None:
    crowd = [
        nausea(make_study, str(key), "Cannabidiol reduced nausea. Cannabidiol helped.") for key in range(favourable)
    ]
    against = make_study(
        "999", "Oil in oncology clinics", agents=("cannabidiol",), population="People with cancer and nausea.",
        results="There was no difference in nausea between cannabidiol and placebo.",
    )  # fmt: skip
    pack = retrieve(make_library([*crowd, against]), understand(QUESTION, vocabulary), vocabulary=vocabulary)
    assert [i.directness for i in pack.items if i.record.article.article_id == "999"] == ["contrary"]
    without = retrieve(make_library(crowd), understand(QUESTION, vocabulary), vocabulary=vocabulary)
    assert "contrary" not in {item.directness for item in without.items}


def test_the_nearest_record_shares_the_subject_then_the_class_of_the_agent(
    make_library, make_study, vocabulary
) -> None:
    question = "Does dronabinol reduce nausea after chemotherapy?"
    others = [
        make_study(f"5{n}", "Wrist bands for nausea after chemotherapy", agents=("wrist band",), population="People with nausea.",
                   results="Nausea after chemotherapy was the same with the bands; we reduced nothing.")
        for n in range(4)
    ]  # fmt: skip
    sibling = make_study("71", "Nabilone in lung cancer", agents=("nabilone",), population="People with chemotherapy-induced nausea.",
                         results="Fewer people vomited with nabilone.")  # fmt: skip
    elsewhere = make_study("72", "Nabilone for sleep", agents=("nabilone",), population="People with cancer.",
                           results="Sleep was longer with nabilone.")  # fmt: skip
    pack = retrieve(
        make_library([*others, sibling, elsewhere]), understand(question, vocabulary), vocabulary=vocabulary
    )
    ids = [i.record.article.article_id for i in pack.nearest]
    assert ids[0] == "71"
    assert "72" not in ids[:2]


def test_b8_a_subject_that_is_held_is_not_said_to_be_missing(make_library, make_study, vocabulary) -> None:
    held = make_study("81", "Nabilone in lung cancer", agents=("nabilone",), population="People with lung cancer.",
                      results="Fewer people with lung cancer vomited with nabilone.")  # fmt: skip
    library = make_library([held])
    pack = retrieve(library, understand("Lung cancer and computed tomography?", vocabulary), vocabulary=vocabulary)
    assert not pack.sufficient
    assert pack.reason == "no record in this library is about lung cancer in people and speaks of computed, tomography"
    pack = retrieve(library, understand("Breast cancer and computed tomography?", vocabulary), vocabulary=vocabulary)
    assert pack.reason == "no record in this library is about breast cancer in people"


def test_b8_an_empty_library_gives_no_answer_and_no_citation_and_says_what_was_searched(
    make_library, vocabulary
) -> None:
    pack = retrieve(make_library([]), understand(QUESTION, vocabulary), vocabulary=vocabulary)
    assert (pack.sufficient, pack.items, pack.nearest) == (False, (), ())
    assert pack.reason == "the library is empty"
    assert (pack.log.searched, pack.log.used) == (0, 0)
    assert "cannabidiol" in pack.log.terms


def test_b10_a_title_alone_is_found_and_counted_but_is_evidence_of_nothing(
    make_study, make_library, vocabulary
) -> None:
    title = "Cannabidiol for nausea in people with cancer"
    alone = make_study("5", title, agents=("cannabidiol",))
    barred = make_study("6", title, agents=("cannabidiol",), integrity=Integrity.RETRACTED)
    told = nausea(make_study, "7", "Cannabidiol reduced nausea.")
    query = understand(QUESTION, vocabulary)
    hits = search(make_library([alone, barred, told]), query)
    (reasons,) = [hit.why for hit in hits if hit.record.article.article_id == "5"]
    assert "no abstract: found by its title" in reasons
    pack = retrieve(make_library([alone, barred, told]), query, vocabulary=vocabulary)
    assert ids(pack.items) == ["7"]
    assert ("no abstract: nothing can be quoted", 1) in pack.log.set_aside
    assert pack.log.excluded_integrity == ("6",), "what is retracted is named, with or without text"
    assert not retrieve(make_library([alone]), query, vocabulary=vocabulary).sufficient


def test_b8_a_question_the_library_cannot_answer_is_declined_with_what_was_searched(rooms) -> None:
    released = ask(rooms, "Does aspirin lower LDL cholesterol in cats?", Asker(Role.MSL, "M. Sorrel"), AS_OF).outcome
    assert isinstance(released, Released)
    cited = {c.evidence_id for s, _, _ in released.draft.statements() for c in s.citations}
    assert not cited & set(rooms.library.article_ids())
    assert f"{rooms.library.status().articles} records searched" in released.draft.text


@pytest.mark.parametrize(
    "question",
    [
        "Does CBD raise tacrolimus levels?",
        "What happens to clobazam and its metabolite when cannabidiol is added in children?",
        "Do cannabinoids let people with cancer cut their opioid dose?",
        "Weight gain of ten percent or more: what share with megestrol and what share with dronabinol?",
    ],
)
def test_b8_two_medicines_are_answered_by_levels_by_an_interaction_told_or_by_the_result_that_was_asked(
    rooms, question
) -> None:
    assert retrieve(rooms.library, understand(question, rooms.vocabulary), vocabulary=rooms.vocabulary).sufficient


def test_b9_placebo_is_shown_as_comparator_and_asked_of_no_record(make_study, make_library, vocabulary) -> None:
    query = understand("Does cannabidiol ease nausea in cancer compared with placebo?", vocabulary)
    told = nausea(make_study, "7", "Cannabidiol reduced nausea.")
    other = make_study(
        "8", "Ginger and placebo for nausea in people with cancer", population="People with cancer and nausea.",
        comparator="Placebo.", results="Ginger reduced nausea more than placebo.",
    )  # fmt: skip
    assert "comparator.placebo" in {c.concept_id for c in query.concepts}
    assert not {"sham", "dummy treatment"} & set(query.expansion)
    pack = retrieve(make_library([told, other]), query, vocabulary=vocabulary)
    assert [i.record.article.article_id for i in pack.items if i.directness == "direct"] == ["7"]


def test_b9_a_question_is_shown_as_population_intervention_comparator_and_outcome(rooms) -> None:
    assert len(PICO) >= 20
    for question, _, present, _ in PICO:
        view = view_row(explore(rooms, question))
        filled = {slot for slot in present.values() if slot != "other"}
        assert filled <= {slot for slot, named in view["pico"].items() if named}, question


def test_b10_counts_of_the_search_log_add_up_to_a_recount(make_study, make_library, vocabulary) -> None:
    records = [
        *(nausea(make_study, str(key)) for key in range(15)),
        nausea(make_study, "20", design=Design.PROTOCOL),
        make_study("21", "Nabilone for nausea in cancer", agents=("nabilone",), results="Nausea fell with nabilone."),
        nausea(make_study, "22", year=1990),
    ]
    query = understand(QUESTION, vocabulary, filters=Filters(year_from=2000), limit=6)
    pack = retrieve(make_library(records), query, vocabulary=vocabulary)
    log = pack.log
    assert (log.searched, log.used) == (len(records), len(pack.items))
    assert dict(log.set_aside)["filter: year"] == 1
    assert log.matched == log.used + sum(count for _, count in log.set_aside) + len(log.excluded_integrity)


def test_b10_the_methods_of_a_letter_are_filled_from_the_search_log(rooms) -> None:
    asker = asker_of(rooms, Role.MSL, "MIR-2026-0389", "US-OH")
    m = material_for(rooms, "Does an oral THC:CBD product prevent nausea from chemotherapy?", asker, AS_OF, "M. Sorrel")
    draft, _ = response_letter_draft("L-1", m)
    methods = next(section for section in draft.sections if section.section_id == "methods")
    text = " ".join(line_text(block) for block in methods.blocks if isinstance(block, Line))
    log = m.pack.log
    told = [f"{log.searched} records searched", f"{log.matched} matched, {log.used} used", log.snapshot_id]
    told += [f"{count} set aside ({reason})" for reason, count in log.set_aside]
    told += log.terms[:3]
    assert [part for part in told if part not in text] == []


class Counting:
    """A library that notes how many passages and records it is asked for."""

    def __init__(self, library):
        self._library, self.asked = library, []

    def __getattr__(self, name):
        return getattr(self._library, name)

    def search_words(self, text, k):
        self.asked.append(k)
        return self._library.search_words(text, k)

    def articles(self, ids):
        self.asked.append(len(ids))
        return self._library.articles(ids)


def test_b11_the_work_of_a_search_does_not_grow_with_the_library(make_study, make_library, vocabulary) -> None:
    library = Counting(make_library([nausea(make_study, str(key)) for key in range(2 * DEPTH)], HashingEmbedder(16)))
    assert len(search(library, understand(QUESTION, vocabulary))) == 12
    assert max(library.asked) <= DEPTH
    retrieve(library, understand(QUESTION, vocabulary), vocabulary=vocabulary)
    assert max(library.asked) <= 3 * CANDIDATES


@pytest.fixture
def home(tmp_path: Path):
    home = Home(tmp_path / "home")
    yield home
    home.close()


def indexed(pmid: str, *headings: MeshHeading, text: str = "Tingling eased in 12 of 40 people.", **fields):
    return article(pmid, text, title=f"Tingling of hands, report {pmid}", mesh=headings, **fields)


INDUCED = MeshHeading("D010523", "Peripheral Nervous System Diseases", True, ("chemically induced",))
DIABETIC = MeshHeading("D010523", "Peripheral Nervous System Diseases", True, ("blood",))


def test_b2_an_abbreviation_reaches_records_that_only_their_mesh_heading_tells(home: Home, vocabulary) -> None:
    with home.opened(words_only=True) as library:
        library.add([indexed("1", INDUCED), indexed("2", DIABETIC), indexed("3")], "test")
        query = understand("CIPN", vocabulary)
        assert "Peripheral Nervous System Diseases/chemically induced" in query.headings
        assert "chemotherapy-induced peripheral neuropathy" in query.expansion
        hits = search(library, query)
        assert ids(hits) == ["1"]
        assert "found by a synonym or MeSH heading" in hits[0].why
        assert ids(search(library, replace(query, headings=()))) == []


def test_b2_headings_that_come_later_are_found_and_survive_a_rebuild(home: Home, vocabulary) -> None:
    query = understand("CIPN", vocabulary)
    with home.opened(words_only=True) as library:
        library.add([indexed("1"), indexed("2", INDUCED)], "test")
        library.add([indexed("1", INDUCED, revised=day(3)), indexed("2", DIABETIC, revised=day(3))], "later")
        assert ids(search(library, query)) == ["1"]
        library.rebuild()
        assert ids(search(library, query)) == ["1"]
        assert_in_step(library)


def test_b2_the_expansion_is_shown_and_can_be_edited(rooms) -> None:
    shown = view_row(explore(rooms, "CIPN"))
    assert shown["expansion"]
    assert shown["headings"]
    without = [shown["expansion"][0], shown["headings"][0]]
    edited = view_row(explore(rooms, "CIPN", terms=(["cold allodynia"], without)))
    assert set(edited["expansion"]) == {*shown["expansion"][1:], "cold allodynia"}
    assert edited["headings"] == shown["headings"][1:]
