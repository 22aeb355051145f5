from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

import ingest.rules_version
from ingest import AbstractSection, Article, Blinding, Design, Grant, MeshHeading, PublicationType, Species, classify
from ingest.domain import Declared, TextOrigin
from ingest.phrases import compile_words


def record(title: str, *sections: tuple[str | None, str], types: tuple[tuple[str, str], ...] = ()) -> Article:
    return Article(
        article_id="7",
        pmid="7",
        title=title,
        sections=tuple(AbstractSection(label, None, text) for label, text in sections),
        publication_types=tuple(PublicationType(ui, name) for ui, name in types),
    )


TRIAL = record(
    "Oil against sickness: a randomised, double-blind, placebo-controlled phase II/III trial",
    ("BACKGROUND", "Mice given the oil retched less."),
    ("METHODS", "A total of 1,204 adults having chemotherapy were randomly assigned to oil or placebo (NCT01234567)."),
    ("RESULTS", "Vomiting fell (p=0.01)."),
    ("FUNDING", "Invented Pharmaceuticals Ltd."),
)
CASES = [
    (TRIAL, Species.HUMAN, Design.RCT, 2),
    (
        record(
            "Oil and pain after chemotherapy",
            ("METHODS", "Sixty patients were allocated at random to oil or usual care."),
        ),
        *(Species.HUMAN, Design.RCT, 2),
    ),
    (
        record("Oil for nausea: study protocol for a randomised trial", (None, "120 patients will be randomised.")),
        *(Species.HUMAN, Design.PROTOCOL, None),
    ),
    (
        record("Oil for nausea", (None, "We propose a randomised trial. Adults will be recruited from two clinics.")),
        *(Species.HUMAN, Design.PROTOCOL, None),
    ),
    (
        record("Oil against nausea: systematic review and meta-analysis of randomised trials", (None, "12 trials.")),
        *(Species.HUMAN, Design.META_ANALYSIS, 1),
    ),
    (
        record(
            "Oil in palliative care",
            ("DATA SOURCES", "We searched MEDLINE and Embase."),
            ("STUDY SELECTION", "Cohort studies in patients."),
        ),
        *(Species.HUMAN, Design.SYSTEMATIC_REVIEW, 3),
    ),
    (
        record("A single-arm study of oil in cachexia", (None, "Twenty-four patients received oil for 8 weeks.")),
        *(Species.HUMAN, Design.NONRANDOMIZED, 4),
    ),
    (
        record(
            "Use of oil and survival", (None, "In this retrospective cohort, 300 patients were followed for 5 years.")
        ),
        *(Species.HUMAN, Design.OBSERVATIONAL, 3),
    ),
    (
        record("Who takes oil?", (None, "A cross-sectional survey of 500 patients with cancer.")),
        *(Species.HUMAN, Design.OBSERVATIONAL, 4),
    ),
    (
        record("Psychosis after oil: a case report", (None, "A 54-year-old woman with breast cancer took oil.")),
        *(Species.HUMAN, Design.CASE, 4),
    ),
    (
        record(
            "Oil eases neuropathy in paclitaxel-treated mice",
            (None, "Male C57BL/6 mice were injected with paclitaxel."),
        ),
        *(Species.ANIMAL, Design.LABORATORY, 5),
    ),
    (
        record("Randomised comparison of two feeds", (None, "40 rats were randomly assigned to two feeds.")),
        *(Species.ANIMAL, Design.RCT, 5),
    ),
    (
        record("Oil slows glioma cells", (None, "U87 cell lines were treated with oil; we show that growth fell.")),
        *(Species.IN_VITRO, Design.LABORATORY, 5),
    ),
    (
        record("Oil and liver", (None, "We studied swelling of rat liver mitochondria in vitro.")),
        *(Species.IN_VITRO, Design.LABORATORY, 5),
    ),
    (
        record(
            "Oil and the stomach",
            (
                None,
                "Randomised trials in 5% of patients have favoured oil. A prospective cohort has not. More are needed.",
            ),
        ),
        *(Species.HUMAN, Design.REVIEW, None),
    ),
    (
        record(
            "Epidemiology of nausea", (None, "Nausea is common in patients. Its incidence varies with the drug given.")
        ),
        *(Species.HUMAN, Design.REVIEW, None),
    ),
    (
        record("Epidemiology of nausea", (None, "We interviewed 300 patients about their nausea.")),
        *(Species.HUMAN, Design.OBSERVATIONAL, 4),
    ),
    (
        record(
            "Oil for nausea",
            ("BACKGROUND", "Mice gain from oil. In this randomised trial we gave patients oil or placebo."),
            ("RESULTS", "Vomiting was less frequent with oil."),
        ),
        *(Species.HUMAN, Design.RCT, 2),
    ),
    (
        record("Oil for nausea", (None, "Ninety patients were randomly exposed to the smell of oil or of water.")),
        *(Species.HUMAN, Design.RCT, 2),
    ),
    (
        record("Cannabinoids in oncology", (None, "In this review we discuss patients with pain and nausea.")),
        *(Species.HUMAN, Design.REVIEW, None),
    ),
    (
        record(
            "Practice guideline for nausea", (None, "The panel recommends oil for patients."), types=(("D017065", "x"),)
        ),
        *(Species.HUMAN, Design.GUIDELINE, None),
    ),
    (
        record(
            "Oil for nausea: study design and baseline characteristics", (None, "90 patients were randomized to oil.")
        ),
        *(Species.HUMAN, Design.PROTOCOL, None),
    ),
    (
        record(
            "Oil for nausea: a multicentre trial",
            (None, "Methods/Design: 90 patients are randomised to oil or placebo. Discussion: Oil may help."),
        ),
        *(Species.HUMAN, Design.PROTOCOL, None),
    ),
    (
        record(
            "Oil for nausea: pooled analysis of three randomised, placebo-controlled studies", (None, "412 adults.")
        ),
        *(Species.HUMAN, Design.RCT, 2),
    ),
    (
        record("Who stops taking oil", (None, "DESIGN: Secondary analysis of a randomized trial. 90 patients. p=0.1.")),
        *(Species.HUMAN, Design.OBSERVATIONAL, 4),
    ),
    (
        record("Oil and mood", ("PURPOSE OF REVIEW", "Oil in patients."), ("RECENT FINDINGS", "A randomized trial.")),
        *(Species.HUMAN, Design.REVIEW, None),
    ),
    (
        record(
            "Costs of oil", ("METHODS", "A state-transition model of adults with cancer; incidence from registries.")
        ),
        *(Species.HUMAN, Design.UNKNOWN, None),
    ),
    (
        record(
            "Oil and blood sugar", (None, "Twelve volunteers took oil or water in a crossover study, an hour apart.")
        ),
        *(Species.HUMAN, Design.NONRANDOMIZED, 3),
    ),
    (
        record("Oil in school", (None, "Sixty adolescents were pseudo-randomized to oil or a waiting list.")),
        *(Species.HUMAN, Design.NONRANDOMIZED, 3),
    ),
    (
        record("Oil on enamel", (None, "Sixty extracted single-rooted teeth were randomly divided into four groups.")),
        *(Species.IN_VITRO, Design.LABORATORY, 5),
    ),
    (
        record("Mites of the crab plover", (None, "Mites were collected from birds at two sites; 40% were infested.")),
        *(Species.ANIMAL, Design.OBSERVATIONAL, 5),
    ),
    (
        record("Eyelid tumours", (None, "To report three cases of tumours of the eyelid. Each patient had surgery.")),
        *(Species.HUMAN, Design.CASE, 4),
    ),
    (
        record(
            "Oil and depression", (None, "This review focuses on oil. It helped adults in a randomized trial of 2010.")
        ),
        *(Species.HUMAN, Design.REVIEW, None),
    ),
    (record("Oil for nausea", ("RESULTS", "Oil helped people.")), Species.HUMAN, Design.UNKNOWN, None),
    (record("Antibacterial activity of five oils"), Species.UNKNOWN, Design.LABORATORY, 5),
    (
        record("Receptors of death", (None, "Receptors of the family bind ligands in vitro. Much remains unclear.")),
        *(Species.UNKNOWN, Design.REVIEW, None),
    ),
    (record("An answer to our critics", types=(("D016422", "Letter"),)), Species.UNKNOWN, Design.EDITORIAL, None),
    (record("Untitled"), Species.UNKNOWN, Design.UNKNOWN, None),
]


