from __future__ import annotations

import pytest
from lxml import etree

from ingest.errors import RecordError
from ingest.markup import _BLANKS, text_of

M = 'xmlns:m="http://www.w3.org/1998/Math/MathML"'


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("10<sup>5</sup> cells", "10^5 cells"),
        ("2 x 10<sup>-3</sup>", "2 x 10^-3"),
        ("10<sup>n+1</sup>", "10^(n+1)"),
        ("kg/m<sup>2</sup>", "kg/m^2"),
        ("the 1<sup>st</sup> day", "the 1st day"),
        ("CD4<sup>+</sup> T cells", "CD4+ T cells"),
        ("Ca<sup>2+</sup>", "Ca2+"),
        ("Δ<sup>9</sup>-THC", "Δ9-THC"),
        ("[<sup>18</sup>F]FDG", "[18F]FDG"),
        ("study.<sup>1,2</sup> Then", "study.^1,2 Then"),
        ("Sativex<sup>TM</sup>", "Sativex™"),
        ("H<sub>2</sub>O", "H2O"),
        ("CB<sub>1</sub> and CB<sub>2</sub>", "CB1 and CB2"),
        ("IC<sub>50</sub>", "IC50"),
        ("C<sub>max</sub>", "Cmax"),
        ("p<sub>trend</sub>=0.048", "p_trend=0.048"),
        ("x<sub>i+1</sub>", "x_(i+1)"),
        ("AUC<sub>0-24</sub>", "AUC0-24"),
        ("<i>in <b>vivo</b></i> and <u>more</u> text", "in vivo and more text"),
        ("<i>a</i> <b>b</b>", "a b"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("line\n   breaks\tand  gaps", "line breaks and gaps"),
        ("e\u0301", "é"),
        ("<sup/>x", "x"),
        (f"<m:math {M}><m:mfrac><m:mn>1</m:mn><m:mn>2</m:mn></m:mfrac></m:math>", "1/2"),
        (f"<m:math {M}><m:msup><m:mn>10</m:mn><m:mn>5</m:mn></m:msup></m:math>", "10^5"),
        (f"<m:math {M}><m:msub><m:mi>x</m:mi><m:mi>i</m:mi></m:msub></m:math>", "x_i"),
        (f"<m:math {M}><m:msqrt><m:mi>n</m:mi></m:msqrt></m:math>", "√n"),
        (
            f"<m:math {M}><m:mmultiscripts><m:mi>He</m:mi><m:mprescripts/><m:none/><m:mn>3</m:mn></m:mmultiscripts>"
            "</m:math> MRI",
            "^3He MRI",
        ),
        (
            f"<m:math {M}><m:mrow><m:mi>p</m:mi><m:mo>=</m:mo><m:mfrac><m:mrow><m:mi>a</m:mi><m:mo>+</m:mo><m:mi>b</m:mi>"
            "</m:mrow><m:mi>c</m:mi></m:mfrac></m:mrow></m:math>",
            "p=(a+b)/c",
        ),
    ],
)
def test_markup_becomes_characters_that_mean_the_same(markup: str, plain: str) -> None:
    assert text_of(etree.fromstring(f"<t>{markup}</t>")) == plain


def test_no_element_and_an_empty_one_are_empty_text() -> None:
    assert text_of(None) == ""
    assert text_of(etree.fromstring("<t/>")) == ""


def test_a_missing_entity_is_an_error_not_a_gap() -> None:
    parser = etree.XMLParser(resolve_entities=False)
    document = etree.fromstring('<!DOCTYPE t SYSTEM "none.dtd"><t>5 &times; 3</t>', parser)
    with pytest.raises(RecordError, match="undeclared entity"):
        text_of(document)


def test_all_white_space_of_unicode_is_known() -> None:
    assert {" ", *_BLANKS} == {c for c in map(chr, range(0x110000)) if c.isspace()}


@pytest.mark.parametrize("blank", ["  ", "\n", "\t", "\u00a0", "\u2009", "\u3000"])
@pytest.mark.parametrize("before", [5, 300])
def test_white_space_of_long_and_short_texts_is_collapsed(blank: str, before: int) -> None:
    element = etree.Element("AbstractText")
    element.text = "é" * before + blank + "x" * 5
    assert text_of(element) == "é" * before + " " + "x" * 5
    element.text = blank + "é" * before + blank
    assert text_of(element) == "é" * before
    element.text = "é" * before + " x"
    assert text_of(element) == element.text
