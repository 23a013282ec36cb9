"""Packages are checked, published once a change, and never taken from those who began."""

from __future__ import annotations

import io
import zipfile

import pytest

from interviews.models import InterviewSource, Package, PackageVersion
from interviews.services import folders
from interviews.services.folders import PackageRefused, read_archive, read_folder
from interviews.services.publishing import publish_packages
from tests.interviews.conftest import FILES, FIVE, NOW, PACKAGE

CHANGED = {"data/questions/five.yml": FIVE.replace(b"Whom do you thank?", b"Who was it?")}


def publish(files, **kwargs):
    return publish_packages({PACKAGE: files}, is_listed=True, now=NOW, **kwargs)[0]


def test_the_same_bytes_make_no_second_version(db):
    assert publish(FILES).is_new
    again = publish(FILES)
    assert not again.is_new
    assert again.number == PackageVersion.objects.get().number == 1


def test_a_change_makes_the_next_version(db):
    publish(FILES)
    assert publish(CHANGED).number == 2
    assert InterviewSource.objects.get().version.number == 2


def test_whoever_began_stays_on_the_version_they_began_with(walk):
    publish(CHANGED)
    assert "Whom do you thank?" in walk.open(walk.url).page
    assert "Who was it?" in walk.begin().page


def test_the_title_and_description_are_the_authors(db):
    publish(FILES)
    source = InterviewSource.objects.get()
    assert source.title == "Five questions"
    assert source.description.strip() == "Asks five things and writes a letter."
    assert source.is_listed


def test_a_mistake_is_named_with_file_line_and_column_and_is_not_offered(db):
    files = {**FILES, "data/questions/bad.yml": b"question: |\n  Hm?\nfieldz:\n  - Name: x\n"}
    published = publish(files)
    assert published.mistakes
    position = published.mistakes[0].position
    assert position.path == f"{PACKAGE}:data/questions/bad.yml"
    assert position.line >= 1
    bad = InterviewSource.objects.get(path="data/questions/bad.yml")
    assert bad.mistakes == len(published.mistakes)
    assert bad not in InterviewSource.objects.on_offer()
    assert InterviewSource.objects.on_offer().count() == 1


def test_a_version_with_a_mistake_does_not_replace_one_without(walk):
    published = publish({"data/questions/five.yml": b"question: [\n"})
    assert published.is_new
    assert published.mistakes
    source = InterviewSource.objects.get()
    assert source.version.number == 1
    assert source.mistakes == 0
    assert "Whom do you thank?" in walk.begin().page


def test_a_corrected_mistake_is_offered(db):
    publish({"data/questions/five.yml": b"question: [\n"})
    assert InterviewSource.objects.get().mistakes
    publish(FILES)
    assert InterviewSource.objects.on_offer().exists()


def test_an_interview_that_left_its_package_leaves_the_front_page(db):
    publish(FILES)
    publish({"data/questions/other.yml": FIVE})
    assert [each.path for each in InterviewSource.objects.on_offer()] == [
        "data/questions/other.yml"
    ]


def test_a_package_may_include_a_file_of_another_published_with_it(db):
    include = b"include:\n  - other.words:data/questions/five.yml\n"
    published = publish_packages(
        {"other.words": FILES, PACKAGE: {"data/questions/all.yml": include}},
        is_listed=True,
        now=NOW,
    )
    assert not [mistake for each in published for mistake in each.mistakes]


def test_folders_are_read_by_the_name_that_python_would_give_them(tmp_path):
    for name in ("my.letters", "x/docassemble/Taxes", ".git/hidden"):
        questions = tmp_path / name / "data" / "questions"
        questions.mkdir(parents=True)
        (questions / "a.yml").write_bytes(FIVE)
        (questions.parent / "secret.txt").write_text("not a part of a package")
    found = read_folder(tmp_path)
    assert sorted(found) == ["docassemble.Taxes", "my.letters"]
    assert list(found["my.letters"]) == ["data/questions/a.yml"]


def test_the_folder_of_one_package_is_read_too(tmp_path):
    questions = tmp_path / "my.letters" / "data" / "questions"
    questions.mkdir(parents=True)
    (questions / "a.yml").write_bytes(FIVE)
    assert list(read_folder(tmp_path / "my.letters")) == ["my.letters"]


def test_a_folder_without_a_package_is_refused_with_what_is_wanted(tmp_path):
    with pytest.raises(PackageRefused, match="PACKAGE/data/questions"):
        read_folder(tmp_path)


def test_links_in_a_package_are_not_followed(tmp_path):
    questions = tmp_path / "my.letters" / "data" / "questions"
    questions.mkdir(parents=True)
    (questions / "a.yml").symlink_to("/etc/passwd")
    assert read_folder(tmp_path) == {"my.letters": {}}


def archive(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def test_an_archive_is_read_as_a_folder_is():
    name = "repo__docassemble__Taxes__data__questions__a.yml"
    found = read_archive(archive(**{name: FIVE, "repo__README.md": b"x"}))
    assert found == {"docassemble.Taxes": {"data/questions/a.yml": FIVE}}


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip", archive(a=b"x")])
def test_what_is_no_archive_of_a_package_is_refused(content):
    with pytest.raises(PackageRefused):
        read_archive(content)


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(folders, "MOST_PACKAGE_BYTES", 1_000)
    with pytest.raises(PackageRefused, match="1000 bytes"):
        read_archive(archive(my__data__questions__a=b"\n" * 100_000))


def test_a_path_that_climbs_out_is_no_part_of_a_package():
    name = "my__..__data__questions__a.yml"
    with pytest.raises(PackageRefused):
        read_archive(archive(**{name: FIVE}))


def test_nothing_is_published_when_publishing_fails_midway(db, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError

    monkeypatch.setattr("interviews.services.publishing._put_up", fail)
    with pytest.raises(RuntimeError):
        publish(FILES)
    assert not Package.objects.exists()
