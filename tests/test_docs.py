"""What an operator or an author can use has its place in the reference, and nothing else has."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.utils.module_loading import module_has_submodule

from dasite.api import PREFIX, api
from dasite.permissions import PERMISSIONS
from dasite.scopes import SCOPES
from interviews.engine import registry
from interviews.engine.objects.classes import ClassValue
from interviews.engine.registry import import_all
from privacy.retention.registry import all_categories

BASE_DIR = Path(__file__).resolve().parent.parent
REFERENCE = BASE_DIR / "docs" / "reference"
BODIES = ("accounts", "dasite", "interviews", "privacy")
KEY = re.compile(r"[a-z]+\.[a-z_]+")
READ = re.compile(r'(?:env_\w+|environ(?:ment)?\.get|environ(?:ment)?)[([]\s*"(DASITE_\w+)"')


def page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def first_cells(name: str) -> set[str]:
    """Return what the first column of the page's tables names."""
    return set(re.findall(r"^\| `([^`]+)`", page(name), re.MULTILINE))


def settings_read() -> set[str]:
    folders = [BASE_DIR / body for body in BODIES]
    files = [path for folder in folders for path in folder.rglob("*.py")]
    tests = ("services.py", "browser.py", "foreign/scenarios.py")
    files += [BASE_DIR / "tests" / name for name in tests]
    return {name for path in files for name in READ.findall(path.read_text(encoding="utf-8"))}


def test_each_setting_has_its_line_and_each_line_a_setting():
    assert first_cells("settings.md") == settings_read()


def test_each_command_has_its_heading_and_each_heading_a_command():
    paths = (path for body in BODIES for path in (BASE_DIR / body).rglob("commands/*.py"))
    commands = {path.stem for path in paths if path.stem != "__init__"}
    assert set(re.findall(r"^## `([a-z_]+)`$", page("commands.md"), re.MULTILINE)) == commands


def test_each_data_category_has_its_line_and_each_line_a_category():
    named = {cell for cell in first_cells("data-categories.md") if KEY.fullmatch(cell)}
    assert named == {category.key for category in all_categories()}


def test_each_permission_has_its_line_and_each_line_a_permission():
    assert first_cells("permissions.md") == {one.name for one in PERMISSIONS}


def test_each_path_of_the_api_has_its_heading_and_each_heading_a_path():
    paths = api.get_openapi_schema(path_prefix=PREFIX)["paths"]
    found = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert set(re.findall(r"^### `([A-Z]+ /[^`]+)`$", page("api.md"), re.MULTILINE)) == found


def test_each_scope_of_the_api_has_its_line_and_each_line_a_scope():
    assert first_cells("api.md") == {one.name for one in SCOPES}


def modules_of(package: ModuleType) -> set[str]:
    (folder,) = package.__path__
    return {path.stem for path in Path(folder).glob("[a-z]*.py")}


@pytest.mark.parametrize(
    ("kind", "name"), [("blocks", "blocks.md"), ("datatypes", "datatypes.md")]
)
def test_each_block_and_datatype_is_described(kind, name):
    package = import_module(f"interviews.engine.{kind}")
    words = set(re.findall(r"`([^`\n]+)`", page(name)))
    assert modules_of(package) - words == set()


def test_links_between_pages_lead_somewhere():
    pages = [BASE_DIR / "README.md", *(BASE_DIR / "docs").rglob("*.md")]
    broken = [
        f"{path.relative_to(BASE_DIR)}: {target}"
        for path in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert broken == []


def test_no_page_keeps_both_sides_of_a_merge_or_says_a_line_twice():
    pages = [BASE_DIR / "README.md", BASE_DIR / "CHANGELOG.md", *(BASE_DIR / "docs").rglob("*.md")]
    texts = {path: path.read_text(encoding="utf-8") for path in pages}
    merged = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)", re.MULTILINE)
    assert [path.name for path, text in texts.items() if merged.search(text)] == []
    changes = re.findall(r"^- .+$", texts[BASE_DIR / "CHANGELOG.md"], re.MULTILINE)
    assert len(changes) == len(set(changes))


def test_the_index_names_every_page():
    docs = BASE_DIR / "docs"
    pages = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")} - {"README.md"}
    index = (docs / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\(([^)#:]+\.md)\)", index)) == pages


def test_every_app_of_ours_that_keeps_something_says_what():
    for body in BODIES:
        config = apps.get_app_config(body)
        if any(config.get_models()):
            assert config.module
            assert module_has_submodule(config.module, "data_categories"), body


def engine_registry() -> ModuleType:
    """Return the registry with all that interviews can use registered in it."""
    for name in ("evaluator", "functions", "objects"):
        import_all(import_module(f"interviews.engine.{name}"))
    return registry


def called_in(name: str) -> set[str]:
    """Return what the page shows called: `name(…)`, on its own or after a dot."""
    return set(re.findall(r"`(?:\w+\.)?(\w+)\(", page(name)))


def test_each_function_has_its_line_and_each_line_a_function():
    functions = set(engine_registry().functions)
    rows = {cell.partition("(")[0] for cell in first_cells("functions.md") if "(" in cell}
    assert functions - called_in("functions.md") == set()
    assert {row for row in rows if "." not in row} - functions == set()


def test_each_module_and_what_dates_offer_is_named():
    words = set(re.findall(r"`(\w+)`", page("functions.md"))) | called_in("functions.md")
    offered = engine_registry()
    named = words | set(re.findall(r"`([\w.]+)`", page("functions.md")))
    # Of two modules within each other the inner one is named.
    outer = {name.partition(".")[0] for name in named if "." in name}
    assert set(offered.modules) - named - outer == set()
    for kind in (date, datetime, time, timedelta):
        assert set(offered.methods.get(kind, {})) - words == set()
        assert set(offered.readings.get(kind, {})) - words == set()


def test_each_class_and_each_of_its_methods_is_described():
    classes = {
        name: made
        for name, made in engine_registry().classes.items()
        if isinstance(made, ClassValue)
    }
    assert set(classes) - set(re.findall(r"`(\w+)`", page("objects.md"))) == set()
    methods = {name for made in classes.values() for name in getattr(made.made, "members", ())}
    assert methods - called_in("objects.md") == set()
