"""Metrics equal independent implementations to 1e-9: pytrec-eval for rankings, scikit-learn for labels."""

from __future__ import annotations

import random
import warnings

import pytest
import pytrec_eval
from hypothesis import given, settings, strategies as st

from eval.metrics.agreement import cohen_kappa
from eval.metrics.classification import (
    accuracy,
    balanced_accuracy,
    confusion,
    f1,
    macro_f1,
    merged,
    precision,
    recall as label_recall,
)
from eval.metrics.retrieval import average_precision, interpolated_precision, mrr, ndcg, recall, success

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from sklearn import metrics as sk

LABELS = ("a", "b", "c")
EXACT = 1e-9


def ranking_of(seed: int) -> tuple[list[str], dict[str, int]]:
    rng = random.Random(seed)
    documents = [f"d{n}" for n in range(rng.randint(1, 160))]
    judged = {d: rng.choice((0, 0, 1, 2, 3)) for d in rng.sample(documents, rng.randint(1, len(documents)))}
    judged |= {f"absent{n}": 1 for n in range(rng.randint(0, 3))}
    return rng.sample(documents, rng.randint(0, len(documents))), judged


@pytest.mark.parametrize("seed", range(60))
def test_rankings_against_pytrec_eval(seed: int) -> None:
    ranking, judged = ranking_of(seed)
    if not ranking or not any(judged.values()):
        pytest.skip("trec_eval has no value without results or relevant documents")
    run = {"q": {doc: float(len(ranking) - place) for place, doc in enumerate(ranking)}}
    wanted = {"ndcg_cut.10", "recall.10,100", "map_cut.100", "recip_rank", "success.1,10", "iprec_at_recall"}
    theirs = pytrec_eval.RelevanceEvaluator({"q": judged}, wanted).evaluate(run)["q"]
    ours = {
        "ndcg_cut_10": ndcg(ranking, judged, 10),
        "recall_10": recall(ranking, judged, 10),
        "recall_100": recall(ranking, judged, 100),
        "map_cut_100": average_precision(ranking, judged, 100),
        "recip_rank": mrr(ranking, judged, len(ranking)),
        "success_1": success(ranking, judged, 1),
        "success_10": success(ranking, judged, 10),
    }
    for name, value in ours.items():
        assert value.value == pytest.approx(theirs[name], abs=EXACT), name
    levels = [theirs[f"iprec_at_recall_{level / 10:.2f}"] for level in range(11)]
    assert interpolated_precision(ranking, judged) == pytest.approx(levels, abs=EXACT)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=60))
def test_labels_against_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    expected, got = [a for a, _ in pairs], [b for _, b in pairs]
    table = confusion(pairs, LABELS)
    assert [list(row) for row in table.counts] == sk.confusion_matrix(expected, got, labels=LABELS).tolist()
    assert accuracy(table).value == pytest.approx(sk.accuracy_score(expected, got), abs=EXACT)
    present = sorted(set(expected))
    theirs = sk.f1_score(expected, got, labels=present, average="macro", zero_division=0)
    assert macro_f1(table).value == pytest.approx(theirs, abs=EXACT)
    values = sk.precision_recall_fscore_support(expected, got, labels=LABELS, zero_division=float("nan"))
    for place, label in enumerate(LABELS):
        for ours, scores in ((precision, values[0]), (label_recall, values[1]), (f1, values[2])):
            value = ours(table, label).value
            if value is None:
                assert scores[place] != scores[place], (label, ours.__name__)
            elif not (ours is f1 and scores[place] != scores[place]):
                assert value == pytest.approx(scores[place], abs=EXACT)
    two = merged(table, "a")
    if "a" in expected and set(expected) != {"a"}:
        flags = [[label == "a" for label in side] for side in (expected, got)]
        assert balanced_accuracy(two).value == pytest.approx(sk.balanced_accuracy_score(*flags), abs=EXACT)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=40))
def test_kappa_against_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    ours = cohen_kappa(pairs, intervals=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = sk.cohen_kappa_score([a for a, _ in pairs], [b for _, b in pairs])
    if ours.value is None:
        assert theirs != theirs or len({x for pair in pairs for x in pair}) == 1
    else:
        assert ours.value == pytest.approx(theirs, abs=EXACT)
