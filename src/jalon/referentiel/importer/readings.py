"""What the two grammars hand over: each value with the lines it was read on, and why it is doubtful if it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from ..schema import ActivityKind, Finding, TestKind
from .source import Line, Place

T = TypeVar("T")

# Where a wording stands: the many occurrences of one text let the repair decide by agreement.
Spot = Literal[
    "cover", "contents", "evolution", "synopsis", "emploi", "activity", "competence", "transversal",
    "test", "matrix", "transversal_table", "bloc", "annex",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A value, the lines it was read on, and a French `doubt` where the document does not say it outright."""

    value: T
    lines: tuple[Line, ...] = ()
    doubt: str = ""

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(line.place for line in self.lines)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A title of activity, competence or transversal competence, as one place of the documents words it."""

    kind: Literal["activity", "competence", "transversal"]
    number: int | None
    read: Read[str]
    spot: Spot
    activity: int | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """The cover, the running foot and « Références de la spécialité »; keys are fields of `TitreVersion`.

    Lists (`nsf`, `rome`, `formacodes`) are read one value each. Dates are ISO. Every place that states a value is
    kept, so that two files of two titles are seen.
    """

    values: Mapping[str, tuple[Read[str], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadActivity:
    number: int
    kind: ActivityKind
    title: Read[str]
    competences: tuple[Read[int], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadCompetence:
    number: int
    title: Read[str]
    activity: Read[int] | None = None
    description: Read[str] | None = None
    contexts: Read[str] | None = None
    criteria: tuple[Read[str], ...] = ()
    technical_skills: tuple[Read[str], ...] = ()
    organisational_skills: tuple[Read[str], ...] = ()
    relational_skills: tuple[Read[str], ...] = ()
    knowledge: tuple[Read[str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadTransversal:
    title: Read[str]
    description: Read[str] | None = None
    criteria: tuple[Read[str], ...] = ()
    competences: tuple[Read[str], ...] = ()  # titles, as the RE's table 3.3 words them


@dataclass(frozen=True, slots=True)
class ReadTerm:
    term: Read[str]
    definition: Read[str] | None = None


@dataclass(frozen=True, slots=True)
class Furniture:
    """A line that carries nothing of the référentiel: `role` says in French what it is."""

    line: Line
    role: str


@dataclass(frozen=True, slots=True)
class ReacReading:
    """What a REAC says; every part may be empty where the document lacks it."""

    identity: Identity = field(default_factory=Identity)
    activities: tuple[ReadActivity, ...] = ()
    competences: tuple[ReadCompetence, ...] = ()
    transversal: tuple[ReadTransversal, ...] = ()
    glossary: tuple[ReadTerm, ...] = ()
    equivalences: tuple["ReadEquivalence", ...] = ()  # « Equivalences avec d’autres certifications »
    occurrences: tuple[Occurrence, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    prose: tuple[
        Line, ...
    ] = ()  # official text that the schema has no field for (definition of the job, sectors…)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPhase:
    label: Read[str]
    minutes: Read[int]
    jury: Read[bool]


@dataclass(frozen=True, slots=True)
class ReadTest:
    """A test of a table of modalités; competences are titles, as the cell words them."""

    kind: TestKind
    minutes: Read[int]
    competences: tuple[Read[str], ...] = ()
    phases: tuple[ReadPhase, ...] = ()
    after: tuple[Read[TestKind], ...] = ()
    conduct: tuple[Line, ...] = ()  # « Détail de l’organisation de l’épreuve »
    scenario_drawn: Read[bool] | None = None
    actors: Read[int] | None = None
    learners: Read[int] | None = None


@dataclass(frozen=True, slots=True)
class ReadPart:
    number: int
    pages_min: Read[int] | None = None
    pages_max: Read[int] | None = None
    chars_max: Read[int] | None = None
    competences: tuple[Read[str], ...] = ()
    min_interviews: Read[int] | None = None
    requirements: tuple[Read[str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadProduction:
    name: Read[str]
    test: TestKind | None = None
    pages_min: Read[int] | None = None
    pages_max: Read[int] | None = None
    annex_pages_max: Read[int] | None = None
    chars_max: Read[int] | None = None
    font: Read[str] | None = None
    font_size: Read[float] | None = None
    line_spacing: Read[float] | None = None
    parts: tuple[ReadPart, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadScheme:
    """A dispositif d’évaluation: of the title (`bloc` None), or of a CCP or CCS, named by the title it prints."""

    tests: tuple[ReadTest, ...]
    bloc: Read[str] | None = None
    kind: ActivityKind = "at"
    candidate_minutes: Read[int] | None = None
    jury_minutes: Read[int] | None = None
    company_hours: Read[int] | None = None
    productions: tuple[ReadProduction, ...] = ()
    doubt: str = ""  # why its tests as a whole are doubtful


@dataclass(frozen=True, slots=True)
class ReadMatrixRow:
    """A line of table 3.2: a competence, its criteria, its ticks (`tests` None where the ticks are lost)."""

    competence: Read[str]
    activity: Read[str] | None = None
    criteria: tuple[Read[str], ...] = ()
    tests: Read[tuple[TestKind, ...]] | None = None


@dataclass(frozen=True, slots=True)
class ReadPremises:
    test: Read[TestKind] | None  # None where the row is printed for a room whose test is not recognised
    label: Read[str]
    description: Read[str]
    notes: Read[str] | None = None


@dataclass(frozen=True, slots=True)
class ReadResource:
    category: Read[str]
    count: Read[int] | None
    description: Read[str]
    max_sharing: Read[int] | None = None
    notes: Read[str] | None = None


@dataclass(frozen=True, slots=True)
class ReadCorrespondence:
    former_decree_date: Read[str] | None
    former: Read[str]
    current: Read[str]


@dataclass(frozen=True, slots=True)
class ReadEquivalence:
    title: Read[str]
    rncp: Read[str] | None
    ccps: tuple[Read[str], ...]
    current: Read[str]


@dataclass(frozen=True, slots=True)
class ReReading:
    """What a RE (or REV, RC) says; every part may be empty where the document lacks it."""

    identity: Identity = field(default_factory=Identity)
    schemes: tuple[ReadScheme, ...] = ()
    matrix: tuple[ReadMatrixRow, ...] = ()
    transversal: tuple[ReadTransversal, ...] = ()
    premises: tuple[ReadPremises, ...] = ()
    resources: tuple[ReadResource, ...] = ()
    correspondences: tuple[ReadCorrespondence, ...] = ()
    equivalences: tuple[ReadEquivalence, ...] = ()
    glossary: tuple[ReadTerm, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    prose: tuple[Line, ...] = ()
    findings: tuple[Finding, ...] = ()
