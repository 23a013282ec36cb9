"""Ids that nobody has, in every address of the administration: not there, and never an error."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.dasite.matrix import METHODS, path_of, routes, undone
from tests.dasite.test_matrix import is_of_administration
from tests.people import let_in, make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("made_up", ["abc", "9" * 30, "-1", "1_2", "%00", "null"])
def test_an_id_that_nobody_has_is_not_there(made_up):
    root = make_person("root", is_staff=True, is_superuser=True)
    office = let_in(Client(raise_request_exception=False), root)
    wrong = []
    for route in filter(is_of_administration, routes()):
        if "object_id" in route or ("<int:" in route and made_up.isdecimal()):
            path = path_of(route, dict.fromkeys(("object_id", "pk", "number"), made_up))
            for method in METHODS:
                with undone():
                    status = getattr(office, method)(path).status_code
                wrong += [f"{method} {path}: {status}"] if status >= 500 else []
    assert wrong == []
