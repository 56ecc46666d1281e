"""Two official titles, of 2018 and 2023, read from their PDFs: the figures counted on their pages, line by line."""

import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jalon.referentiel.importer.engine import import_here
from jalon.referentiel.importer.report import counts
from jalon.referentiel.importer.result import Imported

from ..synthetic.formats import POPPLER
from ..synthetic.measure import KINDS, measure, sure_errors

TITLES = Path(__file__).parents[4] / "shared" / "titles"
FILES = {
    "2018": ("DWWM_REAC_V03-2018.pdf", "DWWM_RE_V03-2018.pdf"),
    "2023": ("DWWM_REAC_V04-2023.pdf", "DWWM_RE_V04-2023.pdf"),
}
PROJECT, INTERVIEW, WRITTEN, LAST = (
    "presentation_projet",
    "entretien_technique",
    "questionnaire_professionnel",
    "entretien_final",
)
FIRST, SECOND, ALL = [1, 2, 3, 4], [5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8]

pytestmark = pytest.mark.skipif(
    not TITLES.is_dir(), reason="les titres officiels ne sont pas à côté du dépôt"
)


@cache
def imported(year: str) -> Imported:
    return import_here([TITLES / name for name in FILES[year]])


def document(year: str) -> Any:
    found = imported(year)
    assert found.titre is not None
    return found.document


def told(year: str, scheme: str) -> list[tuple[str, int, list[int], bool]]:
    """Each test of a scheme: its kind, its minutes, its competences, and whether the jury is there."""
    found = document(year)["schemes"][scheme]["tests"]
    assert all(sum(phase["minutes"] for phase in one["phases"]) == one["minutes"] for one in found)
    return [
        (one["kind"], one["minutes"], one["competences"], all(phase["jury"] for phase in one["phases"]))
        for one in found
    ]


@pytest.mark.parametrize(
    ("year", "identity"),
    [
        ("2018", ("TP-01280", "DWWM", "03", 5, "2018-04-06", "2018-04-17", "2018-09-01")),
        ("2023", ("TP-01280", "DWWM", "04", 5, "2023-04-26", "2023-05-13", "2023-09-01")),
    ],
)
def test_the_identity_is_that_of_the_covers_and_feet(year: str, identity: tuple[object, ...]) -> None:
    keys = ("code", "sigle", "version", "level", "decree_date", "journal_date", "effective_date")
    assert tuple(document(year)[key] for key in keys) == identity


@pytest.mark.parametrize("year", FILES)
def test_every_line_has_its_place_and_every_scheme_its_own(year: str) -> None:
    assert imported(year).coverage == 1
    assert [one["competences"] for one in document(year)["activities"]] == [FIRST, SECOND]
    assert list(document(year)["schemes"]) == ["title", "ccp1", "ccp2"]


@pytest.mark.parametrize(
    ("year", "wanted"),
    [
        ("2018", (88, 46, 103, 76, 51)),
        ("2023", (59, 51, 115, 125, 40)),
    ],
)
def test_the_lists_count_what_the_pages_print(year: str, wanted: tuple[int, ...]) -> None:
    found = counts(document(year))
    keys = ("Critères du REAC", "Critères du RE", "Savoir-faire", "Savoirs", "Termes des glossaires")
    assert tuple(found[key] for key in keys) == wanted


@pytest.mark.parametrize(
    ("year", "groups"),
    [
        ("2018", "2-1-3-8 6-3-0-10 10-3-0-10 10-1-1-8 9-4-0-10 9-4-0-11 16-3-0-13 13-5-0-6"),
        ("2023", "8-2-1-9 9-2-2-15 16-1-2-22 18-1-1-23 9-3-2-10 8-1-1-11 17-1-3-27 5-1-1-8"),
    ],
)
def test_the_groups_of_know_how_are_those_that_blank_lines_part(year: str, groups: str) -> None:
    kinds = ("technical_skills", "organisational_skills", "relational_skills", "knowledge")
    found = ["-".join(str(len(one[kind])) for kind in kinds) for one in document(year)["competences"]]
    assert " ".join(found) == groups