@pytest.mark.parametrize(("article", "species", "design", "level"), CASES)
def test_species_design_and_level(article: Article, species: Species, design: Design, level: int | None) -> None:
    found = classify(article)
    assert (found.species, found.design, found.level) == (species, design, level), found.reasons


@pytest.mark.parametrize("article", [case[0] for case in CASES])
def test_every_value_has_a_reason_that_can_be_checked(article: Article) -> None:
    found = classify(article)
    reasons = {reason.field: reason for reason in found.reasons}
    for field in ("species", "design", "blinding", "sample_size", "phase", "level"):
        value = getattr(found, field)
        if value is not None and value is not Blinding.UNKNOWN:
            assert reasons[field].value == str(value)
            assert reasons[field].why
    text = " ".join([article.title, article.text]).lower()
    for reason in found.reasons:
        for quote in reason.why.lower().split('"')[1::2]:
            assert " ".join(quote.split()) in " ".join(text.split())


def test_conduct_of_a_trial() -> None:
    found = classify(TRIAL)
    assert found.blinding is Blinding.DOUBLE
    assert found.sample_size == 1204
    assert found.phase == "2/3"
    assert found.registrations == ("NCT01234567",)
    assert found.industry_funded is True


@pytest.mark.parametrize(
    ("text", "blinding"),
    [
        ("Patients were randomly assigned, double blind, to oil or placebo.", Blinding.DOUBLE),
        ("A double-dummy comparison in randomised patients.", Blinding.DOUBLE),
        ("Patients were randomised; outcome assessors were blinded.", Blinding.SINGLE),
        ("A single-masked study of randomised patients.", Blinding.SINGLE),
        ("Patients were randomised in an open-label study.", Blinding.OPEN),
        ("A double-blind study of randomised patients with an open-label extension.", Blinding.DOUBLE),
        ("Patients were randomised.", Blinding.UNKNOWN),
    ],
)
def test_blinding(text: str, blinding: Blinding) -> None:
    assert classify(record("Oil", ("METHODS", text))).blinding is blinding


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("A total of 81 patients were randomised.", 81),
        ("Eighty-one people with cancer were randomly assigned.", 81),
        ("We randomised 2,412 adults to oil.", 2412),
        ("Of 500 patients screened, 120 patients were randomised.", 120),
        ("Patients (n = 46) were randomised.", 46),
        ("In 2019 patients were randomised.", None),
        ("Patients were randomised.", None),
        ("Two hundred and thirty-one assessable women with breast cancer were randomised.", 231),
        ("One thousand, four hundred twelve adults were enrolled.", 1412),
        ("A hundred volunteers were randomly assigned.", 100),
        ("Seventeen patients were randomised.", 17),
        ("Oil was compared with placebo in a crossover trial of 52 patients who were randomised.", 52),
        ("Patients were randomised; the groups comprised 21 and 19 patients.", None),
    ],
)
def test_sample_size(text: str, size: int | None) -> None:
    assert classify(record("Oil", ("METHODS", text))).sample_size == size


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("phase III", "3"),
        ("Phase 1b", "1b"),
        ("phase II/III", "2/3"),
        ("phase 2", "2"),
        ("luteal phase I", "1"),
        ("phases", None),
    ],
)
def test_phase(text: str, phase: str | None) -> None:
    assert classify(record("Oil", ("METHODS", f"A {text} trial in randomised patients."))).phase == phase


