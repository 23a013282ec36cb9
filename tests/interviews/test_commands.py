"""The commands for authors: every mistake with its place, and a code that a script can see."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from interviews.management.commands.interview_import import EXAMPLES
from interviews.models import InterviewSource, PackageVersion
from tests.interviews.conftest import FIVE

LATE = b"mandatory: True\nquestion: Hm?\n---\ncode: |\n  a = currencee(1)\n"
BAD = b"question: |\n  Hm?\nfieldz:\n  - Name: x\n---\nquestion: [\n"


@pytest.fixture
def folder(tmp_path):
    questions = tmp_path / "my.letters" / "data" / "questions"
    questions.mkdir(parents=True)
    (questions / "thanks.yml").write_bytes(FIVE)
    return tmp_path / "my.letters"


def test_import_publishes_and_says_the_number(db, folder, capsys):
    call_command("interview_import", folder)
    assert "my.letters: version 1 published, 1 files of questions" in capsys.readouterr().out
    call_command("interview_import", folder)
    assert "my.letters: version 1 unchanged" in capsys.readouterr().out


def test_import_names_mistakes_and_publishes_the_rest(db, folder, capsys):
    (folder / "data" / "questions" / "bad.yml").write_bytes(BAD)
    call_command("interview_import", folder)
    said = capsys.readouterr()
    assert "my.letters:data/questions/bad.yml:" in said.err
    assert "1 held back for mistakes" in said.out
    assert InterviewSource.objects.on_offer().count() == 1


def test_a_strict_import_publishes_nothing_with_a_mistake(db, folder):
    (folder / "data" / "questions" / "bad.yml").write_bytes(BAD)
    with pytest.raises(CommandError, match="Nothing was published"):
        call_command("interview_import", folder, "--strict")
    assert not PackageVersion.objects.exists()


def test_unlisted_interviews_can_be_begun_but_do_not_stand_on_the_front_page(db, folder, client):
    call_command("interview_import", folder, "--unlisted")
    assert "Five questions" not in client.get("/").content.decode()
    assert client.get("/interview?i=my.letters:thanks.yml&reset=1").status_code == 302


def test_the_examples_have_no_mistake(db):
    call_command("interview_import", "--examples", "--strict")
    assert InterviewSource.objects.on_offer().count() >= 3


def test_the_examples_have_nothing_that_would_fail(db, capsys):
    call_command("interview_check", EXAMPLES)
    assert "no mistake" in capsys.readouterr().out


def test_check_names_what_fails_only_when_it_is_reached(db, folder, capsys):
    (folder / "data" / "questions" / "late.yml").write_bytes(LATE)
    with pytest.raises(CommandError, match="1 mistakes in 2 files"):
        call_command("interview_check", folder)
    said = capsys.readouterr().err
    assert 'late.yml:5:7: Nothing defines "currencee", which is called here.' in said


def test_import_tells_what_fails_only_when_it_is_reached_and_publishes_it(db, folder, capsys):
    (folder / "data" / "questions" / "late.yml").write_bytes(LATE)
    call_command("interview_import", folder)
    said = capsys.readouterr()
    assert "late.yml:5:7: Nothing defines" in said.err
    assert "held back" not in said.out
    assert InterviewSource.objects.on_offer().count() == 2
    with pytest.raises(CommandError, match="Nothing was published: 1 mistakes"):
        call_command("interview_import", folder, "--strict")


def test_check_writes_nothing(db, folder, capsys):
    call_command("interview_check", folder)
    assert "1 files of questions, no mistake." in capsys.readouterr().out
    assert not PackageVersion.objects.exists()


def test_check_names_every_mistake_and_ends_with_an_error(db, folder, capsys):
    (folder / "data" / "questions" / "bad.yml").write_bytes(BAD)
    with pytest.raises(CommandError, match="mistakes in 2 files"):
        call_command("interview_check", folder)
    assert "my.letters:data/questions/bad.yml:" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["interview_import", "interview_check"])
def test_a_folder_that_is_not_there_is_one_clear_sentence(db, command, tmp_path):
    with pytest.raises(CommandError, match="holds no package"):
        call_command(command, tmp_path / "nowhere")


def test_try_walks_to_the_end_with_answers_from_a_file(db, folder, tmp_path, capsys):
    answers = tmp_path / "answers.yml"
    answers.write_text("friend: Ada\ntown: Leeds\nPresent: teapot\nColour: blue\npieces: 2\n")
    path = folder / "data" / "questions" / "thanks.yml"
    call_command("interview_try", path, "--answers", answers, "--documents", tmp_path / "made")
    said = capsys.readouterr().out
    assert "Where does Ada live?" in said
    assert "The letter to Ada is ready" in said
    assert "Dear Ada in Leeds" in (tmp_path / "made" / "letter.html").read_text()
    assert not PackageVersion.objects.exists()


def test_try_says_what_is_missing(db, folder):
    with pytest.raises(CommandError, match="Whom do you thank"):
        call_command("interview_try", folder / "data" / "questions" / "thanks.yml")
