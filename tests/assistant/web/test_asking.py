"""Whose requests and products are whose business."""

from dataclasses import replace

import pytest

from assistant.errors import Forbidden
from assistant.service.asking import require_product
from assistant.users import UserRole
from tests.assistant.web.site import Site


def test_a_product_of_somebody_else_is_refused(site: Site) -> None:
    person = replace(site.people[UserRole.MSL], products=("P-MINE",))
    require_product(person, "P-MINE")
    with pytest.raises(Forbidden, match="P-OTHER"):
        require_product(person, "P-OTHER")
