"""What a titre professionnel is: one immutable document, typed, validated, addressed by stable ids.

The document follows the référentiel d'emploi, activités et compétences (REAC) and the référentiel
d'évaluation (RE) of an arrêté de spécialité (A0.7, A0.8). Every figure of an exam is read here, not in code.
Ids never change meaning: ``TP-00403.08/CCP1``, ``TP-00403.08/C7``, ``TP-00403.08/C7/critere-3`` (criterion of
the RE, which the grids use), ``TP-00403.08/C7/reac-critere-3`` (criterion of the REAC).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Literal


class TestKind(StrEnum):
    """The modalités d'évaluation that a RE may prescribe (RE, annexe 3)."""

    __test__ = False

    MISE_EN_SITUATION = "mise_en_situation"
    PRESENTATION_PROJET = "presentation_projet"
    ENTRETIEN_TECHNIQUE = "entretien_technique"
    QUESTIONNAIRE_PROFESSIONNEL = "questionnaire_professionnel"
    QUESTIONNEMENT_PRODUCTION = "questionnement_production"
    ENTRETIEN_FINAL = "entretien_final"

    @property
    def label(self) -> str:
        return TEST_LABELS[self]

    @property
    def short_label(self) -> str:
        return SHORT_TEST_LABELS[self]


TEST_LABELS: Mapping[TestKind, str] = {
    TestKind.MISE_EN_SITUATION: "Mise en situation professionnelle",
    TestKind.PRESENTATION_PROJET: "Présentation d’un projet réalisé en amont de la session",
    TestKind.ENTRETIEN_TECHNIQUE: "Entretien technique",
    TestKind.QUESTIONNAIRE_PROFESSIONNEL: "Questionnaire professionnel",
    TestKind.QUESTIONNEMENT_PRODUCTION: "Questionnement à partir de production(s)",
    TestKind.ENTRETIEN_FINAL: "Entretien final",
}

SHORT_TEST_LABELS: Mapping[TestKind, str] = {
    TestKind.MISE_EN_SITUATION: "Mise en situation",
    TestKind.PRESENTATION_PROJET: "Présentation de projet",
    TestKind.ENTRETIEN_TECHNIQUE: "Entretien technique",
    TestKind.QUESTIONNAIRE_PROFESSIONNEL: "Questionnaire",
    TestKind.QUESTIONNEMENT_PRODUCTION: "Questionnement",
    TestKind.ENTRETIEN_FINAL: "Entretien final",
}

