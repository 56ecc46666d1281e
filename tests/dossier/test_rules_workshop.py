"""What the workshop shows of a checked version."""

from datetime import date

import pytest

from jalon.dossier.conformity.report import PartStatus
from jalon.dossier.rules.workshop import budgets, countdown, deadline_of, heat_map, tally
from jalon.referentiel.shipped import shipped_titres

CIP = shipped_titres()["TP-00403.08"]
TITLE = CIP.scheme("title").productions[0]


def test_before_any_check_each_part_shows_what_is_asked():
    rows = budgets(TITLE, None)
    assert [row.number for row in rows] == [part.number for part in TITLE.parts]
    assert [row.asked for row in rows] == [part.pages for part in TITLE.parts]
    assert {row.pages for row in rows} == {None}
    assert {row.status for row in rows} == {None}


def test_a_part_is_measured_against_the_most_that_the_re_allows():
    part = TITLE.parts[0]
    report = {
        "parts": [
            {"number": 1, "pages": part.pages_max, "status": "ok", "start_page": 3, "heading": "Ma structure"}
        ]
    }
    first = budgets(TITLE, report)[0]
    assert (first.share, first.status, first.heading) == (100, PartStatus.OK, "Ma structure")
    assert first.floor == round(100 * part.pages_min / part.pages_max)


@pytest.mark.parametrize(("status", "tone"), [("ok", "success"), ("short", "warning"), ("missing", "danger")])
def test_a_part_wears_the_tone_of_its_state(status, tone):
    report = {"parts": [{"number": 1, "pages": 1, "status": status}]}
    assert budgets(TITLE, report)[0].tone == tone


def seen(competence, part, state, rank=1):
    return {
        "competence": competence,
        "criterion": f"{CIP.competence_id(competence)}/critere-{rank}",
        "text": f"Critère {rank}",
        "part": part,
        "expected": True,
        "state": state,
        "page": 4,
        "quote": "…",
    }


def test_the_map_has_a_line_for_each_competence_of_the_production():
    rows = heat_map(CIP, TITLE, ())
    assert [row.number for row in rows] == sorted({c for part in TITLE.parts for c in part.competences})
    assert all(len(row.cells) == len(TITLE.parts) for row in rows)


def test_a_cell_counts_the_criteria_that_show_a_sign():
    lines = [seen(3, 1, "seen", 1), seen(3, 1, "absent", 2), seen(3, 1, "unsure", 3)]
    row = next(row for row in heat_map(CIP, TITLE, lines) if row.number == 3)
    cell = row.cells[0]
    assert (cell.expected, cell.seen, cell.asked, cell.heat) == (True, 1, 3, 2)
    assert [one.state for one in row.criteria] == ["seen", "absent", "unsure"]
    assert row.seen == 1


def test_a_cell_that_the_re_does_not_ask_is_told_apart():
    row = next(row for row in heat_map(CIP, TITLE, ()) if row.number == 3)
    assert [cell.expected for cell in row.cells] == [3 in part.competences for part in TITLE.parts]


def test_findings_are_counted_by_weight():
    report = {"findings": [{"severity": one} for one in ("blocks", "blocks", "to_mend", "advice")]}
    assert tally(report).told == "2\u00a0bloquants, 1\u00a0à corriger"
    assert tally(None).told == "rien à corriger"


def test_the_deadline_is_the_centres_or_the_day_of_the_session():
    centre, exam = date(2026, 12, 1), date(2026, 12, 14)
    assert deadline_of(centre, exam) == (centre, "date fixée par le centre")
    assert deadline_of(None, exam) == (exam, "jour de la session")
    assert deadline_of(date(2026, 12, 20), exam) == (exam, "jour de la session")
    assert deadline_of(centre, None) == (centre, "date fixée par le centre")
    assert deadline_of(None, None) is None


@pytest.mark.parametrize(
    ("days", "told", "tone"),
    [
        (-2, "en retard de 2\u00a0jours", "danger"),
        (-1, "en retard de 1\u00a0jour", "danger"),
        (0, "aujourd’hui", "warning"),
        (1, "demain", "warning"),
        (7, "dans 7\u00a0jours", "warning"),
        (8, "dans 8\u00a0jours", "neutral"),
    ],
)
def test_a_deadline_says_how_far_it_is(days, told, tone):
    today = date(2026, 11, 21)
    assert countdown(date.fromordinal(today.toordinal() + days), today) == (told, tone)
