"""`jalon session plan-region` on a terminal: what is printed, where, and with which exit code."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from jalon.examen import commands_region
from jalon.examen.commands import DONE, OPEN, UNREADABLE
from jalon.examen.planning.sites import Advance
from tests.examen.planning.instances import jury, person, session
from tests.examen.test_commands import run, write

HERE = Path(__file__).parents[2]
ENOUGH = ("--time-limit", 60)


def region(**sites: Any) -> dict[str, Any]:
    found = {**session(), "sites": [{"id": name, **facts} for name, facts in sites.items()]}
    del found["juries"], found["candidates"]
    return found


def site(*people: Any, **facts: Any) -> dict[str, Any]:
    return {"juries": [jury("J1", "Sofia", "Paul")], "candidates": list(people), **facts}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    long = person("Bruno", extra_time=300)
    return write(tmp_path / "region.json", region(Albi=site(person("Aline")), Mende=site(long)))


def test_a_region_is_told_site_by_site_then_together(path: Path, capsys: pytest.CaptureFixture[str]):
    assert run("plan-region", path, "--output", path.parent / "plans", *ENOUGH) == OPEN
    told = capsys.readouterr()
    first, second, *rest = told.out.splitlines()
    assert first.startswith("Albi   1 placé sur 1, 1 journée de jury, et il n’en faut pas moins, ")
    assert second.startswith("Mende  0 placé sur 1, 0 journée de jury, ")
    assert rest[1] == "Sites à revoir (1)"
    assert rest[2].startswith("  Mende : Bruno : L’enchaînement des épreuves demande")
    assert "2 sites sur 2 : 1 candidat placé sur 2, 1 journée de jury" in rest[-1]


def test_the_report_in_json_and_the_plans_are_read_by_other_commands(
    path: Path, capsys: pytest.CaptureFixture[str]
):
    output = path.parent / "plans"
    assert run("plan-region", path, "--output", output, "--json", *ENOUGH) == OPEN
    told = json.loads(capsys.readouterr().out)
    assert (told["complete"], told["objective"]["unplaced"], told["bounds"]["jury_days"]) == (False, 1, 1)
    assert [(one["id"], one["status"]) for one in told["sites"]] == [
        ("Albi", "optimal"),
        ("Mende", "infeasible"),
    ]
    assert run("check", output / "Albi" / "instance.json", output / "Albi" / "plan.json") == DONE


def test_a_folder_of_instances_is_planned_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = tmp_path / "instances"
    folder.mkdir()
    write(folder / "Albi.json", session(person("Aline")))
    assert run("plan-region", folder, "--output", tmp_path / "plans", *ENOUGH) == DONE
    assert "1 site sur 1 : 1 candidat placé sur 1" in capsys.readouterr().out
    assert (tmp_path / "plans" / "Albi" / "plan.json").exists()


def test_every_fault_is_told_before_anything_is_planned(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    bad = write(tmp_path / "region.json", region(Albi=site(person("Aline", "XX")), Mende=site(7)))
    assert run("plan-region", bad, "--output", tmp_path / "plans") == UNREADABLE
    told = capsys.readouterr()
    assert told.out == ""
    assert [line.split(" : ")[2] for line in told.err.splitlines()] == [
        "sites[0].candidates[0].titre",
        "sites[1].candidates[0]",
    ]
    assert not (tmp_path / "plans").exists()


def test_a_folder_without_instance_or_with_unreadable_ones_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    empty = tmp_path / "vide"
    empty.mkdir()
    assert run("plan-region", empty, "--output", tmp_path / "plans") == UNREADABLE
    assert "ce dossier n’a pas de fichier .json" in capsys.readouterr().err
    (empty / "Albi.json").mkdir()
    assert run("plan-region", empty, "--output", tmp_path / "plans") == UNREADABLE
    assert "Albi.json : c’est un dossier" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_refused(path: Path, capsys: pytest.CaptureFixture[str]):
    assert run("plan-region", path, "--output", path) == UNREADABLE
    assert capsys.readouterr().err.startswith(f"jalon : {path} ne peut être écrit (")


@pytest.mark.parametrize("jobs", ["0", "-1", "deux", "9999"])
def test_a_number_of_cores_that_is_none_is_refused(path: Path, jobs: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        run("plan-region", path, "--output", path.parent / "plans", f"--jobs={jobs}")
    assert f"« {jobs} » n’est pas un nombre de cœurs" in capsys.readouterr().err


def test_the_advance_is_told_by_tenths_away_from_a_terminal():
    told = io.StringIO()
    tick = commands_region.Ticker(told)
    for done in range(41):
        tick(Advance(done, 40, 10 * done, 400, 3 * done, 65.0 if done else None))
    tick.clear()
    lines = told.getvalue().splitlines()
    assert len(lines) == 10
    assert lines[0] == (
        "4 sites sur 40 : 40 candidats placés sur 400, 12 journées de jury, encore 1 min 05 s"
    )
    assert lines[-1] == "40 sites sur 40 : 400 candidats placés sur 400, 120 journées de jury"


def test_the_schema_of_a_region_is_printed_with_that_of_an_instance(capsys: pytest.CaptureFixture[str]):
    assert run("schema", "region") == DONE
    printed = json.loads(capsys.readouterr().out)
    assert printed["$id"] == "urn:jalon:schema:session:region"
    assert printed["$defs"]["instance"]["$id"] == "urn:jalon:schema:session:instance"


def test_durations_are_said_as_people_do():
    said = [commands_region.duration(seconds) for seconds in (0, 59.4, 59.6, 3599, 3661)]
    assert said == ["0 s", "59 s", "1 min 00 s", "59 min 59 s", "1 h 01 min"]


def test_the_region_of_the_guide_is_planned_whole(tmp_path: Path):
    guide = HERE / "docs" / "guide" / "planifier-en-ligne-de-commande.md"
    example = guide.read_text("utf-8").split("## Une région")[1].split("```json\n")[1].split("```")[0]
    written = write(tmp_path / "region.json", json.loads(example))
    assert run("plan-region", written, "--output", tmp_path / "plans", *ENOUGH) == DONE
