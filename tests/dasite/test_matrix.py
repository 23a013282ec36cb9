"""Who gets where: every address of the site, as everybody, against one table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin import AdminSite
from django.contrib.auth.models import AnonymousUser, Group
from django.core.files.storage import default_storage
from django.test import Client

from accounts.models import User
from accounts.presets import PRESETS, Preset
from dasite.admin import DasiteAdminSite
from dasite.permissions import PERMISSIONS
from privacy.permissions import rows_of
from tests.dasite.furnished import furnish
from tests.dasite.matrix import METHODS, Colleague, Visitor, path_of, routes
from tests.factors import enrol
from tests.people import give_factor, let_in, log_in, make_person

pytestmark = pytest.mark.django_db

PEOPLE = ("nobody", "stranger", "helper", "owner")
REFUSED = frozenset({"no", "login", "gone", "method"})

HERE = Path(__file__).parent


def read_table(name: str) -> str:
    """Return a table with its short names written out."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    text = [line for line in lines if line and not line.startswith("#")]
    short = dict(line.split(" = ") for line in text if line.startswith("@"))
    table = "\n".join(line for line in text if not line.startswith("@"))
    for word, meant in short.items():
        table = table.replace(word, meant)
    return table


PAGES = read_table("matrix_pages.txt")
ADMINISTRATION = read_table("matrix_administration.txt")


def rows(table: str) -> dict[str, list[str]]:
    """Return the cells of a table by route."""
    found = {}
    for line in table.strip().splitlines():
        route, *cells = (cell.strip() for cell in f" {line}".split(" | "))
        assert route not in found, f"{route} has two rows"
        found[route] = cells
    return found


def is_of_administration(route: str) -> bool:
    return route.startswith("admin/")


@pytest.fixture
def site(monkeypatch) -> dict[str, Any]:
    """People's browsers, and values for addresses."""
    # What a request deletes comes back with its savepoint; a file would not.
    monkeypatch.setattr(default_storage, "delete", lambda name: None)
    return furnish()


@pytest.fixture
def no_menu(monkeypatch) -> None:
    """Leave the menu out, which asks every page whether somebody may see it, for each answer."""

    def of_one_body(self, request, app_label=None):
        return AdminSite.get_app_list(self, request, app_label) if app_label else []

    monkeypatch.setattr(DasiteAdminSite, "get_app_list", of_one_body)


def wrong(found: dict[str, list[str]], table: str) -> str:
    """Return the lines that differ from the table, as they would have to stand in it."""
    known = rows(table)
    lines = [
        " | ".join([route, *cells]) for route, cells in found.items() if known.get(route) != cells
    ]
    gone = [f"{route}: there is no such address" for route in known.keys() - found.keys()]
    return "\n".join([*lines, *gone])


def test_every_page_and_endpoint_as_nobody_stranger_helper_and_owner(site):
    visitors = {"nobody": Visitor(Client())}
    visitors |= {name: Visitor(client) for name, client in site["clients"].items()}
    found = {}
    for route in routes():
        if not is_of_administration(route):
            path = path_of(route, site["values"])
            found[route] = [
                "/".join(visitors[name].tries(path, method) for method in METHODS)
                for name in PEOPLE
            ]
    assert wrong(found, PAGES) == ""


@pytest.mark.parametrize("preset", [*PRESETS, None], ids=lambda one: one.name if one else "root")
def test_no_role_and_no_administrator_gets_further_than_a_stranger_outside(site, preset):
    """Whatever is refused to Charlie on the pages of people is refused to the staff as well."""
    person = make_person("staff", is_staff=True, is_superuser=preset is None)
    if preset is not None:
        person.groups.add(role_of(preset))
    client = Client()
    log_in(client, person)
    visitor = Visitor(give_factor(client, person))
    further = []
    for route, cells in rows(PAGES).items():
        for method, stranger in zip(
            METHODS, cells[PEOPLE.index("stranger")].split("/"), strict=True
        ):
            if stranger in {"none", "no"}:
                found = visitor.tries(path_of(route, site["values"]), method)
                further += [f"{method} {route}: {found}"] if found != stranger else []
    assert further == []


