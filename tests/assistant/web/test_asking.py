"""Whose requests and products are whose business, and which places are known."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.domain import UNKNOWN_PLACE, Request
from assistant.errors import Forbidden, NotFound, UsageError
from assistant.service.ask import ask
from assistant.service.asking import asker_for, product_for
from assistant.service.checking import bench_for, place_named
from assistant.users import UserRole
from guardrails import Quarantined
from tests.assistant.web.site import Site


def test_a_product_of_somebody_else_is_refused(site: Site) -> None:
    person = replace(site.people[UserRole.MSL], products=("QUILLMERA",))
    assert product_for(site.rooms, person, "quillmera") == "QUILLMERA"
    with pytest.raises(Forbidden, match=r"VERDANOL is not among your products \(QUILLMERA\)"):
        product_for(site.rooms, person, "Verdanol")
    with pytest.raises(NotFound, match="QUILLMERA, VERDANOL"):
        product_for(site.rooms, person, "P-NONE")


def test_a_request_of_another_territory_is_not_found_whatever_place_the_client_names(site: Site) -> None:
    request = Request("MIR-T-1", "Does CBD interact with warfarin?", date(2026, 11, 2), "unsolicited", "A-1")
    site.rooms.objects.put([request])
    msl = site.people[UserRole.MSL]
    assert asker_for(site.rooms, msl, "MIR-T-1", "US-PA").jurisdiction == "US-OH"
    with pytest.raises(NotFound):
        asker_for(site.rooms, replace(msl, territories=("US-PA",)), "MIR-T-1", "US-PA")
    with pytest.raises(Forbidden):
        asker_for(site.rooms, site.people[UserRole.ACCOUNT_MANAGER], "MIR-T-1", "US")


def test_a_request_without_an_account_is_judged_as_of_an_unknown_place(site: Site) -> None:
    request = Request("MIR-T-2", "Does CBD prevent neuropathy?", date(2026, 11, 2), "unsolicited")
    site.rooms.objects.put([request])
    msl = replace(site.people[UserRole.MSL], territories=("US-OH",))
    asker = asker_for(site.rooms, msl, "MIR-T-2", "US-OH")
    assert asker.jurisdiction == UNKNOWN_PLACE
    outcome = ask(site.rooms, request.text, asker, site.rooms.clock()).outcome
    assert isinstance(outcome, Quarantined)


@pytest.mark.parametrize("written", ["US-ZZ", "us-", "Atlantis", "", "US-OH; US-ZZ"])
def test_a_place_that_nobody_knows_is_refused_with_the_known_ones(site: Site, written: str) -> None:
    with pytest.raises(UsageError, match="US-OH"):
        place_named(written)
    with pytest.raises(UsageError):
        bench_for(
            profile="screen", mode="promotional", jurisdiction=written, products=(), claims=None, now=site.rooms.clock()
        )
    body = {"question": "Does CBD prevent neuropathy?", "jurisdiction": written}
    assert site.api(UserRole.MSL).post("/api/v1/ask", json=body).status_code in (400, 422)


def test_places_are_read_in_their_usual_spellings() -> None:
    assert [place_named(w) for w in ("Ohio", "us_tx", "US", "US-TX;NM")] == ["US-OH", "US-TX", "US", "US-TX; US-NM"]
