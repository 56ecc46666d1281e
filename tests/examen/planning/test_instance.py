"""The JSON instance of a session to plan: what it may say, and every fault at once with its path."""

import json
from fractions import Fraction
from importlib.resources import files

import jsonschema
import pytest

from jalon.examen.planning.answer import TASK_KINDS
from jalon.examen.planning.exchange import problem_of
from jalon.examen.planning.instance_reader import CANDIDATES_MAX, read_instance
from jalon.examen.planning.instance_writer import to_json
from jalon.examen.planning.json_reader import InvalidInput
from jalon.referentiel.document import to_json as referentiel_json
from jalon.referentiel.shipped import shipped_titres

from .instances import CIP, ETI, MONDAY, TUESDAY, jury, person, read, session

FULL = session(
    person("Aline", extra_time="1/3", available={MONDAY: [["08:30", "12:00"], ["13:00", "18:00"]]}),
    person("Bruno", "TP-00448", ["ccp2", "ccp1"], extra_time=33, conflicts=["Paul"]),
    person("Chloé", "CIP", "final_interview", available={TUESDAY: None}),
    days=[TUESDAY, {"date": MONDAY, "closing": "17:00"}],
    juries=[
        jury("J1", "Sofia", "Paul", unavailable=[MONDAY, [TUESDAY, "08:00", "10:00"]]),
        jury("J2", "Paul", titres=None, unavailable=[{"date": TUESDAY, "from": "16:00", "member": "Paul"}]),
    ],
)


def schema(name):
    return jsonschema.Draft202012Validator(
        json.loads((files("jalon.examen.planning") / "schemas" / f"{name}.json").read_text("utf-8"))
    )


def faults(document):
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(InvalidInput) as refused:
        read_instance(data, shipped_titres())
    return refused.value.faults


def fault(document):
    (only,) = faults(document)
    return only


def candidate(**facts):
    return session({**person("Aline"), **facts})


# What it says


def test_an_instance_written_again_reads_the_same_and_follows_its_schema():
    instance = read(FULL)
    again = to_json(instance)
    assert read(again) == instance
    assert not list(schema("instance").iter_errors(FULL))
    assert not list(schema("instance").iter_errors(again))


@pytest.mark.parametrize("name", ["instance", "plan"])
def test_the_schemas_are_themselves_valid(name):
    jsonschema.Draft202012Validator.check_schema(schema(name).schema)


def test_the_schema_of_the_plan_knows_every_kind_of_task():
    tasks = schema("plan").schema["properties"]["appointments"]["items"]["properties"]["tasks"]
    assert tuple(tasks["items"]["properties"]["kind"]["enum"]) == TASK_KINDS


def test_a_titre_is_named_by_reference_code_or_sigle():
    people = [person(name, name) for name in (CIP, "TP-00403", "CIP", "cip")]
    assert {who.titre for who in read(session(*people)).candidates} == {CIP}


@pytest.mark.parametrize(
    ("written", "percent"),
    [(None, 0), (0, 0), (0.25, 25), ("1/3", Fraction(100, 3)), (1, 100), (33, 33), (33.5, Fraction(67, 2))],
)
def test_extra_time_is_a_share_or_a_percentage(written, percent):
    assert read(candidate(extra_time=written)).candidates[0].extra_time == percent


def test_durations_are_set_everywhere_by_titre_or_by_scope():
    instance = read(session(reading=15, deliberation={CIP: 10}, session_file_reading={ETI: {"ccp3": 5}}))
    assert instance.reading.of(ETI, "ccp1") == 15
    assert (instance.deliberation.of(CIP, "title"), instance.deliberation.of(ETI, "title")) == (10, 0)
    file_reading = instance.session_file_reading
    assert (file_reading.of(ETI, "ccp3"), file_reading.of(ETI, "title")) == (5, 0)


def test_only_hours_days_juries_and_candidates_are_required():
    bare = {"opening": "08:30", "closing": "18:00", "days": [MONDAY], "juries": [], "candidates": []}
    instance = read(bare)
    assert (instance.grid, instance.gap_after_preparation) == (5, 0)
    assert (instance.lunch, instance.max_span, instance.actor, instance.preparation_rooms) == (None,) * 4


def test_a_lunch_is_brought_to_the_grid():
    meal = read(session(grid=10, lunch={"minutes": 45, "from": "11:35", "to": "13:55"})).lunch
    assert (meal.minutes, meal.start, meal.end) == (50, 700, 830)


def test_another_titre_comes_from_a_referentiel_beside_the_instance(tmp_path):
    document = {**referentiel_json(shipped_titres()[CIP]), "code": "TP-99999", "sigle": "AUTRE"}
    (tmp_path / "autre.json").write_text(json.dumps(document), "utf-8")
    data = json.dumps(session(person("Aline", "TP-99999.08"), referentiels=["autre.json"])).encode()
    assert read_instance(data, shipped_titres(), tmp_path).candidates[0].titre == "TP-99999.08"
    (tmp_path / "autre.json").write_text("{}", "utf-8")
    with pytest.raises(InvalidInput, match="n’est pas un référentiel exporté par Jalon"):
        read_instance(data, shipped_titres(), tmp_path)