def test_who_still_owes_the_second_factor_gets_no_further_than_nobody(site):
    """Alice gave her password; all but the page for her code answers as if she were not here."""
    alice = User.objects.get(email="alice@example.org")
    enrol(site["clients"]["owner"])
    half = Client()
    assert log_in(half, alice)["Location"] == "/account/factors/authenticate/"
    visitor, further, people = Visitor(half), {}, rows(PAGES)
    for route in routes():
        answers = [visitor.tries(path_of(route, site["values"]), method) for method in METHODS]
        nobody = "login/login" if is_of_administration(route) else people[route][0]
        if "/".join(answers) != nobody:
            further[route] = "/".join(answers)
    assert further == {"account/factors/authenticate/": "in/in", "admin/logout/": "gone/gone"}


def enter(person: User) -> Colleague:
    """Return somebody on the staff who logged in and gave a second factor."""
    client = let_in(Client(), person)
    return Colleague(User.objects.get(pk=person.pk), client.session)


def colleague(name: str, *permissions: str, **fields) -> Colleague:
    """Return somebody on the staff who holds these permissions."""
    person = make_person(name, is_staff=True, **fields)
    person.user_permissions.set(rows_of(permissions).values())
    return enter(person)


def member(preset: Preset) -> Colleague:
    """Return somebody on the staff who has a role."""
    person = make_person(f"a-{preset.name}", is_staff=True)
    person.groups.add(role_of(preset))
    return enter(person)


def role_of(preset: Preset) -> Group:
    role = Group.objects.create(name=f"a {preset.name}")
    role.permissions.set(rows_of(preset.permissions).values())
    return role


def admin_path(route: str, objects: dict[str, int]) -> str:
    model = "/".join(route.split("/")[1:3])
    number = objects.get(model, 1)
    values = {
        "pk": number,
        "object_id": number,
        "app_label": "privacy",
        "url": "nowhere",
        "kind": "role",
        "number": objects["auth/group" if "permissions" in route else "accounts/user"],
        "key": "interviews.session",
    }
    return path_of(route, values)


def opens(cell: str) -> set[str]:
    """Return the permissions that a cell of the table names."""
    return set(cell.split()) - {"nobody", "administrators", "staff", "everybody"}


def test_every_page_of_the_administration_as_each_permission_role_and_administrator(site, no_menu):
    """Each permission that the table names opens alone; all others together do not."""
    names = {one.codename: one.name for one in PERMISSIONS}
    holders = {short: colleague(short, name) for short, name in names.items()}
    roles = {one: member(one) for one in PRESETS}
    empty, root = colleague("empty"), colleague("root", is_superuser=True)
    others: dict[str, Colleague] = {}
    outside = (
        Colleague(AnonymousUser(), Client().session),
        Colleague(User.objects.get(email="charlie@example.org"), empty.session),
    )
    wrong = []
    for route, cells in rows(ADMINISTRATION).items():
        path = admin_path(route, site["objects"])
        for method, cell in zip(METHODS, cells, strict=True):
            named = opens(cell)
            if cell not in others:
                rest = [name for short, name in names.items() if short not in named]
                others[cell] = colleague(f"other{len(others)}", *rest)
            for_all = cell in {"staff", "everybody"}
            expected = [(short, holders[short], True) for short in named]
            expected += [("all others", others[cell], for_all), ("nothing", empty, for_all)]
            expected += [("administrator", root, cell != "nobody")]
            expected += [("outside", one, cell == "everybody") for one in outside]
            if named and (method == "get" or cell != cells[0]):
                expected += [
                    (preset.name, who, any(names[one] in preset.permissions for one in named))
                    for preset, who in roles.items()
                ]
            wrong += [
                f"{method} {route} as {name}: {'refused' if wanted else 'let in'}"
                for name, who, wanted in expected
                if lets(who, path, method) is not wanted
            ]
    assert wrong == []


def lets(who: Colleague, path: str, method: str) -> bool:
    return who.tries(path, method) not in REFUSED


def test_every_address_has_a_row_and_every_row_an_address():
    named = rows(PAGES).keys() | rows(ADMINISTRATION).keys()
    assert named == set(routes())
