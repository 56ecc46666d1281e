"""The sites of a region, planned over several processes: what is written, kept, failed, stopped."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from jalon.examen.planning import remedies
from jalon.examen.planning import sites as running
from jalon.examen.planning.answer import read_answer
from jalon.examen.planning.exchange import nothing_found
from jalon.examen.planning.facts import Plan
from jalon.examen.planning.instance_reader import read_instance
from jalon.examen.planning.region import Site
from jalon.examen.planning.sites import Options, RegionPlan, SiteOutcome, plan_region, settle
from jalon.examen.planning.verify import verify
from jalon.referentiel.shipped import shipped_titres

from .instances import MONDAY, TUESDAY, jury, person, read, session

ENOUGH = Options(seconds=60)  # waits are then searched until they are proved, however slow the machine


def site(name: str, *titres: str, **facts: object) -> Site:
    people = [person(f"{name} {rank}", titre) for rank, titre in enumerate(titres)]
    return Site(name, read(session(*people, **facts)))


ALBI = site("Albi", "CIP", "ETI")
RODEZ = site("Rodez", "ETI", "ETI", "ETI", days=[MONDAY, TUESDAY])
MENDE = site("Mende", "CIP")
REGION = (ALBI, RODEZ, MENDE)


def alone(place: Site, output: Path, options: Options = ENOUGH) -> SiteOutcome:
    """A site settled in this process."""
    (output / place.id).mkdir(exist_ok=True)
    return settle(place, output, options, lambda plan: None)


def plans(output: Path) -> dict[str, object]:
    """What each site's plan holds, but the seconds that it took."""
    return {
        path.parent.name: {**json.loads(path.read_text("utf-8")), "seconds": 0}
        for path in output.glob("*/plan.json")
    }


# Together


def test_every_site_gets_its_plan_and_the_region_its_figures(tmp_path: Path):
    advances = []
    done = plan_region(REGION, tmp_path, options=ENOUGH, workers=2, progress=advances.append)
    assert (done.complete, done.stopped) == (True, False)
    assert [one.site for one in done.outcomes] == ["Albi", "Rodez", "Mende"]
    for place, outcome in zip(REGION, done.outcomes, strict=True):
        folder = tmp_path / place.id
        instance = read_instance((folder / "instance.json").read_bytes(), shipped_titres(), folder)
        answer = read_answer((folder / "plan.json").read_bytes())
        assert instance == place.instance
        assert verify(instance, answer) == ()
        assert outcome.answer == replace(answer, appointments=(), lunches=())
    assert (
        done.objective.jury_days == sum(one.jury_days for one in done.outcomes) == done.bound_jury_days == 4
    )
    assert (advances[-1].done, advances[-1].placed, advances[-1].jury_days) == (3, 6, 4)
    assert multiprocessing.active_children() == []
    apart = tmp_path / "apart"
    apart.mkdir()
    for place in REGION:
        alone(place, apart)
    assert plans(tmp_path) == plans(apart)  # the same seed gives the same plans, whatever the processes


def test_a_region_without_site_is_done(tmp_path: Path):
    assert plan_region((), tmp_path).complete


def test_after_a_kill_what_is_done_is_kept(tmp_path: Path):
    document = {"sites": [{"id": name, **session(person("Aline"))} for name in ("Albi", "Mende", "Rodez")]}
    region = tmp_path / "region.json"
    region.write_text(json.dumps(document), "utf-8")
    command = [sys.executable, "-m", "jalon.cli.main", "session", "plan-region", str(region)]
    command += ["--output", str(tmp_path / "plans"), "--jobs", "1"]
    run = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
    while not list((tmp_path / "plans").glob("*/plan.json")):
        assert run.poll() is None
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    run.wait()
    while _group_lives(run.pid):  # its search dies with it
        time.sleep(0.02)
    before = set(plans(tmp_path / "plans"))
    again = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    told = json.loads(again.stdout)
    assert {one["id"] for one in told["sites"] if one["kept"]} == before
    assert set(plans(tmp_path / "plans")) == {"Albi", "Mende", "Rodez"}


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_interruption_keeps_the_sites_done(tmp_path: Path):
    def interrupt(advance: running.Advance) -> None:
        if advance.done:
            raise KeyboardInterrupt

    done = plan_region(REGION, tmp_path, options=ENOUGH, progress=interrupt)
    assert (done.stopped, done.complete, [one.site for one in done.outcomes]) == (True, False, ["Rodez"])
    assert set(plans(tmp_path)) == {"Rodez"}
    assert multiprocessing.active_children() == []


