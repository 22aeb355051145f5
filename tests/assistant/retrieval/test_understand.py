import pytest

from assistant.domain import Intent
from assistant.errors import UsageError
from assistant.retrieval.understand import MAX_CHARS, understand

# question, intent, {concept: role} that must be there, concepts that must not be
PICO = [
    (
        "Compared to placebo, did cannabidiol change ESAS scores in palliative care?",
        "comparison",
        {
            "agent.cbd": "intervention",
            "comparator.placebo": "comparator",
            "condition.symptom_burden": "outcome",
            "context.palliative": "population",
        },
        (),
    ),
    (
        "Neuropathy after oxaliplatin: topical cannabidiol or duloxetine?",
        "comparison",
        {"agent.cbd": "intervention", "medicine.duloxetine": "comparator", "medicine.oxaliplatin": "other"},
        (),
    ),
    (
        "Is nabilone superior to domperidone among children with vomiting?",
        "comparison",
        {"agent.nabilone": "intervention", "medicine.domperidone": "comparator", "population.pediatric": "population"},
        (),
    ),
    (
        "Quality of life with nabilone in head and neck cancer during radiotherapy",
        "other",
        {"agent.nabilone": "intervention", "agent.radiotherapy": "other", "tumor.head_neck": "population"},
        (),
    ),
    (
        "Do oncology patients taking CBD rather than SSRIs report less anxiety?",
        "comparison",
        {"agent.cbd": "intervention", "medicine.antidepressant": "comparator", "condition.anxiety": "outcome"},
        (),
    ),
    (
        "Does Lyrica ease painful CIPN?",
        "efficacy",
        {"medicine.pregabalin": "intervention", "condition.cipn": "population"},
        (),
    ),
    (
        "Does CBD ease a sore mouth and hyposalivation?",
        "efficacy",
        {"condition.mucositis": "population", "condition.xerostomia": "population"},
        (),
    ),
    ("Does CBD help with CIPN?", "efficacy", {"agent.cbd": "intervention", "condition.cipn": "population"}, ()),
    (
        "Is nabilone better than prochlorperazine for vomiting after chemotherapy?",
        "comparison",
        {"agent.nabilone": "intervention", "medicine.prochlorperazine": "comparator", "condition.cinv": "population"},
        ("condition.nausea_vomiting",),
    ),
    (
        "Dronabinol or megestrol for appetite in people with cancer?",
        "comparison",
        {
            "agent.dronabinol": "intervention",
            "medicine.megestrol": "comparator",
            "condition.cancer_anorexia": "outcome",
            "context.cancer": "population",
        },
        (),
    ),
    (
        "Does Sativex spray reduce pain in advanced cancer?",
        "efficacy",
        {"agent.nabiximols": "intervention", "route.spray": "other", "condition.cancer_pain": "outcome"},
        ("agent.thc", "agent.cbd", "agent.dronabinol"),
    ),
    (
        "Can THC:CBD capsules cause dizziness?",
        "safety",
        {"agent.thc_cbd": "intervention", "outcome.dizziness": "outcome"},
        ("agent.thc", "agent.cbd"),
    ),
    (
        "Does CBD 10 mg with THC 2.5 mg interact with warfarin?",
        "interaction",
        {"agent.thc_cbd": "intervention", "medicine.warfarin": "other"},
        (),
    ),
    ("Is CBD safe with tamoxifen?", "interaction", {"agent.cbd": "intervention", "medicine.tamoxifen": "other"}, ()),
    (
        "Does food change the bioavailability of oral cannabidiol?",
        "pk",
        {"agent.cbd": "intervention", "route.oral": "other", "outcome.exposure": "outcome"},
        (),
    ),
    (
        "What does NCCN recommend on cannabis for pain?",
        "guideline",
        {"body.nccn": "other", "agent.cannabinoids": "intervention", "condition.pain": "population"},
        (),
    ),
    (
        "By which receptor does CBG act in mice?",
        "mechanism",
        {"agent.cbg": "intervention", "outcome.receptor": "outcome", "design.animal": "other"},
        (),
    ),
    (
        "Is Marinol FDA approved for cachexia?",
        "access",
        {"agent.dronabinol": "intervention", "body.fda": "other", "condition.cachexia": "population"},
        (),
    ),
    (
        "Any randomised trial of cannabis for sleep in palliative care?",
        "efficacy",
        {"design.rct": "other", "condition.sleep": "outcome", "context.palliative": "population"},
        (),
    ),
    (
        "Does vaporised cannabis ease anxiety?",
        "efficacy",
        {"agent.smoked_cannabis": "intervention", "route.vaporized": "other", "condition.anxiety": "population"},
        ("agent.cannabinoids",),
    ),
    (
        "Will oil under the tongue work faster than a swallowed capsule of THC?",
        "pk",
        {"route.sublingual": "other", "route.oral_capsule": "other", "agent.thc": "intervention"},
        (),
    ),
    (
        "Neuropathy after oxaliplatin: is topical cannabidiol any use?",
        "efficacy",
        {
            "condition.cipn": "population",
            "agent.cbd": "intervention",
            "route.topical": "other",
            "medicine.oxaliplatin": "other",
        },
        (),
    ),
    (
        "Does cannabis blunt nivolumab?",
        "interaction",
        {"agent.cannabinoids": "intervention", "medicine.nivolumab": "other"},
        (),
    ),
    (
        "Is dronabinol as effective as ondansetron for delayed emesis?",
        "comparison",
        {"agent.dronabinol": "intervention", "medicine.ondansetron": "comparator", "condition.cinv": "population"},
        (),
    ),
    (
        "Does THC extend survival in glioblastoma?",
        "efficacy",
        {"agent.thc": "intervention", "outcome.survival": "outcome", "tumor.glioma": "population"},
        (),
    ),
    (
        "Can children take nabilone for chemo nausea?",
        "efficacy",
        {"population.pediatric": "population", "agent.nabilone": "intervention", "condition.cinv": "outcome"},
        (),
    ),
    (
        "What liver risk does Epidiolex carry with valproate?",
        "safety",
        {"agent.cbd_prescription": "intervention", "outcome.liver": "outcome", "medicine.valproate": "other"},
        ("agent.cbd",),
    ),
    ("best treatment for gout", "efficacy", {"disease.gout": "population"}, ()),
    (
        "Does d-limonene dampen Δ9-THC anxiety?",
        "efficacy",
        {"agent.limonene": "intervention", "agent.thc": "intervention", "condition.anxiety": "population"},
        ("agent.terpenes",),
    ),
    (
        "Instead of gabapentin, could THC treat neuropathic pain?",
        None,
        {"medicine.gabapentin": "comparator", "agent.thc": "intervention", "condition.neuropathic_pain": "population"},
        (),
    ),
    (
        "Does switching from morphine to nabilone control pain?",
        None,
        {"medicine.morphine": "comparator", "agent.nabilone": "intervention"},
        (),
    ),
    ("Do people who vomit prefer capsules?", None, {"condition.nausea_vomiting": "population"}, ("body.who",)),
]


