"""What writing a file would do: additions, changes, what waits for a human; the same file twice does nothing."""

from dataclasses import replace
from datetime import date

import pytest

from jalon.examen.candidate_sheet import CandidateRow
from jalon.examen.candidate_sheet.plan import KnownHours, KnownPerson, plan_import
from jalon.people.rules import Identity

ROW = CandidateRow(
    line=2, birth_name="Lefèvre", first_name="Éloïse", birth_date=date(1990, 12, 31), route="formation",
    scopes=("title",), email="eloise@exemple.fr",
)  # fmt: skip
VALUES = {
    "birth_name": "Lefèvre",
    "first_name": "Éloïse",
    "birth_date": date(1990, 12, 31),
    "email": "eloise@exemple.fr",
}
KNOWN = KnownPerson(7, Identity("Lefèvre", "Éloïse", date(1990, 12, 31)), "LEFÈVRE Éloïse", VALUES)
REGISTERED = replace(KNOWN, registered=True, values={**VALUES, "route": "formation", "scopes": ("title",)})


def only(rows, known, choices=None):
    (line,) = plan_import(rows, known, choices).lines
    return line


def test_an_unknown_person_is_added_as_new():
    assert (only([ROW], []).action, only([ROW], []).person_id) == ("add", None)


def test_someone_known_is_registered_under_their_own_record():
    assert (only([ROW], [KNOWN]).action, only([ROW], [KNOWN]).person_id) == ("add", 7)


def test_the_same_data_again_changes_nothing():
    line = only([ROW], [REGISTERED])
    assert (line.action, line.changes) == ("same", ())


def test_a_change_shows_both_sides_in_french():
    row = replace(ROW, route="vae", birth_place="Albi", hours=((2, 175),), company="Atelier")
    line = only([row], [REGISTERED])
    assert line.action == "change"
    assert [(c.label, c.before, c.after) for c in line.changes] == [
        ("Lieu de naissance", "—", "Albi"),
        ("Voie d’accès", "formation continue", "VAE"),
        ("Heures en entreprise CCP 2", "—", "175 h (Atelier)"),
    ]


def test_an_empty_cell_never_erases():
    assert only([replace(ROW, email=None)], [REGISTERED]).action == "same"


def test_a_probable_identity_waits_for_a_human_choice():
    row = replace(ROW, birth_name="Lefebvre")
    line = only([row], [KNOWN])
    assert line.action == "conflict"
    assert line.choices[0][0] == 7
    assert only([row], [KNOWN], {"2": "new"}).person_id is None
    chosen = only([row], [KNOWN], {"2": "7"})
    assert (chosen.action, chosen.person_id) == ("add", 7)
    assert chosen.changes[0].before == "Lefèvre"


def test_a_withdrawn_candidate_is_set_aside():
    assert only([ROW], [replace(REGISTERED, withdrawn=True)]).action == "set_aside"


def test_two_rows_never_write_the_same_person():
    rows = [ROW, replace(ROW, line=3, birth_name="Lefebvre")]
    plan = plan_import(rows, [KNOWN], {"3": "7"})
    assert [line.action for line in plan.lines] == ["add", "set_aside"]


def test_the_digest_tells_any_difference_between_two_plans():
    assert plan_import([ROW], []).digest == plan_import([ROW], []).digest
    assert plan_import([ROW], []).digest != plan_import([ROW], [KNOWN]).digest


@pytest.mark.parametrize(
    ("twin", "why"),
    [
        ({"birth_name": "Éloïse", "first_name": "Lefèvre"}, "nom et prénom inversés"),
        ({"birth_name": "Lefebvre"}, "orthographe proche"),
        ({"birth_date": date(1990, 12, 13)}, "un chiffre"),
    ],
)
def test_two_new_rows_that_may_be_of_one_person_wait_for_a_human_choice(twin, why):
    rows = [ROW, replace(ROW, line=3, **twin)] if "birth_date" not in twin else [
        replace(ROW, birth_date=date(1990, 12, 11)), replace(ROW, line=3, **twin)
    ]  # fmt: skip
    first, second = plan_import(rows, []).lines
    assert (first.action, second.action, second.choices[0][0]) == ("add", "conflict", -2)
    assert why in second.choices[0][2].lower()
    assert [line.action for line in plan_import(rows, [], {"3": "-2"}).lines] == ["add", "set_aside"]
    assert [line.action for line in plan_import(rows, [], {"3": "new"}).lines] == ["add", "add"]


def test_the_same_file_without_birth_dates_does_nothing_the_second_time():
    row, known = replace(ROW, birth_date=None), Identity("Lefèvre", "Éloïse", None)
    values = {**REGISTERED.values, "birth_date": None}
    assert only([row], [replace(REGISTERED, identity=known, values=values)]).action == "same"
    assert only([row], [replace(KNOWN, identity=known, values=values)]).action == "conflict"


@pytest.mark.parametrize("tampered", ["²", "8", "-9", "0x7", "7 OR 1=1"])
def test_a_choice_that_was_not_offered_settles_nothing(tampered):
    other = replace(KNOWN, id=8, identity=Identity("Autre", "Tout", date(1960, 1, 1)))
    row = replace(ROW, birth_name="Lefebvre")
    assert plan_import([row], [KNOWN, other], {"2": tampered}).lines[0].action == "conflict"


def test_hours_are_compared_by_company_whatever_its_capitals_and_accents():
    row = replace(ROW, hours=((2, 175),), company="Mission Locale")
    known = replace(REGISTERED, hours={(2, "mission locale"): KnownHours(175)})
    assert only([row], [known]).action == "same"


def test_a_proof_received_since_is_a_change():
    row = replace(ROW, hours=((2, 175),), company="Atelier", proof_on=date(2026, 11, 2))
    line = only([row], [replace(REGISTERED, hours={(2, "atelier"): KnownHours(175)})])
    assert [(c.label, c.before, c.after) for c in line.changes] == [
        ("Heures en entreprise CCP 2, preuve", "—", "2\u00a0novembre 2026")
    ]


def test_hours_that_several_periods_make_up_are_left_to_be_corrected_by_hand():
    row = replace(ROW, hours=((2, 175),), company="Atelier")
    known = {(2, "atelier"): KnownHours(140, periods=2)}
    line = only([row], [replace(REGISTERED, hours=known)])
    assert (line.action, "2 périodes déjà enregistrées" in line.note) == ("same", True)
    assert only([row], [replace(REGISTERED, hours={(2, "atelier"): KnownHours(175, periods=2)})]).note == ""
