"""The schemes of the title, CCPs and CCSs, and the matrix: tests, minutes, productions, ticks."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ...schema import TestKind
from ..readings import ReadPart, ReadProduction, ReadScheme, ReadTest, ReReading
from ..source import Line
from .ledger import Ledger
from .skeleton import Skeleton, scope_name

Json = dict[str, Any]

_LOST_TICKS = (
    "Les cases cochées du tableau des critères d’évaluation (3.2 du RE) ne se lisent pas : les épreuves sont déduites "
    "des compétences que chacune évalue."
)
_NO_COMPETENCES = (
    "Le RE ne donne à cette épreuve aucune compétence évaluée, ou le tableau qui le dit ne se lit pas."
)
_LAST = "Le RE ne dit pas expressément que l’entretien final vient en dernier : l’ordre est déduit de sa finalité."


def schemes(skeleton: Skeleton) -> dict[str, Json]:
    return {scope: _scheme(skeleton, scope, read) for scope, read in skeleton.schemes.items()}


def matrix(skeleton: Skeleton, re: ReReading, pieces: Mapping[str, Json]) -> list[Json]:
    """Table 3.2; where its ticks are lost, the tests that assess the competence."""
    ledger = skeleton.ledger
    rows: dict[int, Json] = {}
    lost: dict[int, tuple[Line, ...]] = {}
    for row, number in zip(re.matrix, skeleton.row_numbers(re.matrix), strict=True):
        if number is None:
            ledger.doubt(
                "matrix",
                f"« {row.competence.value} » (tableau des critères d’évaluation) ne porte l’intitulé d’aucune "
                "compétence du titre.",
                row.competence.lines,
                severity="warning",
            )
            continue
        ledger.place(f"matrix/{number}/competence", row.competence.lines)
        if row.tests is not None:
            ledger.note(f"matrix/{number}/tests", row.tests)
            rows[number] = {"competence": number, "tests": [str(kind) for kind in row.tests.value]}
            lost.pop(number, None)
        elif number not in rows:
            lost[number] = row.competence.lines
            rows[number] = {"competence": number, "tests": _tests_of(skeleton, number, pieces)}
    if lost and len(lost) == len(rows):
        ledger.doubt("matrix", _LOST_TICKS, [line for lines in lost.values() for line in lines], "warning")
    else:
        for number, lines in lost.items():
            ledger.doubt(f"matrix/{number}", _LOST_TICKS, lines, "warning")
    absent = [number for number in skeleton.competences_of("title") if number not in rows]
    if skeleton.schemes and absent:
        ledger.doubt(
            "matrix",
            f"Le tableau des critères d’évaluation (3.2 du RE) n’a pas de ligne pour {_named(absent)}.",
            severity="warning",
        )
    return [rows[number] for number in sorted(rows)]


def conduct(skeleton: Skeleton) -> list[Json]:
    """What the tests ask of their organiser, once per kind of test."""
    found: dict[TestKind, Json] = {}
    for scheme in skeleton.schemes.values():
        for test in scheme.tests:
            reads = [
                production.name.value for production in scheme.productions if production.test == test.kind
            ]
            asked = {"scenario_drawn": test.scenario_drawn, "actors": test.actors, "learners": test.learners}
            if not reads and not any(read and read.value for read in asked.values()):
                continue
            piece = found.setdefault(
                test.kind,
                {"test": str(test.kind), "scenario_drawn": False, "actors": 0, "learners": 0, "reads": []},
            )
            rank = list(found).index(test.kind) + 1
            for name, read in asked.items():
                if read is not None:
                    skeleton.ledger.note(f"sources/conduct/{rank}/{name}", read)
                    piece[name] = max(piece[name], read.value)
            piece["reads"] += [name for name in reads if name not in piece["reads"]]
    return list(found.values())


def _scheme(skeleton: Skeleton, scope: str, read: ReadScheme) -> Json:
    address, own, ledger = f"schemes/{scope}", skeleton.competences_of(scope), skeleton.ledger
    distinct = list({test.kind: test for test in reversed(read.tests)}.values())[::-1]
    tests = [_test(skeleton, f"{address}/tests/{test.kind}", test, own) for test in distinct]
    if read.doubt:
        lines = [line for test in distinct for line in test.minutes.lines]
        ledger.doubt(f"{address}/tests", read.doubt, lines, severity="warning")
    for rank, test in enumerate(distinct):
        if tests[rank]["minutes"] is None:
            ledger.fault(
                f"La durée de l’épreuve « {test.kind.label} » n’a pas été lue dans le dispositif d’évaluation du "
                f"{scope_name(scope)}.",
                f"schemes.{scope}.tests[{rank}].minutes",
            )
    _last_interview(ledger, address, tests, read)
    if not tests:
        ledger.fault(f"Aucune épreuve n’a été lue dans le dispositif d’évaluation du {scope_name(scope)}.")
    candidate, jury = _totals(ledger, scope, read, tests)
    if read.bloc is not None:
        ledger.place(address, read.bloc.lines)
    return {
        "tests": tests,
        "candidate_minutes": candidate,
        "jury_minutes": jury,
        "company_hours": ledger.value(f"{address}/company_hours", read.company_hours),
        "productions": [
            _production(skeleton, f"{address}/productions/{rank}", production, own)
            for rank, production in enumerate(_main_first(read.productions), 1)
        ],
    }


def _main_first(productions: Sequence[ReadProduction]) -> list[ReadProduction]:
    """The longest production first: the one that a candidate prepares the exam with; the others as they come."""
    return sorted(productions, key=lambda one: -(one.pages_max.value if one.pages_max else 0))


def _test(skeleton: Skeleton, address: str, test: ReadTest, own: Collection[int]) -> Json:
    ledger = skeleton.ledger
    ledger.note(f"{address}/minutes", test.minutes)
    ledger.place(address, test.conduct)
    phases = []
    for rank, phase in enumerate([one for one in test.phases if one.minutes.value > 0], 1):
        for name in ("label", "minutes", "jury"):
            ledger.note(f"{address}/phases/{rank}/{name}", getattr(phase, name))
        phases.append({"label": phase.label.value, "minutes": phase.minutes.value, "jury": phase.jury.value})
    for before in test.after:
        ledger.note(f"{address}/after", before)
    if not test.competences and test.kind is not TestKind.ENTRETIEN_FINAL:
        ledger.doubt(f"{address}/competences", _NO_COMPETENCES, test.minutes.lines, severity="warning")
    return {
        "kind": str(test.kind),
        "minutes": test.minutes.value if test.minutes.value > 0 else None,
        "competences": skeleton.numbers(test.competences, f"{address}/competences", own),
        "phases": phases,
        "after": list(dict.fromkeys(str(before.value) for before in test.after)),
    }


def _last_interview(ledger: Ledger, address: str, tests: Sequence[Json], read: ReadScheme) -> None:
    """The final interview closes the exam; where the RE does not say so, its purpose does (RE, annexe 3)."""
    final = next((test for test in tests if test["kind"] == TestKind.ENTRETIEN_FINAL), None)
    others = [test["kind"] for test in tests if test["kind"] != TestKind.ENTRETIEN_FINAL]
    if final is not None and others and not final["after"]:
        final["after"] = others
        # Its very name says it: a remark for whoever reads the référentiel, not a question to answer.
        ledger.warn("order-inferred", _LAST, f"{address}/tests/{TestKind.ENTRETIEN_FINAL}", "info")
        lines = next(test.minutes.lines for test in read.tests if test.kind == TestKind.ENTRETIEN_FINAL)
        ledger.place(f"{address}/tests/{TestKind.ENTRETIEN_FINAL}/after", lines)


def _totals(
    ledger: Ledger, scope: str, read: ReadScheme, tests: Sequence[Json]
) -> tuple[int | None, int | None]:
    """Minutes of the candidate and of the jury; the sums of the tests and phases where the totals were not read."""
    address = f"schemes/{scope}"
    candidate = ledger.value(f"{address}/candidate_minutes", read.candidate_minutes)
    if candidate is None and tests and all(test["minutes"] for test in tests):
        candidate = sum(test["minutes"] for test in tests)
        ledger.doubt(
            f"{address}/candidate_minutes",
            "La durée totale de l’épreuve pour le candidat n’a pas été lue : c’est la somme des épreuves.",
            severity="warning",
        )
    jury = ledger.value(f"{address}/jury_minutes", read.jury_minutes)
    if jury is None and tests and all(test["phases"] for test in tests):
        jury = sum(phase["minutes"] for test in tests for phase in test["phases"] if phase["jury"])
        ledger.doubt(
            f"{address}/jury_minutes",
            "La durée de présence du jury n’a pas été lue : c’est la somme des phases où il est présent.",
            severity="warning",
        )
    for name, value, label in (
        ("candidate_minutes", candidate, "La durée totale de l’épreuve pour le candidat"),
        ("jury_minutes", jury, "La durée totale de présence du jury"),
    ):
        if value is None:
            ledger.fault(
                f"{label} n’a pas été trouvée dans le dispositif d’évaluation du {scope_name(scope)}.",
                f"schemes.{scope}.{name}",
            )
    return candidate, jury


def _production(skeleton: Skeleton, address: str, read: ReadProduction, own: Collection[int]) -> Json:
    ledger = skeleton.ledger
    piece: Json = {"name": ledger.text(f"{address}/name", read.name)}
    for name in ("pages_min", "pages_max", "annex_pages_max", "font", "font_size", "line_spacing"):
        piece[name] = ledger.value(f"{address}/{name}", getattr(read, name))
    piece["font"] = piece["font"] or ""
    piece["parts"] = [_part(skeleton, f"{address}/parts/{part.number}", part, own) for part in read.parts]
    piece["chars_max"] = ledger.value(f"{address}/chars_max", read.chars_max)
    return piece


def _part(skeleton: Skeleton, address: str, part: ReadPart, own: Collection[int]) -> Json:
    ledger = skeleton.ledger
    piece: Json = {"number": part.number}
    for name in ("pages_min", "pages_max"):
        piece[name] = ledger.value(f"{address}/{name}", getattr(part, name))
    piece["competences"] = skeleton.numbers(part.competences, f"{address}/competences", own)
    piece["min_interviews"] = ledger.value(f"{address}/min_interviews", part.min_interviews)
    piece["requirements"] = ledger.texts(f"{address}/requirements", part.requirements)
    piece["chars_max"] = ledger.value(f"{address}/chars_max", part.chars_max)
    return piece


def _tests_of(skeleton: Skeleton, number: int, pieces: Mapping[str, Json]) -> list[str]:
    """Tests that assess a competence: those of the title, or of its own CCS."""
    activity = skeleton.activity_of(number)
    ccs = activity is not None and skeleton.kinds[activity] == "ccs"
    tests = pieces.get(skeleton.scopes[activity] if ccs and activity else "title", {}).get("tests", [])
    return [test["kind"] for test in tests if number in test["competences"]]


def _named(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"la compétence {numbers[0]}"
    return f"les compétences {', '.join(map(str, numbers[:-1]))} et {numbers[-1]}"