def test_the_availability_of_a_candidate_leaves_the_rest_out():
    problem = problem_of(read(FULL), seconds=1)
    away = {
        who.id: [(w.day.isoformat(), w.start, w.end) for w in who.unavailable] for who in problem.candidates
    }
    assert away["Aline"] == [
        (MONDAY, 0, 510), (MONDAY, 720, 780), (MONDAY, 1080, 1440), (TUESDAY, 0, 1440),
    ]  # fmt: skip
    assert away["Chloé"] == [(MONDAY, 0, 1440)]


def test_the_absence_of_a_member_holds_in_all_their_juries():
    problem = problem_of(read(FULL), seconds=1)
    absences = {board.id: {(who, w.start, w.end) for who, w in board.unavailable} for board in problem.juries}
    assert ("Paul", 960, 1440) in absences["J1"] & absences["J2"]


# Its faults

TITRE = f"{CIP} (CIP), {ETI} (ETI)"


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (session(grid=0), "grid : 0 est hors limites : de 1 à 60 minutes."),
        (session(grid=7), "grid : 7 ne divise pas l’heure"),
        (session(grid=True), "grid : un nombre entier de minutes est attendu, pas true."),
        (session(grid=2.5), "grid : 2.5 n’est pas un nombre entier de minutes."),
        (session(max_span=-10), "max_span : -10 est hors limites"),
        (session(deliberation=-5), "deliberation : -5 est hors limites"),
        (session(reading={"TP-00001": 5}), f"reading[\"TP-00001\"] : « TP-00001 » n’est pas un titre connu ({TITRE})"),
        (session(reading={CIP: {"ccp9": 5}}), f"reading[\"{CIP}\"].ccp9 : {CIP} n’a pas d’épreuve pour « ccp9 »"),
        (session(opening="25:00"), "opening : une heure « HH:MM », de 00:00 à 24:00, est attendue, pas « 25:00 »."),
        (session(opening="8:30"), "opening : une heure « HH:MM »"),
        (session(closing="08:00"), "closing : 08:00 ne vient pas après 08:30."),
        (session(days=["01/03/2027"]), "days[0] : une date « AAAA-MM-JJ » est attendue, pas « 01/03/2027 »."),
        (session(days=["2027-02-30"]), "days[0] : « 2027-02-30 » n’existe pas au calendrier."),
        (session(days=[MONDAY, MONDAY]), f"days[1] : le {MONDAY} est déjà dans la liste"),
        (session(days=None), "days : une liste […] est attendue, pas null."),
        (session(lunch={"minutes": 60, "from": "12:00", "to": "12:30"}), "lunch : 60 minutes ne tiennent pas"),
        (session(lunch={"minutes": 60, "from": "12:00"}), "lunch.to : cette clé manque."),
        (session(lunhc=None), "lunhc : clé inconnue ; vouliez-vous « lunch » ?"),
        (session(rooms={"preparation": -1}), "rooms.preparation : -1 est hors limites : de 0 à 10000 salles."),
        (session(actor={"rest": 5}), "actor.count : cette clé manque."),
        (session(juries=[jury("J1", titres=[])]), "juries[0].titres : ce jury n’est habilité pour aucun titre"),
        (session(juries=[jury("J1", titres=["TP-1"])]), "juries[0].titres[0] : « TP-1 » n’est pas un titre connu"),
        (session(juries=[jury("J1"), jury("J1")]), "juries[1].id : l’identifiant « J1 » est déjà pris"),
        (session(juries=[jury("J1", "A", "A")]), "juries[0].members[1] : « A » est écrit deux fois."),
        (session(juries=[jury("J1", unavailable=[TUESDAY])]), f"unavailable[0].date : le {TUESDAY} n’est pas un jour"),
        (session(juries=[jury("J1", unavailable=[[MONDAY, "12:00", "09:00"]])]), "juries[0].unavailable[0].to : 09:00"),
        (session(juries=[jury("J1", unavailable=[{"date": MONDAY, "member": "X"}])]), "unavailable[0].member : « X »"),
        (session(person("A"), person("A")), "candidates[1].id : l’identifiant « A » est déjà pris"),
        (session(person("")), "candidates[0].id : le texte est vide."),
        (session({"titre": CIP}), "candidates[0].id : cette clé manque."),
        (session(7), "candidates[0] : un objet {…} est attendu, pas 7."),
        (candidate(titre="TP-99999"), "candidates[0].titre : « TP-99999 » n’est pas un titre connu"),
        (candidate(scope="ccp7"), f"candidates[0].scope : {CIP} n’a pas d’épreuve pour « ccp7 » ; possibles : title,"),
        (candidate(scope=[]), "candidates[0].scope : le candidat ne se présente à rien"),
        (candidate(scope=["title", "ccp1"]), "candidates[0].scope : le titre comprend déjà ses CCP"),
        (candidate(extra_time=-1), "candidates[0].extra_time : -1 est négatif"),
        (candidate(extra_time=1.33), "candidates[0].extra_time : 1.33 est ambigu"),
        (candidate(extra_time="un tiers"), "candidates[0].extra_time : une part"),
        (candidate(extra_time="1/0"), "candidates[0].extra_time : une part"),
        (candidate(available={"lundi": []}), "candidates[0].available.lundi : une date « AAAA-MM-JJ »"),
        (candidate(available={MONDAY: [["19:00", "20:00"]]}), "de 19:00 à 20:00, le site est fermé"),
        (candidate(available={MONDAY: [["10:00", "10:00"]]}), f"available[\"{MONDAY}\"][0][1] : 10:00 ne vient"),
        (candidate(conflicts=["Inconnu"]), "candidates[0].conflicts[0] : aucun jury n’a de membre « Inconnu »."),
        (session(rooms={"preparation": 1, "unavailable": [{"kind": [], "date": MONDAY}]}),
         "rooms.unavailable[0].kind : preparation ou mise_en_situation est attendu, pas une liste."),
        (session(juries=[jury("J1", unavailable=[None])]),
         'juries[0].unavailable[0] : ["AAAA-MM-JJ", "HH:MM", "HH:MM"] est attendu, pas null.'),
        (session(actor={"count": 1, "lunch": 200}, lunch={"minutes": 60, "from": "11:30", "to": "14:00"}),
         "actor.lunch : 200 minutes ne tiennent pas entre 11:30 et 14:00."),
        (session(actor={"count": 1, "lunch": 600}, lunch=None, candidate_lunch=None),
         "actor.lunch : 600 minutes ne tiennent pas entre 08:30 et 18:00."),
        (session(referentiels=["."]), "referentiels[0] : . : c’est un dossier ; donnez un fichier JSON."),
        (candidate(id="a\ud800"), "candidates[0].id : le texte contient des caractères invisibles ou interdits"),
    ],
)  # fmt: skip
def test_each_fault_has_its_path_and_its_remedy(document, told):
    assert told in fault(document)


