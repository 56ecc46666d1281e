"""A table of modalités whose extraction gives its columns one after the other."""

from jalon.referentiel.importer.evaluation.known import Titles
from jalon.referentiel.importer.evaluation.modalites import Modalites, read_modalites
from jalon.referentiel.importer.evaluation.paragraphs import titles_in

from .hand import CONSEILLER, COULER, TREMPER, VENDRE, lines

KNOWN = Titles([COULER, TREMPER, CONSEILLER, VENDRE])
_FIRST = f"""\
Modalités
Mise en situation
professionnelle

Compétences évaluées
{COULER}
{TREMPER}

Durée
03 h 30 min

Détail de l’organisation de l’épreuve
Le candidat coule et trempe.
"""


def read(text: str) -> Modalites:
    return read_modalites(lines(text), KNOWN)


def told(found: Modalites) -> list[tuple[str, int | None, list[str], str]]:
    return [
        (
            str(row.kind),
            row.minutes,
            [one.text for one in titles_in(row.competences, KNOWN)],
            " ".join(line.text for line in row.conduct),
        )
        for row in found.tests
    ]


def test_names_one_under_the_other_take_the_cells_of_each_column_in_their_order() -> None:
    found = read(
        f"""{_FIRST}
00 h 40 min

Le jury questionne le candidat.

Autres modalités d’évaluation le cas échéant :

Entretien technique

Questionnaire
professionnel

Questionnement à partir de production(s)

{COULER}
{CONSEILLER}
{COULER}
{VENDRE}

Sans objet

00 h 30 min

Le candidat répond au questionnaire.

Entretien final

00 h 15 min
Durée totale de l’épreuve pour le candidat :

Y compris le dossier professionnel.

04 h 55 min
"""
    )
    assert told(found) == [
        ("mise_en_situation", 210, [COULER, TREMPER], "Le candidat coule et trempe."),
        ("entretien_technique", 40, [COULER, CONSEILLER], "Le jury questionne le candidat."),
        ("questionnaire_professionnel", 30, [COULER, VENDRE], "Le candidat répond au questionnaire."),
        ("entretien_final", 15, [], "Y compris le dossier professionnel."),
    ]
    assert found.total is not None
    assert found.total.minutes == 295
    assert "colonne par colonne" in found.doubt


def test_a_void_cell_before_a_list_leaves_the_list_to_the_next_test() -> None:
    found = read(
        f"""{_FIRST}
Entretien technique

Questionnaire professionnel

Sans objet

{CONSEILLER}

00 h 30 min

Le candidat répond au questionnaire.
"""
    )
    assert [one[:3] for one in told(found)] == [
        ("mise_en_situation", 210, [COULER, TREMPER]),
        ("questionnaire_professionnel", 30, [CONSEILLER]),
    ]


def test_a_duration_left_over_is_of_a_test_whose_competences_were_not_printed() -> None:
    found = read(
        f"""{_FIRST}
Entretien technique

Questionnaire professionnel

{CONSEILLER}

00 h 20 min
Le jury questionne.

00 h 30 min
Le candidat répond.
"""
    )
    assert told(found)[1:] == [
        ("entretien_technique", 20, [CONSEILLER], "Le jury questionne."),
        ("questionnaire_professionnel", 30, [], "Le candidat répond."),
    ]


def test_a_list_that_comes_after_the_conduct_goes_to_its_test_and_is_asked() -> None:
    found = read(
        f"""Mise en situation professionnelle
03 h 30 min
Le candidat coule et trempe.

{COULER}
{TREMPER}

Entretien technique
{CONSEILLER}
00 h 20 min
"""
    )
    assert [one[:3] for one in told(found)] == [
        ("mise_en_situation", 210, [COULER, TREMPER]),
        ("entretien_technique", 20, [CONSEILLER]),
    ]
    assert found.doubt


def test_rows_that_hold_together_are_read_as_rows() -> None:
    found = read(
        f"""Mise en situation professionnelle
{COULER}
03 h 30 min
Le candidat coule.
Entretien technique
{CONSEILLER}
00 h 20 min
Le jury questionne.
"""
    )
    assert [one[:3] for one in told(found)] == [
        ("mise_en_situation", 210, [COULER]),
        ("entretien_technique", 20, [CONSEILLER]),
    ]
    assert not found.doubt


def test_a_list_right_under_a_name_is_of_that_test_whatever_comes_before() -> None:
    found = read(
        f"""Modalités
Mise en situation professionnelle
{COULER}
Questionnaire professionnel
Sans objet
Entretien technique
{COULER}
{VENDRE}

03 h 30 min
Le candidat coule.

00 h 20 min
Le jury questionne.
Sans objet
"""
    )
    assert told(found) == [
        ("mise_en_situation", 210, [COULER], "Le candidat coule."),
        ("entretien_technique", 20, [COULER, VENDRE], "Le jury questionne."),
    ]


def test_blank_lines_part_no_list_where_durations_are_too_few() -> None:
    found = read(
        f"""Mise en situation professionnelle
Entretien technique

{COULER}

{TREMPER}

Sans objet

03 h 30 min
Le candidat coule.
"""
    )
    assert [one[:3] for one in told(found)] == [("mise_en_situation", 210, [COULER, TREMPER])]


def test_the_only_duration_of_the_column_is_that_of_the_only_test() -> None:
    found = read(
        f"""Mise en situation professionnelle
{COULER}
Entretien technique
Sans objet
Durée totale de l’épreuve pour le candidat :

05 h 15 min
Le candidat coule.
Sans objet

05 h 15 min
"""
    )
    assert [one[:3] for one in told(found)] == [("mise_en_situation", 315, [COULER])]
    assert found.total is not None
    assert found.total.minutes == 315


def test_a_test_that_the_total_leaves_no_time_is_not_of_the_exam() -> None:
    found = read(
        f"""Mise en situation professionnelle
Entretien technique
{COULER}
Sans objet
{COULER}
Durée totale de l’épreuve pour le candidat :

03 h 30 min
Le candidat coule.

03 h 30 min
"""
    )
    assert [one[:3] for one in told(found)] == [("mise_en_situation", 210, [COULER])]
    assert found.doubt


def test_a_name_that_another_column_runs_into_is_no_test_and_the_exam_is_asked() -> None:
    found = read(
        f"""Mise en situation {COULER}
professionnelle
{TREMPER}

03 h 30 min
Entretien technique
{CONSEILLER}
00 h 20 min
"""
    )
    assert [one[0] for one in told(found)] == ["entretien_technique"]
    assert found.doubt