def test_phase_from_publication_types() -> None:
    article = record(
        "Oil in patients", types=(("D017427", "Clinical Trial, Phase II"), ("D017428", "Clinical Trial, Phase III"))
    )
    assert classify(article).phase == "2/3"


def test_registrations_are_trial_numbers_not_gene_banks() -> None:
    article = dataclasses.replace(
        record("Oil", ("METHODS", "Registered as ISRCTN12345678 and EudraCT 2015-001234-56; also NCT 01234567.")),
        registrations=("GENBANK/AB1", "AB123456", "NCT01234567"),
    )
    assert set(classify(article).registrations) == {"NCT01234567", "ISRCTN12345678", "2015-001234-56"}


@pytest.mark.parametrize(
    ("change", "industry"),
    [
        ({}, None),
        ({"conflict_statement": "The authors declare no conflict of interest."}, False),
        ({"conflict_statement": "A.B. is an employee of Invented Therapeutics."}, True),
        ({"conflict_statement": "A.B. works at the School of Pharmacy. None declared."}, False),
        ({"grants": (Grant("National Institutes of Health", "R01", "United States"),)}, False),
        ({"grants": (Grant("Invented Pharma GmbH"),)}, True),
    ],
)
def test_industry_funding(change: dict[str, object], industry: bool | None) -> None:
    assert classify(dataclasses.replace(record("Oil in patients"), **change)).industry_funded is industry


