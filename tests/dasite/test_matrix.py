"""Who gets where: every address of the site, as everybody, against one table."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import AnonymousUser, Group
from django.core.files.storage import default_storage
from django.test import Client

from accounts.models import Invitation, User
from accounts.presets import PRESETS
from dasite.permissions import PERMISSIONS
from interviews import shelf
from interviews.models import AssembledDocument, InterviewSource, PackageVersion
from interviews.services.publishing import publish_packages
from privacy.models import (
    Admission,
    AuditEntry,
    FilesToRemove,
    Hold,
    Job,
    LedgerEntry,
    RetentionBatch,
    RetentionRun,
    Tombstone,
)
from privacy.permissions import rows_of
from tests.dasite.matrix import METHODS, Colleague, Visitor, path_of, routes
from tests.interviews.conftest import FILES, NOW, PACKAGE, Walk
from tests.people import let_in, log_in, make_person

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


def records(person: User) -> dict[str, Any]:
    """Make a record of each kind that the administration shows; return their keys."""
    run = RetentionRun.objects.create(trigger="admin", state="asking", as_of=NOW, started_at=NOW)
    made = {
        "axes/accessattempt": AccessAttempt.objects.create(
            attempt_time=NOW, failures_since_start=5, ip_address="192.0.2.7"
        ),
        "privacy/auditentry": AuditEntry.objects.create(what="setting", at=NOW),
        "privacy/filestoremove": FilesToRemove.objects.create(names=[]),
        "privacy/job": Job.objects.create(kind="none", done_at=NOW),
        "privacy/ledgerentry": LedgerEntry.objects.create(
            seq=9, kind="done", batch=uuid4(), at=NOW
        ),
        "privacy/retentionrun": run,
        "privacy/tombstone": Tombstone.objects.create(user_id=4711, erased_at=NOW),
        "privacy/hold": Hold.objects.create(
            kind="subject", ref=str(person.subject_id), review_on=NOW.date()
        ),
        "privacy/retentionbatch": RetentionBatch.objects.create(
            run=run,
            category="none",
            step="done",
            position=0,
            count=0,
            started_at=NOW,
            claimed_until=NOW,
        ),
        "accounts/invitation": Invitation.objects.create(
            key="0", invited_by=person.pk, sent_at=NOW, expires_at=NOW
        ),
    }
    return {name: row.pk for name, row in made.items()}


@pytest.fixture
def site(monkeypatch) -> dict[str, Any]:
    """A site with Alice's finished interview, into which Bob was let; values for addresses."""
    # What a request deletes comes back with its savepoint; a file would not.
    monkeypatch.setattr(default_storage, "delete", lambda name: None)
    shelf.clear()
    publish_packages({PACKAGE: FILES}, is_listed=True, now=NOW)
    alice, bob, charlie = (make_person(name) for name in ("alice", "bob", "charlie"))
    clients = {"stranger": Client(), "helper": Client(), "owner": Client()}
    for client, person in zip(clients.values(), (charlie, bob, alice), strict=True):
        assert log_in(client, person).status_code == 302
    walk = Walk(clients["owner"]).begin()
    walk.to_end()
    key = walk.page.split(f"{walk.url}documents/")[1].split(".")[0]
    assert walk.client.get(f"{walk.url}documents/{key}.html").status_code == 200
    walk.client.post(f"{walk.url}access/", {"number": bob.pk, "email": bob.email, "lasts": "open"})
    session = walk.session
    return {
        "clients": clients,
        "values": {
            "uid": session.uid,
            "number": 0,
            "source_id": InterviewSource.objects.get().pk,
            "admission_id": Admission.objects.get().pk,
            "document_uid": AssembledDocument.objects.get().uid,
            "file_uid": session.uid,
            "key": key,
            "ending": "html",
            "package": PACKAGE,
            "path": "data/questions/five.yml",
            "uidb36": "1",
        },
        "objects": {
            "interviews/interviewsession": session.pk,
            "interviews/interviewsource": InterviewSource.objects.get().pk,
            "accounts/user": alice.pk,
            "auth/group": Group.objects.create(name="Empty").pk,
            "interviews/packageversion": PackageVersion.objects.get().pk,
            **records(alice),
        },
    }


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


def colleague(name: str, *permissions: str, **fields) -> Colleague:
    """Return somebody on the staff, who gave a second factor and holds these permissions."""
    person = make_person(name, is_staff=True, **fields)
    role = Group.objects.create(name=f"role of {name}")
    role.permissions.set(rows_of(permissions).values())
    person.groups.add(role)
    client = let_in(Client(), person)
    return Colleague(User.objects.get(pk=person.pk), client.session)


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


def test_every_page_of_the_administration_as_each_permission_role_and_administrator(site):
    """Each permission that the table names opens alone; all others together do not."""
    names = {one.codename: one.name for one in PERMISSIONS}
    holders = {short: colleague(short, name) for short, name in names.items()}
    roles = {one: colleague(f"a-{one.name}", *one.permissions) for one in PRESETS}
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
