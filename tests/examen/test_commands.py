"""`jalon session plan`, `check` and `schema` on a terminal: what is printed, where, and with which exit code."""

import argparse
import io
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from jalon.cli import main
from jalon.cli.main import FrenchParser
from jalon.examen import commands
from jalon.examen.commands import DONE, OPEN, UNREADABLE
from jalon.examen.planning import apart
from jalon.examen.planning.facts import Plan, Problem
from tests.examen.planning.building import candidate, problem
from tests.examen.planning.instances import person, session
from tests.examen.planning.test_instance import schema

PEOPLE = session(person("Aline"), person("Bruno", "ETI"))

ENOUGH = ("--time-limit", 60)  # waits are then searched until they are proved, however slow the machine


def run(*words: object) -> int:
    parser = FrenchParser(prog="jalon")
    commands.register(parser.add_subparsers())
    arguments: argparse.Namespace = parser.parse_args(list(map(str, words)))
    code: int = arguments.run(arguments)
    return code


def write(path: Path, document: Any) -> Path:
    path.write_text(json.dumps(document), "utf-8")
    return path


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch: pytest.MonkeyPatch):
    """The command counts the start of Python in its time: here, not the tests run before it in this process."""
    monkeypatch.setattr(commands.time, "process_time", lambda: 0.0)


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return write(tmp_path / "instance.json", PEOPLE)


