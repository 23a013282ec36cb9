"""Files in folders go by their age; links are never followed."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from privacy.models import RetentionRun
from privacy.retention import folders, policies, registry, run
from privacy.retention.folders import FolderCategory
from privacy.retention.modes import After
from privacy.retention.plan import make_plan, preview
from tests.privacy.kinds import NOW

DAY = timedelta(days=1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


@pytest.fixture
def category(root: Path, categories) -> FolderCategory:
    class Temporary(FolderCategory):
        key = "test.file"
        label = "temporary files"
        purpose = "so that files can be received"
        legal_ground = "contract"
        default = After("P1D")
        floor = ""

        def roots(self):
            return (root,)

    registry.register(Temporary)
    found = registry.get_category("test.file")
    assert isinstance(found, FolderCategory)
    return found


def put(path: Path, age: timedelta, text: str = "four") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    set_age(path, age)
    return path


def set_age(path: Path, age: timedelta) -> None:
    moment = (NOW - age).timestamp()
    os.utime(path, (moment, moment), follow_symlinks=False)


def test_old_files_go_and_young_ones_stay(category, root):
    old = put(root / "old", DAY + timedelta(seconds=10))
    young = put(root / "young", DAY - timedelta(seconds=10))
    assert folders.remove_old(category, NOW - DAY) == 1
    assert not old.exists()
    assert young.exists()


def test_a_link_goes_and_what_it_points_at_stays(category, root, tmp_path):
    outside = put(tmp_path / "outside" / "kept", 9 * DAY)
    set_age(outside.parent, 9 * DAY)
    for name, target in (("file", outside), ("folder", outside.parent)):
        (root / name).symlink_to(target)
        set_age(root / name, 9 * DAY)
    folders.remove_old(category, NOW - DAY)
    assert outside.exists()
    assert not (root / "file").is_symlink()


def test_a_root_that_is_a_link_is_left_alone(category, root, tmp_path):
    outside = put(tmp_path / "outside" / "kept", 9 * DAY)
    root.rmdir()
    root.symlink_to(outside.parent)
    assert folders.remove_old(category, NOW - DAY) == 0
    assert outside.exists()


def test_a_root_that_is_not_there_is_nothing(category, root):
    root.rmdir()
    assert folders.remove_old(category, NOW) == 0
    assert folders.look_at(category, NOW).count == 0


def test_old_empty_folders_go_and_the_root_stays(category, root):
    put(root / "a" / "b" / "old", 9 * DAY)
    put(root / "c" / "young", timedelta(0))
    for folder in (root / "a" / "b", root / "a", root / "c", root):
        set_age(folder, 9 * DAY)
    folders.remove_old(category, NOW - DAY)
    for folder in (root / "a" / "b", root / "a", root / "c", root):
        if folder.exists():
            set_age(folder, 9 * DAY)
    folders.remove_old(category, NOW - DAY)
    folders.remove_old(category, NOW - DAY)
    assert root.exists()
    assert (root / "c" / "young").exists()


def test_pipes_and_the_like_are_not_touched(category, root):
    os.mkfifo(root / "pipe")
    set_age(root / "pipe", 9 * DAY)
    assert folders.remove_old(category, NOW) == 0
    assert (root / "pipe").exists()


@pytest.mark.parametrize("call", ["stat", "unlink"])
def test_a_file_that_is_gone_meanwhile_is_no_failure(category, root, monkeypatch, call):
    put(root / "old", 9 * DAY)
    real = getattr(os, call)

    def gone(path, *, dir_fd=None, **kwargs):
        if dir_fd is not None:
            raise FileNotFoundError
        return real(path, **kwargs)

    with monkeypatch.context() as hurried:
        hurried.setattr(os, call, gone)
        assert folders.remove_old(category, NOW) == 0


def test_what_is_looked_at_is_counted_and_weighed(category, root):
    put(root / "one", 9 * DAY)
    put(root / "two", 5 * DAY, "seven77")
    seen = folders.look_at(category, NOW - DAY)
    assert (seen.count, seen.size, seen.oldest) == (2, 11, NOW - 9 * DAY)
    assert folders.look_at(category, None).count == 0


@pytest.mark.django_db
def test_a_policy_empties_the_folder(category, root, clock, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(category, After("P1D"), now=NOW - 5 * DAY, by=None)
    put(root / "old", 9 * DAY)
    assert preview(category, After("P1D"), NOW).now.count == 1
    assert preview(category, After("P1D"), NOW).sample == ()
    done = run.carry_out(make_plan(NOW), clock, trigger=RetentionRun.Trigger.BEAT)
    assert (done.state, done.erased) == ("done", 1)
    assert not (root / "old").exists()


def test_each_folder_category_must_say_its_roots():
    with pytest.raises(NotImplementedError):
        FolderCategory().roots()