def test_check_tags_settle_what_words_leave_open() -> None:
    article = record("Effects of oil on behaviour", (None, "Behaviour was scored for an hour."))
    people = dataclasses.replace(article, mesh=(MeshHeading("D006801", "Humans"),))
    animals = dataclasses.replace(article, mesh=(MeshHeading("D000818", "Animals"),))
    assert classify(people).species is Species.HUMAN
    assert classify(animals).species is Species.ANIMAL


def test_publication_types_decide_before_words() -> None:
    text = ("METHODS", "Patients were randomly assigned.")
    assert classify(record("Oil", text, types=(("D064888", "Observational Study"),))).design is Design.OBSERVATIONAL
    assert classify(record("Oil", text, types=(("D016430", "Clinical Trial"),))).design is Design.RCT


def test_a_digest_is_taken_at_its_word_and_read_for_the_rest() -> None:
    digest = Article(
        article_id="digest:x",
        pmid=None,
        title="Oil",
        sections=(AbstractSection("DESIGN", None, "Phase 3, double-blind, in 90 patients."),),
        text_origin=TextOrigin.DIGEST,
        declared=Declared(Species.MIXED, Design.RCT, sample_size=81),
    )
    found = classify(digest)
    assert (found.species, found.design, found.sample_size) == (Species.MIXED, Design.RCT, 81)
    assert (found.blinding, found.phase, found.level) == (Blinding.DOUBLE, "3", 2)
    assert "declared" in found.reasons[0].why


def test_a_pattern_that_could_never_match_is_refused() -> None:
    with pytest.raises(ValueError, match="capital"):
        compile_words(["Randomized"])


def test_every_module_and_list_that_classifies_is_in_the_name_of_the_rules() -> None:
    folder = Path(ingest.rules_version.__file__).parent
    known = {"domain", "classification", "integrity", "revisions"}
    todo = ["classification", "integrity", "revisions"]
    while todo:
        used = re.findall(r"^from ingest\.(\w+) import", (folder / f"{todo.pop()}.py").read_text(), re.M)
        todo += [name for name in used if name not in known]
        known.update(used)
    lists = {
        f"data/{name}"
        for module in known
        for name in re.findall(r'load_rules\("([\w.]+)"\)', (folder / f"{module}.py").read_text())
    }
    assert {f"{module}.py" for module in known - {"domain"}} | lists == set(ingest.rules_version.RULES)
    assert re.fullmatch("[0-9a-f]{12}", ingest.rules_version.rules_version())