ActivityKind = Literal["at", "ccs"]
Severity = Literal["error", "warning", "info"]
SEVERITY_LABELS: Mapping[Severity, str] = {
    "error": "Incohérence", "warning": "À vérifier", "info": "Pour information",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Activity:
    """An activité type (``at``, hence a CCP) or a spécialisation (``ccs``); numbers are unique in a title."""

    number: int
    kind: ActivityKind
    title: str
    competences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Competence:
    """A professional competence: ``criteria`` are the REAC's, ``assessment_criteria`` the RE's."""

    number: int
    activity: int
    title: str
    description: str = ""
    contexts: str = ""
    criteria: tuple[str, ...] = ()
    assessment_criteria: tuple[str, ...] = ()
    technical_skills: tuple[str, ...] = ()
    organisational_skills: tuple[str, ...] = ()
    relational_skills: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transversal:
    """A transversal competence, assessed through the professional competences it names (RE 3.3)."""

    title: str
    description: str = ""
    criteria: tuple[str, ...] = ()
    competences: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of a test: ``jury`` tells whether the jury is present."""

    label: str
    minutes: int
    jury: bool


@dataclass(frozen=True, slots=True)
class Test:
    """One test of a scheme; ``after`` lists the kinds that must come before it."""

    __test__: ClassVar[bool] = False

    kind: TestKind
    minutes: int
    competences: tuple[int, ...] = ()
    phases: tuple[Phase, ...] = ()
    after: tuple[TestKind, ...] = ()

    @property
    def jury_minutes(self) -> int:
        return sum(phase.minutes for phase in self.phases if phase.jury)


def page_range(low: int | None, high: int | None) -> str:
    """« 11 à 13 pages », « 20 pages au plus », « 5 pages au moins », or nothing where no limit is set."""
    if low is None and high is None:
        return ""
    if low == high:
        return f"{low} page{'s' if low and low > 1 else ''}"
    if low is None or high is None:
        count = high if low is None else low
        return f"{count} page{'s' if count and count > 1 else ''} au {'plus' if low is None else 'moins'}"
    return f"{low} à {high} pages"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a written production: its page range and required contents (short labels of our own)."""

    number: int
    pages_min: int | None = None
    pages_max: int | None = None
    competences: tuple[int, ...] = ()
    min_interviews: int | None = None
    requirements: tuple[str, ...] = ()
    chars_max: int | None = None

    @property
    def pages(self) -> str:
        return page_range(self.pages_min, self.pages_max)


@dataclass(frozen=True, slots=True)
class Production:
    """What a candidate writes before the session: page limits exclude the annexes."""

    name: str
    pages_min: int | None = None
    pages_max: int | None = None
    annex_pages_max: int | None = None
    font: str = ""
    font_size: float | None = None
    line_spacing: float | None = None
    parts: tuple[Part, ...] = ()
    chars_max: int | None = None

    @property
    def pages(self) -> str:
        return page_range(self.pages_min, self.pages_max)


@dataclass(frozen=True, slots=True)
class Scheme:
    """How the title, a CCP or a CCS is assessed: tests, totals in minutes, company hours, productions."""

    tests: tuple[Test, ...]
    candidate_minutes: int
    jury_minutes: int
    company_hours: int | None = None
    productions: tuple[Production, ...] = ()

    def test(self, kind: TestKind | str) -> Test | None:
        return next((test for test in self.tests if test.kind == kind), None)

    @property
    def competences(self) -> tuple[int, ...]:
        return tuple(sorted({number for test in self.tests for number in test.competences}))


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """Which tests of the title assess a competence, with all its assessment criteria (RE 3.2)."""

    competence: int
    tests: tuple[TestKind, ...]


@dataclass(frozen=True, slots=True)
class Premises:
    """The rooms a test needs (RE, annexe 1)."""

    test: TestKind
    description: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """What one candidate needs, and how many candidates may share it at once (RE, annexe 1)."""

    category: str
    count: int | None
    description: str
    max_sharing: int | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """A CCP of the former version of the title that is worth a CCP of this one (A1.8)."""

    former_decree_date: str
    former: str
    activity: int


@dataclass(frozen=True, slots=True)
class Equivalence:
    """CCPs of another title that are worth an activity of this one, one way only (A1.8)."""

    title: str
    rncp: str
    ccps: tuple[str, ...]
    activity: int


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    term: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something incoherent or uncertain in a référentiel; ``where`` is the id of the place concerned."""

    severity: Severity
    code: str
    message: str
    where: str


@dataclass(frozen=True, slots=True)
class Variant:
    """Another wording of a label found elsewhere in the official documents."""

    id: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Conduct:
    """What the conduct of a test asks of its organiser: people, a scenario drawn by lot, productions to read."""

    test: TestKind
    scenario_drawn: bool = False
    actors: int = 0
    learners: int = 0
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """What is known of the official documents beyond the printed contract: dates, wordings, doubts."""

    validity_end: str | None = None
    reac_validation_date: str | None = None
    reac_update_date: str | None = None
    re_validation_date: str | None = None
    re_update_date: str | None = None
    conduct: tuple[Conduct, ...] = ()
    variants: tuple[Variant, ...] = ()
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class CCP:
    """A bloc of the title: the activité type seen from the exam. ``number`` is its rank among the CCPs."""

    id: str
    number: int
    activity: Activity
    competences: tuple[Competence, ...]
    scheme: Scheme

    @property
    def title(self) -> str:
        return self.activity.title

    @property
    def label(self) -> str:
        """« CCP 2 », « CCS 1 »."""
        return f"{self.scope[:3].upper()} {self.number}"

    @property
    def scope(self) -> str:
        """Key of the scheme: ``ccp1``, ``ccp2``…"""
        return self.id.rsplit("/", 1)[1].lower()


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion with its id; ``source`` tells whether the RE or the REAC states it."""

    id: str
    competence: int
    number: int
    text: str
    source: Literal["re", "reac"]


class UnknownId(LookupError):
    """An id that the référentiel does not hold."""


_ID = re.compile(r"(?P<kind>CCP|CCS|C)(?P<number>[1-9]\d*)(?:/(?P<reac>reac-)?critere-(?P<rank>[1-9]\d*))?")


@dataclass(frozen=True, slots=True)
class TitreVersion:
    """One published version of a titre professionnel; field order is the order of the printed contract."""

    code: str
    sigle: str
    title: str
    version: str
    level: int
    nsf: tuple[str, ...]
    rome: tuple[str, ...]
    formacodes: tuple[str, ...]
    rncp: str
    decree_date: str
    journal_date: str
    effective_date: str
    activities: tuple[Activity, ...]
    competences: tuple[Competence, ...]
    transversal: tuple[Transversal, ...]
    schemes: Mapping[str, Scheme] = field(hash=False)
    matrix: tuple[MatrixRow, ...]
    premises: tuple[Premises, ...] = ()
    resources: tuple[Resource, ...] = ()
    correspondences: tuple[Correspondence, ...] = ()
    equivalences: tuple[Equivalence, ...] = ()
    glossary: tuple[GlossaryEntry, ...] = ()
    sources: Sources = Sources()

    @property
    def ref(self) -> str:
        """Reference of this version, ``TP-00403.08``: the root of every id."""
        return f"{self.code}.{self.version}"

    @property
    def validity_end(self) -> str | None:
        """Last day of the title (ISO), its prolongation year not counted (A1.6, A1.9)."""
        return self.sources.validity_end

    def conduct(self, kind: TestKind | str) -> Conduct:
        """What the organiser must provide for a test beyond rooms and resources."""
        found = next((conduct for conduct in self.sources.conduct if conduct.test == kind), None)
        return found or Conduct(TestKind(kind))

    @property
    def ccps(self) -> tuple[CCP, ...]:
        return self._blocs("at", "CCP")

    @property
    def ccss(self) -> tuple[CCP, ...]:
        """The certificats complémentaires de spécialisation, shaped as CCPs (A1.3)."""
        return self._blocs("ccs", "CCS")

    def ccp(self, number: int) -> CCP:
        """CCP of this rank; raises UnknownId."""
        for ccp in self.ccps:
            if ccp.number == number:
                return ccp
        raise UnknownId(f"{self.ref} n’a pas de CCP {number}.")

    def scheme(self, scope: str = "title") -> Scheme:
        """Scheme of ``title``, ``ccp1``, ``ccs1``…; raises UnknownId."""
        try:
            return self.schemes[scope]
        except KeyError:
            raise UnknownId(f"{self.ref} n’a pas de dispositif d’évaluation « {scope} ».") from None

    def scope_label(self, scope: str) -> str:
        """« Titre professionnel », « CCP 1 », « CCS 1 »."""
        return "Titre professionnel" if scope == "title" else f"{scope[:3].upper()} {scope[3:]}"

    def competence(self, number: int) -> Competence:
        """Competence of this number; raises UnknownId."""
        for competence in self.competences:
            if competence.number == number:
                return competence
        raise UnknownId(f"{self.ref} n’a pas de compétence {number}.")

    def competence_id(self, number: int) -> str:
        return f"{self.ref}/C{number}"

    def competences_of_ccp(self, number: int) -> tuple[Competence, ...]:
        return self.ccp(number).competences

    def ccp_of_competence(self, number: int) -> CCP:
        """The CCP (or CCS) that holds a competence; raises UnknownId."""
        for ccp in (*self.ccps, *self.ccss):
            if number in ccp.activity.competences:
                return ccp
        raise UnknownId(f"{self.ref} : la compétence {number} n’appartient à aucun CCP.")

    def competences_of_scope(self, scope: str) -> tuple[Competence, ...]:
        """Competences at stake in ``title`` (all CCPs), ``ccp1``… ; raises UnknownId."""
        blocs = self.ccps if scope == "title" else [b for b in (*self.ccps, *self.ccss) if b.scope == scope]
        if not blocs:
            raise UnknownId(f"{self.ref} n’a pas de bloc « {scope} ».")
        return tuple(competence for bloc in blocs for competence in bloc.competences)

    def criteria(self, competence: int) -> tuple[Criterion, ...]:
        """Criteria of the RE for a competence, with their ids: the lines of a grid."""
        return tuple(
            Criterion(f"{self.competence_id(competence)}/critere-{rank}", competence, rank, text, "re")
            for rank, text in enumerate(self.competence(competence).assessment_criteria, 1)
        )

    def reac_criteria(self, competence: int) -> tuple[Criterion, ...]:
        return tuple(
            Criterion(f"{self.competence_id(competence)}/reac-critere-{rank}", competence, rank, text, "reac")
            for rank, text in enumerate(self.competence(competence).criteria, 1)
        )

    def tests_of(self, competence: int) -> tuple[TestKind, ...]:
        """Tests of the title that the matrix ticks for a competence."""
        return next((row.tests for row in self.matrix if row.competence == competence), ())

    def criteria_for(
        self, competence: int, kind: TestKind | str, scope: str = "title"
    ) -> tuple[Criterion, ...]:
        """Criteria of the RE that a test assesses for a competence.

        The matrix of RE 3.2 speaks of the session of the title; in a CCP session, whose tests differ, the
        competences of its own test decide.
        """
        if scope == "title":
            return self.criteria(competence) if kind in self.tests_of(competence) else ()
        test = self.scheme(scope).test(kind)
        return self.criteria(competence) if test and competence in test.competences else ()

    def resolve(self, id: str) -> "TitreVersion | CCP | Competence | Criterion":
        """What a stable id designates; raises UnknownId, in French."""
        if id == self.ref:
            return self
        root, _, path = id.partition("/")
        match = _ID.fullmatch(path)
        if root != self.ref or not match:
            raise UnknownId(f"« {id} » n’est pas un identifiant de {self.ref}.")
        number, rank = int(match["number"]), match["rank"]
        found: list[CCP | Competence | Criterion]
        if match["kind"] != "C":
            blocs = self.ccps if match["kind"] == "CCP" else self.ccss
            found = [bloc for bloc in blocs if bloc.number == number and rank is None]
        elif rank is None:
            found = [competence for competence in self.competences if competence.number == number]
        else:
            criteria = self.reac_criteria(number) if match["reac"] else self.criteria(number)
            found = [criterion for criterion in criteria if criterion.id == id]
        if not found:
            raise UnknownId(f"« {id} » ne désigne rien dans {self.ref}.")
        return found[0]

    def ids(self) -> Iterator[str]:
        """Every id that ``resolve`` accepts."""
        yield self.ref
        yield from (bloc.id for bloc in (*self.ccps, *self.ccss))
        for competence in self.competences:
            yield self.competence_id(competence.number)
            yield from (criterion.id for criterion in self.criteria(competence.number))
            yield from (criterion.id for criterion in self.reac_criteria(competence.number))

    def _blocs(self, kind: ActivityKind, prefix: str) -> tuple[CCP, ...]:
        activities = [activity for activity in self.activities if activity.kind == kind]
        return tuple(
            CCP(
                id=f"{self.ref}/{prefix}{rank}",
                number=rank,
                activity=activity,
                competences=tuple(self.competence(number) for number in activity.competences),
                scheme=self.scheme(f"{prefix.lower()}{rank}"),
            )
            for rank, activity in enumerate(activities, 1)
        )