def test_every_fault_is_told_at_once():
    told = faults(session(person("A", "XX"), person("A", scope="ccp8"), grid=0, max_span="long"))
    assert [line.split(" : ")[0] for line in told] == [
        "grid", "max_span", "candidates[0].titre", "candidates[1].id", "candidates[1].scope",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "le fichier est vide"),
        (b"  \n", "le fichier est vide"),
        (b"\xef\xbb\xbf", "le fichier est vide"),
        (b"{", "ligne 1, colonne 2 : ce n’est pas du JSON"),
        (b"\xff\xfe{}", "l’octet 1 n’est pas de l’UTF-8"),
        (b"[]", "racine : un objet {…} est attendu, pas une liste."),
        (b'{"grid": NaN}', "« NaN » n’est pas un nombre du JSON"),
        (b'{"grid": -Infinity}', "« -Infinity » n’est pas un nombre du JSON"),
        (b"[" * 100_000, "imbriqués trop profondément"),
    ],
)
def test_what_is_no_json_is_refused_in_one_sentence(data, told):
    assert told in fault(data)


@pytest.mark.parametrize(
    ("written", "shown"),
    [("9" * 5000, "9" * 20 + "…"), ("-" + "9" * 5000, "-" + "9" * 19 + "…"), ("1e999", "un nombre démesuré")],
)
def test_a_number_beyond_measure_has_its_path(written, shown):
    data = json.dumps(session()).replace('"grid": 5', f'"grid": {written}').encode()
    assert fault(data) == f"grid : {shown} est hors limites : de 1 à 60 minutes."


@pytest.mark.parametrize("days", [None, [MONDAY, "2027-02-30"], [MONDAY] * 400])
def test_days_at_fault_are_not_told_again_for_each_date_that_names_them(days):
    board = jury("J1", unavailable=[TUESDAY])
    told = faults(session(person("Aline", available={TUESDAY: None}), days=days, juries=[board]))
    assert [one.split(" ")[0].split("[")[0] for one in told] == ["days"]


def test_a_key_written_twice_is_told():
    data = json.dumps(session()).replace('"grid": 5', '"grid": 5, "grid": 10').encode()
    assert fault(data) == "grid : cette clé est écrite plusieurs fois ; gardez-en une."


def test_a_hundred_thousand_candidates_are_refused_with_the_limit():
    told = fault(session(*[{}] * 100_000))
    assert told == (
        f"candidates : 100000 candidats ; {CANDIDATES_MAX} au plus dans une instance : faites-en une par site."
    )


def test_thousands_of_unknown_keys_are_counted():
    told = faults({**session(), **{f"clé {n}": n for n in range(3000)}})
    assert len(told) == 21
    assert told[-1] == "racine : 2980 autres clés sont inconnues."
