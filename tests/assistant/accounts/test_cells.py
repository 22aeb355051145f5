from hypothesis import given, strategies as st

from assistant.accounts.cells import is_formula
from guardrails import bare_cell, safe_cell

CELLS = st.text(alphabet="'=+-@\t＝ab 1", max_size=6) | st.text(max_size=30)


@given(text=CELLS)
def test_what_leaves_comes_back_and_does_not_run(text: str) -> None:
    assert bare_cell(safe_cell(text)) == text
    assert not is_formula(safe_cell(text).strip()) or text != text.strip()
