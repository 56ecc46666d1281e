"""Grids ready to be read or filled: the official form, what was noted, who disagrees."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Min, Prefetch

from jalon.common.actor import Actor
from jalon.dossier.enums import PieceKind
from jalon.dossier.models import Piece
from jalon.dossier.queries import pieces_for_jury
from jalon.examen.enums import ArrangementStatus, Presence, TimetableStatus
from jalon.examen.models import Amenagement, Appointment, ExamSession, Inscription, SessionJury
from jalon.jury.enums import EntryOutcome, Observation
from jalon.jury.models import Grid, GridEntry, GridMark
from jalon.jury.rules.deliberation import Observed
from jalon.jury.rules.grid import SYNTHESIS, GridForm, Row, form_of, forms_of, synthesis_of
from jalon.parcours.enums import Route
from jalon.parcours.models import CCPAward, ECFResult
from jalon.people.models import Person
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TitreVersion

AWAY = frozenset({Presence.ABSENT, Presence.EXCUSED})


@dataclass(frozen=True, slots=True)
class Note:
    """What stands for a line of a grid, and what was sent against it without being kept."""

    value: str = ""
    note: str = ""
    revision: int = 0
    author: str = ""
    conflicts: tuple[GridEntry, ...] = ()

    @property
    def label(self) -> str:
        return Observation(self.value).label if self.value else ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a grid with what stands for it."""

    row: Row
    mark: Note


@dataclass(frozen=True, slots=True)
class Block:
    """A competence of a grid: its criteria, and a note of its own."""

    heading: str
    ccp: str
    lines: tuple[Line, ...]
    own: Line | None


@dataclass(frozen=True, slots=True)
class GridPage:
    """A grid ready to be shown: the form, blocks of lines, the general appreciation."""

    grid: Grid
    form: GridForm
    blocks: tuple[Block, ...]
    general: Line
    marked: int
    total: int
    missing: tuple[str, ...]
    disagreements: int


def form_for(titre: TitreVersion, scope: str, test_kind: str) -> GridForm | None:
    """The official form of a grid, the fiche de synthèse included; None when there is no such test."""
    return synthesis_of(titre, scope) if test_kind == SYNTHESIS else form_of(titre, scope, test_kind)


def grid_page(grid: Grid) -> GridPage:
    """A grid with its form and its marks, in two queries; raises LookupError if the référentiel lacks its test."""
    titre = get_titre(grid.inscription.session.titre_ref)
    form = form_for(titre, grid.scope, grid.test_kind)
    if form is None:
        raise LookupError(f"{titre.ref} n’a pas l’épreuve {grid.test_kind} pour {grid.scope}.")
    return page_of(grid, form, _notes(grid))


def page_of(grid: Grid, form: GridForm, notes: Mapping[str, Note]) -> GridPage:
    """The same from notes already read."""

    def line(row: Row) -> Line:
        return Line(row, notes.get(row.ref, Note()))

    blocks: list[Block] = []
    for group in form.groups:
        own = line(group.own) if group.own else None
        blocks.append(Block(group.heading, group.ccp, tuple(line(row) for row in group.rows), own))
    valued = [row for row in form.rows if row.valued]
    missing = tuple(row.text for row in valued if not notes.get(row.ref, Note()).value)
    general = line(form.general)
    if not valued and not general.mark.note.strip():
        missing = (form.general.text,)
    return GridPage(
        grid=grid,
        form=form,
        blocks=tuple(blocks),
        general=general,
        marked=len(valued) - len(missing) if valued else 0,
        total=len(valued),
        missing=missing,
        disagreements=sum(len(note.conflicts) for note in notes.values()),
    )


def _notes(grid: Grid) -> dict[str, Note]:
    marks = {mark.criterion_ref: mark for mark in grid.marks.all()}
    conflicts: dict[str, list[GridEntry]] = {}
    for entry in grid.entries.all():
        if entry.outcome in (EntryOutcome.CONFLICT, EntryOutcome.LATE) and entry.settled_at is None:
            conflicts.setdefault(entry.criterion_ref, []).append(entry)
    return {
        ref: _note(marks.get(ref), tuple(conflicts.get(ref, ()))) for ref in marks.keys() | conflicts.keys()
    }


def _note(mark: GridMark | None, conflicts: tuple[GridEntry, ...]) -> Note:
    if mark is None:
        return Note(conflicts=conflicts)
    return Note(mark.value, mark.note, mark.revision, mark.updated_by, conflicts)


