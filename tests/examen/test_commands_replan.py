"""`jalon session replan` on a terminal: what is printed, where, and with which exit code."""

import json
from pathlib import Path

import pytest

from jalon.examen.commands import DONE, OPEN, UNREADABLE
from jalon.examen.planning.answer import to_json
from tests.examen.planning.instances import MONDAY, jury, person, planned, session
from tests.examen.planning.test_instance import schema
from tests.examen.test_commands import run, write

ONE_JURY = session(person("Aline"), person("Bruno", "ETI"))
TWO_JURIES = {**ONE_JURY, "juries": [jury("J1", "Sofia", "Paul"), jury("J2", "Lina", "Marc")]}


@pytest.fixture(params=[TWO_JURIES], ids=["two"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path]:
    return made(tmp_path, request.param)


def made(folder: Path, document: object) -> tuple[Path, Path]:
    _, answer = planned(document)  # type: ignore[arg-type]
    return write(folder / "instance.json", document), write(folder / "plan.json", to_json(answer))


def happens(folder: Path, *events: object) -> Path:
    return write(folder / "events.json", {"events": list(events)})


SOFIA = {"kind": "juror_away", "juror": "Sofia", "unavailable": [MONDAY]}
LINA = {"kind": "juror_away", "juror": "Lina", "unavailable": [MONDAY]}


def test_what_changes_and_whom_to_tell_are_said_in_words(files, tmp_path: Path, capsys):
    assert run("replan", *files, happens(tmp_path, SOFIA, LINA)) == OPEN
    told = capsys.readouterr().out
    assert "2 candidats déplacés, et il n’en faut pas moins ; 2 candidats sans place." in told
    assert "Aline : plus de passage" in told
    assert "À prévenir" in told


def test_a_replacement_moves_nobody(files, tmp_path: Path, capsys):
    assert (
        run("replan", *files, happens(tmp_path, {"kind": "juror_replaced", "juror": "Sofia", "by": "Nadia"}))
        == DONE
    )
    told = capsys.readouterr().out
    assert told.startswith("Aucun candidat n’est déplacé.")


def test_in_json_the_plan_and_the_instance_serve_again(files, tmp_path: Path, capsys):
    assert run("replan", *files, happens(tmp_path, SOFIA), "--json", "--now", f"{MONDAY}T08:00") == DONE
    document = json.loads(capsys.readouterr().out)
    schema("replan").validate(document)
    after = write(tmp_path / "i2.json", document["instance"]), write(tmp_path / "p2.json", document["plan"])
    assert run("check", *after) == DONE
    assert run("replan", *after, happens(tmp_path, {"kind": "no_show", "candidate": "Aline"})) == DONE


def test_faults_of_the_events_are_told_with_their_paths(files, tmp_path: Path, capsys):
    assert run("replan", *files, happens(tmp_path, {"kind": "no_show", "candidate": "Zoé"}, 3)) == UNREADABLE
    told = capsys.readouterr().err
    assert "events.json : events[0].candidate : aucun candidat ne s’appelle « Zoé »." in told
    assert "events[1] : un objet" in told
    assert run("replan", *files, tmp_path / "absent.json") == UNREADABLE
    assert (
        run("replan", *files, happens(tmp_path, {"kind": "juror_replaced", "juror": "Sofia", "by": None}))
        == UNREADABLE
    )
    assert "il en faut au moins deux" in capsys.readouterr().err


def test_a_plan_that_broke_rules_already_is_said_so(files, tmp_path: Path, capsys):
    instance, plan = files
    document = json.loads(plan.read_text("utf-8"))
    document["objective"]["waiting"] += 5
    assert run("replan", instance, write(plan, document), happens(tmp_path, SOFIA)) == DONE
    assert "ce planning enfreignait déjà 1 règle" in capsys.readouterr().err


def test_a_moment_is_a_date_and_an_hour(files, tmp_path: Path, capsys):
    with pytest.raises(SystemExit):
        run("replan", *files, happens(tmp_path, SOFIA), "--now", "demain")
    assert "comme 2027-03-02T10:30" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["events", "replan"])
def test_the_schemas_are_printed(name: str, capsys):
    assert run("schema", name) == DONE
    assert json.loads(capsys.readouterr().out)["$id"] == f"urn:jalon:schema:session:{name}"
