"""What PostgreSQL refuses to be asked is answered as what is not there, and nothing else is."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from dasite.damaged import NUL_REFUSED, DamagedRequestMiddleware


@pytest.mark.parametrize(
    ("error", "is_answered"),
    [
        (ValueError(f"{NUL_REFUSED} (0x00) characters."), True),
        (ValueError("another"), False),
        (KeyError(NUL_REFUSED), False),
    ],
)
def test_only_a_nul_that_came_as_far_as_the_database_is_answered_404(rf, error, is_answered):
    said = DamagedRequestMiddleware(lambda request: HttpResponse()).process_exception(
        rf.get("/"), error
    )
    assert (said is not None) == is_answered
    assert said is None or said.status_code == 404