@pytest.mark.parametrize(
    ("year", "scheme", "wanted", "totals"),
    [
        ("2018", "title", [(PROJECT, 35, ALL, True), (INTERVIEW, 40, ALL, True), (LAST, 15, [], True)], (90, 90)),
        ("2018", "ccp1", [(PROJECT, 30, FIRST, True), (INTERVIEW, 20, FIRST, True)], (50, 50)),
        ("2018", "ccp2", [(PROJECT, 30, SECOND, True), (INTERVIEW, 20, SECOND, True)], (50, 50)),
        (
            "2023", "title",
            [
                (PROJECT, 35, [2, 3, 4, 5, 6, 7], True), (INTERVIEW, 40, ALL, True),
                (WRITTEN, 30, [1, 5], False), (LAST, 15, [], True),
            ],
            (120, 90),
        ),
        (
            "2023", "ccp1",
            [(PROJECT, 20, [2, 3, 4], True), (INTERVIEW, 30, FIRST, True), (WRITTEN, 30, [1], False)],
            (80, 50),
        ),
        (
            "2023", "ccp2",
            [(PROJECT, 20, [5, 6, 7], True), (INTERVIEW, 30, SECOND, True), (WRITTEN, 30, [5], False)],
            (80, 50),
        ),
    ],
)  # fmt: skip
def test_each_scheme_has_its_tests_its_minutes_and_its_jury(
    year: str, scheme: str, wanted: list[tuple[str, int, list[int], bool]], totals: tuple[int, int]
) -> None:
    found = document(year)["schemes"][scheme]
    assert told(year, scheme) == wanted
    assert (found["candidate_minutes"], found["jury_minutes"]) == totals


@pytest.mark.parametrize(
    ("year", "pages"),
    [
        ("2018", {"title": (30, 35, None), "ccp1": (15, 20, None), "ccp2": (15, 20, None)}),
        ("2023", {"title": (30, 50, 30), "ccp1": (20, 30, 20), "ccp2": (20, 30, 20)}),
    ],
)
def test_the_dossier_de_projet_has_its_pages_and_its_annexes(year: str, pages: dict[str, object]) -> None:
    for scheme, wanted in pages.items():
        productions = document(year)["schemes"][scheme]["productions"]
        assert [one["name"] for one in productions] == ["Dossier de projet", "Support de présentation"]
        dossier = productions[0]
        assert (dossier["pages_min"], dossier["pages_max"], dossier["annex_pages_max"]) == wanted


def test_the_ticks_of_2023_are_read_competence_by_competence() -> None:
    found = {row["competence"]: row["tests"] for row in document("2023")["matrix"]}
    assert found == {
        1: [INTERVIEW, WRITTEN], 2: [PROJECT, INTERVIEW], 3: [PROJECT, INTERVIEW], 4: [PROJECT, INTERVIEW],
        5: [PROJECT, INTERVIEW, WRITTEN], 6: [PROJECT, INTERVIEW], 7: [PROJECT, INTERVIEW], 8: [INTERVIEW],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("year", "rooms", "resources"),
    [
        ("2018", [PROJECT, INTERVIEW, LAST], [("Postes de travail", 1, 1), ("Équipements", 1, 1), ("Autres", 1, 1)]),
        (
            "2023", [PROJECT, INTERVIEW, WRITTEN, LAST],
            [("Postes de travail", 1, 1), ("Postes de travail", 1, 3), ("Équipements", 1, 3)],
        ),
    ],
)  # fmt: skip
def test_the_annex_gives_each_room_and_how_many_candidates_share_a_resource(
    year: str, rooms: list[str], resources: list[tuple[str, int, int]]
) -> None:
    found = document(year)
    assert [one["test"] for one in found["premises"]] == rooms
    assert [(one["category"], one["count"], one["max_sharing"]) for one in found["resources"]] == resources


@pytest.mark.parametrize(
    ("year", "links"),
    [("2018", [("2013-02-11", 2), ("2013-02-11", 1)]), ("2023", [("2018-04-06", 1), ("2018-04-06", 2)])],
)
def test_the_ccps_of_the_former_version_are_linked(year: str, links: list[tuple[str, int]]) -> None:
    found = document(year)["correspondences"]
    assert [(one["former_decree_date"], one["activity"]) for one in found] == links


@pytest.mark.skipif(POPPLER is None, reason="pdftotext n’est pas installé")
@pytest.mark.parametrize("year", FILES)
def test_what_plain_pdftotext_loses_is_asked_and_the_title_stands(year: str, tmp_path: Path) -> None:
    whole = imported(year)
    assert whole.titre is not None
    paths = [tmp_path / f"{name}.txt" for name in FILES[year]]
    for name, path in zip(FILES[year], paths, strict=True):
        subprocess.run([str(POPPLER), TITLES / name, path], check=True)
    found = import_here(paths)
    assert found.titre is not None, found.faults
    score = measure(whole.titre, found.document)
    assert not sure_errors(score, found, KINDS), score.diff()
    for kind in ("tests", "minutes", "phases", "order", "transversal", "premises", "resources", "former"):
        assert score.rate(kind) == 1, score.diff([kind])
