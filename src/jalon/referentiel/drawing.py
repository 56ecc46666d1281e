"""Geometry of the pictures of a référentiel: the title as a map, its exam to scale, its matrix.

Plain Python, in pixels.
"""

from dataclasses import dataclass
from textwrap import wrap

from .schema import Criterion, Scheme, Test, TestKind, TitreVersion

HUES = {
    TestKind.MISE_EN_SITUATION: "k1",
    TestKind.ENTRETIEN_TECHNIQUE: "k2",
    TestKind.QUESTIONNEMENT_PRODUCTION: "k3",
    TestKind.QUESTIONNAIRE_PROFESSIONNEL: "k4",
    TestKind.PRESENTATION_PROJET: "k5",
    TestKind.ENTRETIEN_FINAL: "k6",
}
_WIDTH, _LEFT, _LANE, _BAR, _TOP = 740, 96, 52, 36, 30
_CELL, _ROW, _LABEL, _HEAD, _HEAD_CHARS, _CHARS = 110, 30, 520, 46, 15, 74
_MAP_BOX, _MAP_BOX_CHARS, _MAP_TEXT, _MAP_CHARS, _MAP_DOTS = 210, 26, 250, 76, 760


@dataclass(frozen=True, slots=True)
class Bar:
    """A box of the exam; `hollow` when the candidate is alone."""

    x: int
    y: int
    width: int
    height: int
    hue: str
    text: str
    title: str
    hollow: bool = False

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2 + 4


@dataclass(frozen=True, slots=True)
class Lane:
    label: str
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class ExamDrawing:
    """Three lanes over one axis of minutes: tests, candidate, jury."""

    width: int
    height: int
    left: int
    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[int, int], ...]
    legend: tuple[tuple[str, str], ...]

    @property
    def alone(self) -> bool:
        """Whether the candidate is ever without the jury."""
        return any(bar.hollow for lane in self.lanes for bar in lane.bars)