# --- the joint sheet: side by side, nothing computed


@dataclass(frozen=True, slots=True)
class Side:
    """What one juror noted for a line; `grid` is None when that juror has opened no grid."""

    juror: Person
    value: str
    note: str

    @property
    def label(self) -> str:
        return Observation(self.value).label if self.value else "—"


@dataclass(frozen=True, slots=True)
class JointLine:
    """A line with each juror's observation side by side, and the one that people enter together."""

    line: Line
    sides: tuple[Side, ...]

    @property
    def discordant(self) -> bool:
        """Whether two jurors who observed it do not say the same; it is shown, never settled for them."""
        values = {side.value for side in self.sides if side.value}
        return len(values) > 1


@dataclass(frozen=True, slots=True)
class JointBlock:
    heading: str
    ccp: str
    lines: tuple[JointLine, ...]


@dataclass(frozen=True, slots=True)
class JointTest:
    """One test of the joint sheet; `page` is None until it is prepared, `waiting` names who has not handed in."""

    form: GridForm
    page: GridPage | None
    blocks: tuple[JointBlock, ...]
    general: JointLine | None
    waiting: tuple[str, ...]


def grids_of(inscription: Inscription) -> list[Grid]:
    """Every grid of a candidate with marks and pending disagreements, in a constant number of queries."""
    return list(
        Grid.objects.filter(inscription=inscription)
        .select_related("inscription__session", "inscription__person", "jury", "juror")
        .prefetch_related(
            "marks",
            Prefetch("entries", GridEntry.objects.filter(settled_at=None, outcome__in=["conflict", "late"])),
        )
    )


def candidate_forms(inscription: Inscription) -> tuple[GridForm, ...]:
    """The tests of a candidate, in order."""
    return forms_of(get_titre(inscription.session.titre_ref), tuple(inscription.scopes))


def joint_tests(
    inscription: Inscription, jurors: Iterable[Person], *, shown: Iterable[Person] | None = None
) -> list[JointTest]:
    """Each test with what the jurors `shown` (all by default) observed side by side (A7.4).

    The fiches de synthèse come last.
    """
    titre = get_titre(inscription.session.titre_ref)
    people = list(jurors)
    sided = people if shown is None else list(shown)
    grids = grids_of(inscription)
    joint = {(g.scope, g.test_kind): g for g in grids if g.juror_id is None}
    own = {(g.scope, g.test_kind, g.juror_id): g for g in grids if g.juror_id is not None}
    notes = {grid.pk: _notes(grid) for grid in grids}
    forms = [*candidate_forms(inscription), *(synthesis_of(titre, scope) for scope in inscription.scopes)]
    found = []
    for form in forms:
        if form.kind == SYNTHESIS and not form.rows:
            continue
        held = {p.pk: own.get((*form.key, p.pk)) for p in people}
        sheet = joint.get(form.key)
        page = page_of(sheet, form, notes[sheet.pk]) if sheet else None
        source = page or page_of(Grid(inscription=inscription), form, {})

        def beside(line: Line, held: Mapping[int, Grid | None] = held) -> JointLine:
            sides = []
            for person in sided:
                grid = held[person.pk]
                note = notes[grid.pk].get(line.row.ref, Note()) if grid else Note()
                sides.append(Side(person, note.value, note.note))
            return JointLine(line, tuple(sides))

        blocks = tuple(
            JointBlock(b.heading, b.ccp, tuple(beside(x) for x in (*b.lines, *((b.own,) if b.own else ()))))
            for b in source.blocks
        )
        waiting = tuple(
            p.full_name for p in people if (grid := held[p.pk]) is None or grid.status != "submitted"
        )
        found.append(
            JointTest(form, page, blocks, beside(source.general), () if form.kind == SYNTHESIS else waiting)
        )
    return found


def observed(inscription: Inscription) -> list[Observed]:
    """What the joint sheets say of each criterion: what a decision may be at odds with."""
    titre = get_titre(inscription.session.titre_ref)
    found = []
    for grid in Grid.objects.filter(inscription=inscription, juror=None).prefetch_related("marks"):
        form = form_for(titre, grid.scope, grid.test_kind)
        if form is None:
            continue
        values = {mark.criterion_ref: mark.value for mark in grid.marks.all()}
        found += [
            Observed(row.ccp_ref, form.label, row.text, values[row.ref])
            for row in form.rows
            if row.valued and values.get(row.ref)
        ]
    return found


