"""Which grids a candidate has, and how two devices write the same criterion without losing anything."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from uuid import UUID

from jalon.referentiel.schema import CCP, Phase, TestKind, TitreVersion

FINAL_INTERVIEW = "final_interview"
SYNTHESIS = "synthesis"
GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a grid: a criterion of the RE, a competence, or the whole; `valued` lines take an observation."""

    ref: str
    text: str
    ccp_ref: str = ""
    valued: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """The criteria of one competence, and the line for a note on the competence itself."""

    number: int
    heading: str
    ccp: str
    rows: tuple[Row, ...]
    own: Row | None = None


@dataclass(frozen=True, slots=True)
class GridForm:
    """The official form of one test: its lines and minutes all come from the référentiel (A6.1, A7.11)."""

    scope: str
    kind: str
    label: str
    scope_label: str
    minutes: int
    phases: tuple[Phase, ...]
    groups: tuple[Group, ...]
    general: Row = Row(GENERAL, "Appréciation générale", valued=False)

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def refs(self) -> dict[str, Row]:
        """Every line that may be written, by reference."""
        own = (group.own for group in self.groups if group.own)
        return {row.ref: row for row in (*self.rows, *own, self.general)}

    @property
    def key(self) -> tuple[str, str]:
        return self.scope, self.kind


def scope_label(titre: TitreVersion, scope: str) -> str:
    """« Titre professionnel », « CCP 1 », « Entretien final »."""
    return "Entretien final" if scope == FINAL_INTERVIEW else titre.scope_label(scope)


@lru_cache(maxsize=512)
def forms_of(titre: TitreVersion, scopes: tuple[str, ...]) -> tuple[GridForm, ...]:
    """The forms of a candidate presented for `scopes`, in the order of the scheme.

    The entretien final assesses no criterion of its own: its form only takes an appreciation (A6.1, A6.2).
    Raises UnknownId when the title has no such scope.
    """
    forms: list[GridForm] = []
    for scope in scopes:
        scheme = titre.scheme("title" if scope == FINAL_INTERVIEW else scope)
        for test in scheme.tests:
            if scope != FINAL_INTERVIEW or test.kind == TestKind.ENTRETIEN_FINAL:
                forms.append(
                    GridForm(
                        scope, test.kind.value, test.kind.label, scope_label(titre, scope), test.minutes,
                        test.phases, _groups(titre, scope, test.kind),
                    )
                )  # fmt: skip
    return tuple(forms)


def form_of(titre: TitreVersion, scope: str, kind: str) -> GridForm | None:
    """The form of one test, None when the scope has no such test."""
    return next((form for form in forms_of(titre, (scope,)) if form.kind == kind), None)


@lru_cache(maxsize=512)
def synthesis_of(titre: TitreVersion, scope: str) -> GridForm:
    """The fiche de synthèse of a scope: one line per competence, concluded together by the jurors (A7.4)."""
    competences = () if scope == FINAL_INTERVIEW else titre.competences_of_scope(scope)
    groups: dict[str, list[Row]] = {}
    labels: dict[str, str] = {}
    for competence in competences:
        bloc = titre.ccp_of_competence(competence.number)
        labels[bloc.id] = _bloc_label(bloc)
        row = Row(
            titre.competence_id(competence.number), f"C{competence.number} – {competence.title}", bloc.id
        )
        groups.setdefault(bloc.id, []).append(row)
    return GridForm(
        scope,
        SYNTHESIS,
        "Fiche de synthèse",
        scope_label(titre, scope),
        0,
        (),
        tuple(Group(0, labels[ref], labels[ref], tuple(rows)) for ref, rows in groups.items()),
    )


def _bloc_label(bloc: CCP) -> str:
    return f"{bloc.scope[:3].upper()} {bloc.number} – {bloc.title}"


def _groups(titre: TitreVersion, scope: str, kind: TestKind) -> tuple[Group, ...]:
    if scope == FINAL_INTERVIEW:
        return ()
    found = []
    for competence in titre.competences_of_scope(scope):
        if criteria := titre.criteria_for(competence.number, kind, scope):
            bloc = titre.ccp_of_competence(competence.number)
            rows = tuple(Row(criterion.id, criterion.text, bloc.id) for criterion in criteria)
            own = Row(titre.competence_id(competence.number), "Note sur la compétence", bloc.id, valued=False)
            heading = f"C{competence.number} – {competence.title}"
            found.append(Group(competence.number, heading, _bloc_label(bloc), rows, own))
    return tuple(found)


# --- two devices, one criterion


@dataclass(frozen=True, slots=True)
class Written:
    """What stands for a criterion: the observation, the note, and how many times it was written."""

    value: str = ""
    note: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Touch:
    """One touch of a device: `base` is the revision it was looking at, `op_id` names it for ever."""

    op_id: UUID
    ref: str
    value: str
    note: str
    base: int


Verdict = Literal["apply", "same", "conflict"]


def judge(current: Written, touch: Touch) -> Verdict:
    """What becomes of a touch that has not been received yet.

    « apply »: it was looking at what stands. « same »: it says what already stands, whoever wrote it.
    « conflict »: someone wrote in between; both are kept and shown, neither is chosen for people.
    """
    if (touch.value, touch.note) == (current.value, current.note):
        return "same"
    return "apply" if touch.base == current.revision else "conflict"


# --- what browsers send


def clean_text(text: str) -> str:
    """A text as it is kept: lines end alike, and nothing that a database cannot hold (NUL, half a character)."""
    return text.encode(errors="ignore").decode().replace("\0", "").replace("\r\n", "\n").strip()


def revision_from(sent: object) -> int:
    """The revision that a device says it saw; anything else than a plausible one is « none », 0."""
    try:
        value = int(str(sent))
    except ValueError:
        return 0
    return value if 0 <= value < 2**31 else 0
