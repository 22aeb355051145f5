"""Real answers have the shapes that the OpenAPI document promises."""

import pytest

from assistant.users import UserRole
from assistant.web import answers as texts, answers_of_work as work
from tests.assistant.web.site import Site

MSL, LEG, ADM = UserRole.MSL, UserRole.REVIEWER_LEGAL, UserRole.ADMIN
SHAPES = [
    (MSL, "claims", texts.Page[texts.ClaimRow]),
    (MSL, "claims/HB-B-001", texts.ClaimVersionsRow),
    (MSL, "accounts", texts.Page[texts.TaggedAccountRow]),
    (MSL, "accounts/A-1", texts.AccountRow),
    (MSL, "requests", texts.Page[texts.RequestRow]),
    (MSL, "documents", texts.Page[texts.DraftRow]),
    (MSL, "records/39016024", texts.RecordRow),
    (MSL, "library", texts.LibraryRow),
    (MSL, "me", work.MeRow),
    (MSL, "keys", texts.Items[work.KeyRow]),
    (LEG, "safety-reports", texts.Page[texts.ReportRow]),
    (LEG, "reviews", texts.Page[work.ReviewRow]),
    (LEG, "released", texts.Page[work.ReleasedListRow]),
    (LEG, "audit", texts.Page[work.EventRow]),
    (LEG, "audit/verification", work.ChainRow),
    (ADM, "users", texts.Page[work.UserRow]),
    (ADM, "jobs", texts.Page[work.JobRow]),
]


@pytest.mark.parametrize(("role", "path", "shape"), SHAPES, ids=lambda v: v if isinstance(v, str) else None)
def test_what_is_read(site: Site, role: UserRole, path: str, shape: type[texts.Answer]) -> None:
    shape.model_validate(site.api(role).get(f"/api/v1/{path}").json())


def test_what_is_drafted_found_and_judged(site: Site) -> None:
    msl = site.api(MSL)
    asked = msl.post("/api/v1/ask", json={"question": "Does CBD prevent chemotherapy-induced peripheral neuropathy?"})
    texts.ReleasedRow.model_validate(asked.json())
    texts.HitsRow.model_validate(msl.post("/api/v1/search", json={"question": "nabiximols pain", "limit": 3}).json())
    texts.VerdictRow.model_validate(msl.post("/api/v1/check", json={"text": "Our oil cures nausea."}).json())