# --- what the jury holds beside


@dataclass(frozen=True, slots=True)
class Holding:
    """What the jury holds on a candidate: pieces, ECF for those from training, acquired CCPs, arrangement (A6.1)."""

    pieces: tuple[Piece, ...]
    ecf: tuple[tuple[str, ECFResult], ...]
    from_training: bool
    acquired: tuple[tuple[str, CCPAward], ...]
    livret: bool
    arrangement: Amenagement | None


JURY_PIECES = (
    PieceKind.DP,
    PieceKind.PRODUCTION,
    PieceKind.PREPARATION_FILE,
    PieceKind.LIVRET,
    PieceKind.ECF,
)


def origin_route(inscription: Inscription) -> str:
    """Where a candidate comes from: a new presentation keeps the route of its parcours."""
    return inscription.parcours.route if inscription.route == Route.RETAKE else inscription.route


def holding_of(inscription: Inscription) -> Holding:
    """What is shown beside a grid; the arrangement's measures, never more (A10.6)."""
    titre = get_titre(inscription.session.titre_ref)
    training = origin_route(inscription) in Route.training()
    pieces = pieces_for_jury(inscription.parcours, scopes=inscription.scopes, kinds=JURY_PIECES).order_by(
        "kind", "-handed_over_at"
    )
    if not training:
        pieces = pieces.exclude(kind=PieceKind.ECF)
    competences = {titre.competence_id(c.number): f"C{c.number} – {c.title}" for c in titre.competences}
    results = inscription.parcours.ecf_results.all() if training else ECFResult.objects.none()
    blocs = {bloc.id: f"CCP {bloc.number} – {bloc.title}" for bloc in titre.ccps}
    awards = CCPAward.objects.filter(person=inscription.person, ccp_ref__in=blocs)
    arrangement = Amenagement.objects.filter(
        inscription=inscription, status=ArrangementStatus.GRANTED
    ).first()
    return Holding(
        pieces=tuple(pieces),
        ecf=tuple(
            sorted(
                ((competences.get(r.competence_ref, r.competence_ref), r) for r in results),
                key=lambda x: x[1].competence_ref,
            )
        ),
        from_training=training,
        acquired=tuple((blocs[a.ccp_ref], a) for a in awards),
        livret=inscription.route == Route.CAPITALISATION or awards.exists(),
        arrangement=arrangement,
    )


# --- a juror's day


@dataclass(frozen=True, slots=True)
class TestState:
    """A test of a candidate for one juror: its form, its hour, the grid if opened."""

    form: GridForm
    starts_at: object
    grid: Grid | None

    @property
    def state(self) -> str:
        return "" if self.grid is None else self.grid.status


@dataclass(frozen=True, slots=True)
class CandidateCard:
    """A candidate on a juror's home, in the order of the day."""

    inscription: Inscription
    jury: SessionJury | None
    starts_at: object
    tests: tuple[TestState, ...]
    decided: bool

    @property
    def away(self) -> bool:
        return self.inscription.presence in AWAY


def juror_day(
    actor: Actor, session: ExamSession, person: Person, inscriptions: Iterable[Inscription]
) -> list[CandidateCard]:
    """The candidates that a juror assesses, in the order of the timetable, with the state of their grids."""
    rows = list(inscriptions)
    ids = [row.pk for row in rows]
    titre = get_titre(session.titre_ref)
    times = {
        (inscription, kind): first
        for inscription, kind, first in Appointment.objects.filter(
            timetable__session=session, timetable__status=TimetableStatus.PUBLISHED, inscription__in=ids
        )
        .order_by()
        .values_list("inscription_id", "kind")
        .annotate(first=Min("starts_at"))
    }
    grids = {
        (g.inscription_id, g.scope, g.test_kind): g
        for g in Grid.objects.filter(inscription__in=ids, juror=person)
    }
    cards = []
    for row in rows:
        forms = forms_of(titre, tuple(row.scopes))
        tests = tuple(TestState(f, times.get((row.pk, f.kind)), grids.get((row.pk, *f.key))) for f in forms)
        starts = [moment for (pk, _), moment in times.items() if pk == row.pk]
        cards.append(CandidateCard(row, None, min(starts, default=None), tests, hasattr(row, "deliberation")))
    return sorted(cards, key=lambda c: (c.starts_at is None, c.starts_at or 0, c.inscription.number))