def falling(pipe, output, options):
    """A process that dies on one site, is deaf on another, and finds the others impossible to write."""
    pipe.send(running.READY)
    while True:
        place = pipe.recv()
        if place.id == "Albi":
            os._exit(1)
        elif place.id == "Rodez":
            time.sleep(60)
        elif place.id == "Mende":
            pipe.send(Plan(unplaced=(("Mende 0", ("On ne sait.",)),)))
            time.sleep(60)
        else:
            pipe.send(PermissionError(13, "non"))


def test_a_site_that_fails_leaves_the_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "serve", falling)
    monkeypatch.setattr(running, "LATE", 0.0)
    done = plan_region(REGION, tmp_path, options=Options(seconds=2), workers=3)
    albi, rodez, mende = done.outcomes
    assert albi.failure == "le calcul s’est arrêté, peut-être faute de mémoire."
    assert rodez.failure == "le calcul n’a rien rendu dans le temps accordé."
    assert mende.answer is not None  # the best plan that it told
    assert mende.answer.status == "partial"
    assert (done.complete, done.objective.unplaced) == (False, 6)
    assert set(plans(tmp_path)) == {"Mende"}


def test_a_folder_that_refuses_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "serve", falling)
    with pytest.raises(PermissionError):
        plan_region((site("Foix", "CIP"),), tmp_path, options=ENOUGH)
    assert multiprocessing.active_children() == []


# One site


def test_a_plan_that_is_there_is_kept(tmp_path: Path):
    first = alone(MENDE, tmp_path)
    assert not first.kept
    assert alone(MENDE, tmp_path) == replace(first, kept=True)


def test_a_plan_that_leaves_somebody_out_is_replaced_only_by_one_that_places_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(remedies, "solve_and_explain", lambda problem, **_: nothing_found(problem))
    assert alone(MENDE, tmp_path).placed == 0
    assert alone(MENDE, tmp_path).kept
    monkeypatch.undo()
    found = alone(MENDE, tmp_path)
    assert (found.placed, found.kept) == (1, False)


def test_another_instance_is_planned_anew(tmp_path: Path):
    alone(MENDE, tmp_path)
    other = site("Mende", "ETI")
    assert not alone(other, tmp_path).kept
    assert alone(other, tmp_path).kept


@pytest.mark.parametrize("damage", ["{", "no task", ""])
def test_a_plan_that_was_damaged_is_made_again(tmp_path: Path, damage: str):
    alone(MENDE, tmp_path)
    path = tmp_path / "Mende" / "plan.json"
    good = path.read_text("utf-8")
    answer = json.loads(good)
    answer["appointments"][0]["tasks"].pop()
    path.write_text(json.dumps(answer) if damage == "no task" else damage, "utf-8")
    assert not alone(MENDE, tmp_path).kept
    assert plans(tmp_path)["Mende"] == {**json.loads(good), "seconds": 0}


def test_to_restart_keeps_nothing(tmp_path: Path):
    alone(MENDE, tmp_path)
    (tmp_path / "Mende" / ".plan.json.abcd1234").touch()  # what a killed run was writing
    done = plan_region((MENDE,), tmp_path, options=replace(ENOUGH, restart=True))
    assert not done.outcomes[0].kept
    assert {path.name for path in (tmp_path / "Mende").iterdir()} == {"instance.json", "plan.json"}


def test_a_plan_that_breaks_a_rule_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "verify", lambda instance, answer: ("lunches[0] : trop tard.",))
    found = alone(MENDE, tmp_path)
    assert (found.answer, found.failure.endswith("(lunches[0] : trop tard.)")) == (None, True)
    assert plans(tmp_path) == {}


def test_a_juror_awaited_in_two_sites_on_one_day_is_told(tmp_path: Path):
    elsewhere = site("Mende", "CIP", juries=[jury("J9", "Sofia", "Zoé")])
    outcomes = tuple(alone(place, tmp_path) for place in (ALBI, elsewhere))
    ((juror, day, at),) = RegionPlan(outcomes, 2, 1.0).shared_jurors
    assert (juror, day.isoformat(), at) == ("Sofia", MONDAY, ("Albi", "Mende"))


def test_a_référentiel_is_named_from_the_folder_of_the_site(tmp_path: Path):
    alone(replace(MENDE, referentiels=(tmp_path / "titre.json",)), tmp_path)
    written = json.loads((tmp_path / "Mende" / "instance.json").read_text("utf-8"))
    assert written["referentiels"] == ["../titre.json"]