@pytest.mark.parametrize(("question", "intent", "present", "absent"), PICO)
def test_a_question_is_read_as_pico(question, intent, present, absent, vocabulary):
    query = understand(question, vocabulary)
    roles = {c.concept_id: c.role for c in query.concepts}
    assert roles | present == roles
    assert not set(absent) & roles.keys()
    if intent:
        assert query.intent is Intent(intent)


def test_surfaces_are_the_words_of_the_question(vocabulary):
    question = "Does cannabidiol ease CIPN?"
    for concept in understand(question, vocabulary).concepts:
        if not concept.concept_id.startswith("context."):
            assert concept.surface in question


def test_the_expansion_shows_synonyms_and_not_the_question_itself(vocabulary):
    query = understand("Does CBD help CIPN?", vocabulary)
    assert "cannabidiol" in query.expansion
    assert "chemotherapy-induced peripheral neuropathy" in query.expansion
    assert not {"CBD", "CIPN"} & set(query.expansion)


def test_an_abbreviation_in_another_field_is_not_the_agent(vocabulary):
    assert not understand("CBD stones after cholecystectomy in the bile duct", vocabulary).concepts


@pytest.mark.parametrize("question", ["", "  \n ", "x" * (MAX_CHARS + 1), "why? " * 20_000])
def test_a_question_out_of_bounds_is_refused(question, vocabulary):
    with pytest.raises(UsageError):
        understand(question, vocabulary)


def test_the_longest_question_is_read(vocabulary):
    question = ("Does CBD help CIPN? " * 200)[:MAX_CHARS].strip()
    assert {c.concept_id for c in understand(question, vocabulary).concepts} >= {"agent.cbd", "condition.cipn"}


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_a_limit_out_of_bounds_is_refused(limit, vocabulary):
    with pytest.raises(UsageError, match="limit"):
        understand("CBD", vocabulary, limit=limit)


@pytest.mark.parametrize(
    "question",
    [
        "Does oral THC:CBD help adults who vomit despite guideline antiemetics?",
        "Does oral THC:CBD help adults who vomit despite guideline-concordant antiemetics?",
    ],
)
def test_a_guideline_that_describes_patients_is_no_question_for_one(vocabulary, question):
    query = understand(question, vocabulary)
    assert query.intent is Intent.EFFICACY
    assert "design.guideline" not in [c.concept_id for c in query.concepts]


def test_what_people_call_a_class_of_medicines_is_searched_in_the_words_of_the_field(vocabulary):
    query = understand("Can a patient on blood thinners take CBD?", vocabulary)
    assert query.text == "Can a patient on blood thinners take CBD?"
    assert query.searched == (
        "Can a patient on blood thinners anticoagulants warfarin apixaban rivaroxaban dabigatran take CBD?"
    )
    assert understand("Can a patient on warfarin take CBD?", vocabulary).searched.startswith(
        "Can a patient on warfarin"
    )


def test_a_part_of_a_medicines_name_is_no_route_and_no_outcome(vocabulary):
    ids = {
        c.concept_id for c in understand("She takes blood pressure pills. Can she use nabilone?", vocabulary).concepts
    }
    assert ids == {"medicine.antihypertensive", "agent.nabilone"}
    alone = {c.concept_id for c in understand("Low blood pressure on nabilone", vocabulary).concepts}
    assert "outcome.hypotension" in alone