def draw_exam(scheme: Scheme) -> ExamDrawing:
    """The tests of a scheme one after the other, to scale, in the order of the RE."""
    total = sum(test.minutes for test in scheme.tests)
    minute = min(max(_WIDTH // max(total, 1), 4), 12)

    def bar(
        start: int, minutes: int, lane: int, test: Test, text: str, title: str, hollow: bool = False
    ) -> Bar:
        y = _TOP + lane * _LANE + (_LANE - _BAR) // 2
        x, width = _LEFT + start * minute, minutes * minute - 2
        return Bar(x, y, width, _BAR, HUES[test.kind], text, title, hollow)

    tests: list[Bar] = []
    candidate: list[Bar] = []
    jury: list[Bar] = []
    start = 0
    for test in scheme.tests:
        tests.append(bar(start, test.minutes, 0, test, test.kind.short_label, test.kind.label))
        at = start
        for phase in test.phases:
            alone = not phase.jury
            presence = "seul" if alone else "avec le jury"
            title = f"{phase.label} : {phase.minutes} min, {presence}"
            candidate.append(bar(at, phase.minutes, 1, test, str(phase.minutes), title, hollow=alone))
            if phase.jury:
                jury.append(bar(at, phase.minutes, 2, test, str(phase.minutes), title))
            at += phase.minutes
        start += test.minutes
    lanes = tuple(
        Lane(label, _TOP + rank * _LANE, tuple(bars))
        for rank, (label, bars) in enumerate((("Épreuves", tests), ("Candidat", candidate), ("Jury", jury)))
    )
    step = 5 if minute > 11 else 15 if minute > 3 and total <= 240 else 30
    ticks = tuple((at, _LEFT + at * minute) for at in range(0, total + 1, step))
    legend = tuple((HUES[test.kind], test.kind.label) for test in scheme.tests)
    return ExamDrawing(_LEFT + total * minute + 24, _TOP + 3 * _LANE + 8, _LEFT, lanes, ticks, legend)


@dataclass(frozen=True, slots=True)
class MapCompetence:
    """A competence of the map: its text in one or two lines, one dot per test that assesses it."""

    number: int
    lines: tuple[tuple[int, str], ...]
    title: str
    criteria: int
    middle: int
    dots: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class MapActivity:
    """An activity of the map: a box as tall as its competences, joined to each by a curve."""

    label: str
    title: str
    y: int
    height: int
    lines: tuple[tuple[int, str], ...]
    competences: tuple[MapCompetence, ...]


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """A title as a map: activities on the left, competences on the right, the tests that assess them as dots."""

    width: int
    height: int
    box: int
    text: int
    activities: tuple[MapActivity, ...]
    legend: tuple[tuple[str, str], ...]


def draw_map(titre: TitreVersion) -> MapDrawing:
    """Every activity of a title with its competences; in a CCS the dots are the tests of its own session."""
    activities: list[MapActivity] = []
    kinds: dict[TestKind, None] = {}
    y = 8
    for bloc in (*titre.ccps, *titre.ccss):
        top, competences = y, []
        scope = "title" if bloc.activity.kind == "at" else bloc.scope
        for competence in bloc.competences:
            words = wrap(f"{competence.number}. {competence.title}", _MAP_CHARS)
            lines = tuple((y + 17 * (rank + 1), line) for rank, line in enumerate(words))
            tests = [
                test.kind
                for test in titre.scheme(scope).tests
                if competence.number in test.competences
                or test.kind in _ticked(titre, competence.number, scope)
            ]
            kinds.update(dict.fromkeys(tests))
            middle = y + (len(lines) * 17 + 13) // 2
            dots = tuple((_MAP_DOTS + 16 * rank, HUES[kind], kind.label) for rank, kind in enumerate(tests))
            count = len(titre.criteria(competence.number))
            competences.append(MapCompetence(competence.number, lines, competence.title, count, middle, dots))
            y += len(lines) * 17 + 13
        box = wrap(bloc.title, _MAP_BOX_CHARS)
        y = max(y, top + 34 + 17 * len(box))
        height = y - top - 8
        first = top + (height - 17 * (len(box) + 1)) // 2 + 14
        labels = tuple((first + 17 * (rank + 1), line) for rank, line in enumerate(box))
        activities.append(
            MapActivity(
                bloc.label, bloc.title, top, height, ((first, bloc.label), *labels), tuple(competences)
            )
        )
        y += 10
    legend = tuple((HUES[kind], kind.label) for kind in HUES if kind in kinds)
    return MapDrawing(
        _MAP_DOTS + 16 * max(len(kinds), 1) + 8, y, _MAP_BOX, _MAP_TEXT, tuple(activities), legend
    )


def _ticked(titre: TitreVersion, competence: int, scope: str) -> tuple[TestKind, ...]:
    return titre.tests_of(competence) if scope == "title" else ()


@dataclass(frozen=True, slots=True)
class Cell:
    x: int
    hue: str
    ticked: bool
    label: str


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """A bloc (no cells) or a competence with one cell per test."""

    y: int
    label: str
    title: str
    number: int | None = None
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixDrawing:
    width: int
    height: int
    heads: tuple[tuple[int, tuple[tuple[int, str], ...]], ...]  # x, then the y of each line of the label
    lines: tuple[MatrixLine, ...]


def draw_matrix(titre: TitreVersion, scope: str) -> MatrixDrawing:
    """Competences in rows, under their bloc, and the tests of a scope in columns."""
    tests = assessing_tests(titre.scheme(scope))
    heads = tuple(
        (
            _LABEL + rank * _CELL + _CELL // 2,
            tuple((_HEAD - 8 - 14 * (len(words) - 1 - n), word) for n, word in enumerate(words)),
        )
        for rank, words in enumerate(wrap(test.kind.short_label, _HEAD_CHARS) for test in tests)
    )
    lines: list[MatrixLine] = []
    y = _HEAD
    blocs = titre.ccps if scope == "title" else [b for b in (*titre.ccps, *titre.ccss) if b.scope == scope]
    for bloc in blocs:
        lines.append(
            MatrixLine(y, _cut(f"{titre.scope_label(bloc.scope)} – {bloc.title}", _CHARS), bloc.title)
        )
        y += _ROW
        for competence in bloc.competences:
            cells = tuple(
                Cell(
                    _LABEL + rank * _CELL + _CELL // 2,
                    HUES[test.kind],
                    bool(titre.criteria_for(competence.number, test.kind, scope)),
                    test.kind.label,
                )
                for rank, test in enumerate(tests)
            )
            label = _cut(f"{competence.number}. {competence.title}", _CHARS)
            lines.append(MatrixLine(y, label, competence.title, competence.number, cells))
            y += _ROW
    return MatrixDrawing(_LABEL + len(tests) * _CELL, y + 8, heads, tuple(lines))


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A criterion and whether each test of the scope assesses it."""

    criterion: Criterion
    ticks: tuple[bool, ...]


def matrix_rows(titre: TitreVersion, scope: str, competence: int) -> tuple[MatrixRow, ...]:
    """The table beneath the picture: every criterion of the RE of a competence against the tests."""
    tests = assessing_tests(titre.scheme(scope))
    ticked = [set(titre.criteria_for(competence, test.kind, scope)) for test in tests]
    return tuple(MatrixRow(c, tuple(c in column for column in ticked)) for c in titre.criteria(competence))


def assessing_tests(scheme: Scheme) -> tuple[Test, ...]:
    """Tests that assess named competences: the final interview bears on the whole."""
    return tuple(test for test in scheme.tests if test.competences)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