@pytest.fixture
def plan(tmp_path: Path, instance: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert run("plan", instance, "--json", *ENOUGH) == DONE
    path = tmp_path / "plan.json"
    path.write_text(capsys.readouterr().out, "utf-8")
    return path


# plan


def test_a_session_is_planned_in_json_that_follows_its_schema(plan: Path):
    answer = json.loads(plan.read_text("utf-8"))
    schema("plan").validate(answer)
    assert (answer["status"], answer["objective"]["unplaced"]) == ("optimal", 0)
    assert {passage["candidate"] for passage in answer["appointments"]} == {"Aline", "Bruno"}


def test_without_json_the_plan_is_told_in_words(instance: Path, capsys: pytest.CaptureFixture[str]):
    assert run("plan", instance, *ENOUGH) == DONE
    told = capsys.readouterr().out
    assert (
        "Planning optimal, prouvé : 2 candidats placés, 1 journée de jury, et il n’en faut pas moins" in told
    )
    assert "2027-03-01 – J1, déjeuner de " in told
    assert "mise en situation" in told


def test_who_is_left_out_is_told_with_exit_code_three(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = write(tmp_path / "instance.json", session(person("Aline", extra_time=300), person("Bruno", "ETI")))
    assert run("plan", path) == OPEN
    told = capsys.readouterr().out
    assert "Planning partiel : 1 candidat placé" in told
    assert "Non placés (1)\n  Aline : L’enchaînement des épreuves demande" in told


def test_an_instance_at_fault_is_refused_with_every_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = write(tmp_path / "instance.json", session(person("Aline", "XX"), grid=0))
    assert run("plan", path) == UNREADABLE
    told = capsys.readouterr()
    assert told.out == ""
    assert [line.removeprefix(f"jalon : {path} : ").split(" : ")[0] for line in told.err.splitlines()] == [
        "grid", "candidates[0].titre",
    ]  # fmt: skip


def test_a_crowd_of_faults_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = write(tmp_path / "instance.json", session(*([7] * 500)))
    assert run("plan", path) == UNREADABLE
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 101
    assert told[-1].endswith("400 autres fautes.")


def test_what_is_no_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for path, why in (
        (tmp_path, "c’est un dossier ; donnez un fichier JSON."),
        (tmp_path / "rien.json", "ce fichier n’existe pas ; vérifiez son chemin."),
    ):
        assert run("plan", path) == UNREADABLE
        assert capsys.readouterr().err == f"jalon : {path} : {why}\n"


def test_a_file_without_end_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run("plan", "/dev/zero") == UNREADABLE
    assert (
        capsys.readouterr().err == "jalon : /dev/zero : le fichier dépasse 200 Mo ; partagez-le par site.\n"
    )
    named = write(tmp_path / "instance.json", {**PEOPLE, "referentiels": ["/dev/zero"]})
    assert run("plan", named) == UNREADABLE
    assert "referentiels[0] : /dev/zero : le fichier dépasse 200 Mo" in capsys.readouterr().err


def test_an_interruption_before_the_search_is_told_in_french(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "_parser", lambda: interrupt(None))
    assert main.main(["session", "plan", "instance.json"]) == 130
    assert capsys.readouterr().err == "\nInterrompu.\n"


@pytest.mark.parametrize("limit", ["0", "-1", "nan", "inf", "vite", "1e9"])
def test_a_time_limit_that_is_none_is_refused(instance: Path, limit: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as refused:
        run("plan", instance, f"--time-limit={limit}")
    assert refused.value.code == UNREADABLE
    assert f"paramètre --time-limit : « {limit} » n’est pas une durée de calcul" in capsys.readouterr().err


def test_a_seed_that_is_none_is_refused(instance: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        run("plan", instance, "--seed=x")
    assert "« x » n’est pas une graine" in capsys.readouterr().err


def test_planning_needs_no_database(instance: Path):
    asked = (
        "import sys; from jalon.cli.main import main; "
        f"code = main(['session', 'plan', {str(instance)!r}]); "
        "sys.exit(9 if 'django.db' in sys.modules else code)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    assert done.returncode == DONE


# The search apart


class Searching:
    """Stands for a search: what it says, then silence."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *code: str) -> None:
        script = "\n".join(
            (
                "import pickle, struct, sys, time",
                "from jalon.examen.planning.facts import Plan",
                "source, out = sys.stdin.buffer, sys.stdout.buffer",
                "source.read(struct.unpack('>Q', source.read(8))[0])",
                "def say(*message):",
                "    data = pickle.dumps(message)",
                "    out.write(struct.pack('>Q', len(data)) + data)",
                "    out.flush()",
                *code,
            )
        )
        real = subprocess.Popen
        monkeypatch.setattr(
            apart.subprocess, "Popen", lambda _, **options: real([sys.executable, "-c", script], **options)
        )


SESSION: Problem = problem(candidate("Aline"))


def test_a_search_deaf_to_its_limit_is_ended_and_its_best_plan_kept(monkeypatch: pytest.MonkeyPatch):
    Searching(monkeypatch, "say('plan', Plan(jury_days=7))", "time.sleep(60)")
    began = time.monotonic()
    found, ended = apart.solve_apart(SESSION, deadline=began + 1)
    assert (found, ended) == (Plan(jury_days=7), False)


def test_a_search_that_dies_gives_its_best_plan(monkeypatch: pytest.MonkeyPatch):
    Searching(monkeypatch, "say('plan', Plan(jury_days=7))", "sys.exit(1)")
    assert apart.solve_apart(SESSION, deadline=time.monotonic() + 20) == (Plan(jury_days=7), False)


def test_a_search_that_dies_without_a_plan_says_so(
    monkeypatch: pytest.MonkeyPatch, instance: Path, capsys: pytest.CaptureFixture[str]
):
    Searching(monkeypatch, "sys.exit(1)")
    assert run("plan", instance) == UNREADABLE
    assert "aucun planning : le calcul s’est arrêté" in capsys.readouterr().err


def test_an_interruption_lets_the_search_say_its_last_word(monkeypatch: pytest.MonkeyPatch):
    Searching(monkeypatch, "say('plan', Plan(jury_days=7))", "source.read()", "say('end', Plan(jury_days=6))")

    def interrupt(plan: Plan | None) -> None:
        if plan is not None:
            raise KeyboardInterrupt

    found, ended = apart.solve_apart(SESSION, deadline=time.monotonic() + 20, progress=interrupt)
    assert (found, ended) == (Plan(jury_days=6), False)


def test_no_plan_in_the_time_allowed_is_not_called_infeasible(
    monkeypatch: pytest.MonkeyPatch, instance: Path, capsys: pytest.CaptureFixture[str]
):
    Searching(monkeypatch, "time.sleep(60)")
    assert run("plan", instance, "--time-limit", "0.1", "--json") == OPEN
    answer = json.loads(capsys.readouterr().out)
    schema("plan").validate(answer)
    assert (answer["status"], answer["unplaced"]) == ("partial", ["Aline", "Bruno"])
    assert "Aucun planning n’a été trouvé dans le temps de calcul accordé" in answer["explanations"][0]


def test_the_advance_is_told_after_a_second_once_for_each_better_plan():
    told = io.StringIO()
    tick = commands._Ticker(SESSION, time.monotonic() - 3, told)
    for plan in (
        None,
        Plan(jury_days=2, bound_jury_days=1),
        Plan(jury_days=2, bound_jury_days=1),
        Plan(jury_days=1),
    ):
        tick(plan)
    tick.clear()
    assert told.getvalue().splitlines() == [
        "3 s : pas encore de planning",
        "3 s : 1 candidat placé sur 1, 2 journées de jury, il en faut au moins 1, 0 min perdues",
        "3 s : 1 candidat placé sur 1, 1 journée de jury, 0 min perdues",
    ]
    early = io.StringIO()
    commands._Ticker(SESSION, time.monotonic(), early)(Plan())
    assert early.getvalue() == ""


# check and schema


def test_the_plan_of_jalon_conforms(instance: Path, plan: Path, capsys: pytest.CaptureFixture[str]):
    assert run("check", instance, plan) == DONE
    assert capsys.readouterr().out == "Conforme : 2 passages, 1 journée de jury, 0 candidat non placé.\n"


def test_what_a_hand_breaks_is_told_with_exit_code_three(
    instance: Path, plan: Path, capsys: pytest.CaptureFixture[str]
):
    answer = json.loads(plan.read_text("utf-8"))
    answer["appointments"][0]["tasks"].pop()
    assert run("check", instance, write(plan, answer)) == OPEN
    told = capsys.readouterr()
    assert "appointments[0] : il manque à " in told.out
    assert told.err.endswith("en 2 passages.\n")


def test_both_files_are_judged_before_refusing(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    first, second = write(tmp_path / "instance.json", {}), write(tmp_path / "plan.json", [])
    assert run("check", first, second) == UNREADABLE
    told = capsys.readouterr().err
    assert f"jalon : {first} : days : cette clé manque." in told
    assert f"jalon : {second} : racine : un objet {{…}} est attendu, pas une liste." in told


def test_why_not_earlier_is_told_with_the_rule_and_its_source(
    instance: Path, plan: Path, capsys: pytest.CaptureFixture[str]
):
    assert run("why", instance, plan, "Bruno") == DONE
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith("Bruno commence à ")
    assert all(line.endswith(".") for line in rest)


def test_why_of_a_stranger_names_the_candidates(
    instance: Path, plan: Path, capsys: pytest.CaptureFixture[str]
):
    assert run("why", instance, plan, "Zoé") == UNREADABLE
    assert "« Zoé » n’est pas un candidat ; il y a : Aline, Bruno." in capsys.readouterr().err


def test_what_would_place_everybody_is_told_after_the_reasons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    away = person("Aline", available={"2027-03-01": [["08:30", "09:00"]]})
    assert run("plan", write(tmp_path / "instance.json", session(away))) == OPEN
    assert "si Aline peut venir, tout tient." in capsys.readouterr().out


@pytest.mark.parametrize("name", ["instance", "plan"])
def test_the_schemas_are_printed(name: str, capsys: pytest.CaptureFixture[str]):
    assert run("schema", name) == DONE
    printed = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(printed)
    assert printed["$id"] == f"urn:jalon:schema:session:{name}"


def test_equal_seeds_give_equal_plans(instance: Path, capsys: pytest.CaptureFixture[str]):
    plans = []
    for _ in range(2):
        assert run("plan", instance, "--json", "--seed", "5", *ENOUGH) == DONE
        plans.append({**json.loads(capsys.readouterr().out), "seconds": 0})
    assert plans[0] == plans[1]


def test_the_instance_of_the_guide_is_planned_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    guide = Path(__file__).parents[2] / "docs" / "guide" / "planifier-en-ligne-de-commande.md"
    example = guide.read_text("utf-8").split("```json\n")[1].split("```")[0]
    schema("instance").validate(json.loads(example))
    assert run("plan", write(tmp_path / "instance.json", json.loads(example)), *ENOUGH) == DONE
    assert "Planning optimal, prouvé : 3 candidats placés" in capsys.readouterr().out
