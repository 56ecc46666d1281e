"""The readings of an invented titre, « Rosiériste » (TP-09999.03): two activities, a CCS, five competences.

What the grammars would hand over, built by hand: tests change one reading and look at what the assembly makes of it.
"""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from jalon.referentiel.importer.readings import (
    Identity,
    Occurrence,
    ReacReading,
    Read,
    ReadActivity,
    ReadCompetence,
    ReadCorrespondence,
    ReadEquivalence,
    ReadMatrixRow,
    ReadPart,
    ReadPhase,
    ReadPremises,
    ReadProduction,
    ReadResource,
    ReadScheme,
    ReadTerm,
    ReadTest,
    ReadTransversal,
    ReReading,
)
from jalon.referentiel.importer.source import Line, Place, Source
from jalon.referentiel.schema import TestKind

T = TypeVar("T")

ACTIVITIES = {
    1: "Cultiver des rosiers de jardin",
    2: "Conseiller les amateurs de roses",
    3: "Créer une variété",
}
TITLES = {
    1: "Tailler un rosier selon la saison",
    2: "Repérer les maladies du feuillage",
    3: "Informer un visiteur sur les floraisons",
    4: "Animer un atelier de greffe",
    5: "Croiser deux variétés de rosiers",
}
ACTIVITY_OF = {1: 1, 2: 1, 3: 2, 4: 2, 5: 3}
CRITERIA = {
    1: ("La coupe est franche et en biais", "Les outils sont désinfectés"),
    2: ("Les taches sont repérées", "Le traitement proposé est adapté"),
    3: ("Les floraisons sont connues", "La réponse est claire"),
    4: ("Le déroulé est préparé", "Les gestes sont montrés"),
    5: ("Les parents sont choisis", "Le croisement est noté"),
}
EXAM = (TestKind.MISE_EN_SITUATION, TestKind.ENTRETIEN_TECHNIQUE)


@dataclass
class Paper:
    """A file being written: each text read from it has a line of its own."""

    file: str
    lines: list[Line] = field(default_factory=list)

    def line(self, text: str) -> Line:
        self.lines.append(Line(text, Place(self.file, None, len(self.lines) + 1)))
        return self.lines[-1]

    def read(self, value: T, text: str | None = None, doubt: str = "") -> Read[T]:
        return Read(value, (self.line(str(value) if text is None else text),), doubt)

    def reads(self, *values: T) -> tuple[Read[T], ...]:
        return tuple(self.read(value) for value in values)

    @property
    def source(self) -> Source:
        return Source(self.file, "text", f"sha-{self.file}", None, tuple(self.lines))


def identity(paper: Paper, **changes: str | None) -> Identity:
    """What both documents print of the titre; a change to None takes a value away."""
    said: dict[str, Any] = {
        "code": "TP-09999", "sigle": "ROS", "title": "Rosiériste", "version": "03", "level": "4",
        "decree_date": "2023-05-02", "journal_date": "2023-05-10", "effective_date": "2023-09-01",
    }  # fmt: skip
    said = {key: value for key, value in (said | changes).items() if value is not None}
    lists = {"nsf": ("213s",), "rome": ("A1203", "A1414"), "formacodes": ("21046",)}
    return Identity(
        {key: paper.reads(value) for key, value in said.items()}
        | {key: paper.reads(*values) for key, values in lists.items()}
    )


def reac(paper: Paper, **changes: Any) -> ReacReading:
    """The REAC; `changes` replace its parts."""
    paper.line("Il sait informer les visiteurs et tailler au bon moment, dans le respect de la hiérarchie.")
    parts: dict[str, Any] = {
        "identity": identity(paper),
        "activities": tuple(
            ReadActivity(
                number,
                "ccs" if number == 3 else "at",
                paper.read(title),
                tuple(paper.read(c, TITLES[c]) for c, a in ACTIVITY_OF.items() if a == number),
            )
            for number, title in ACTIVITIES.items()
        ),
        "competences": tuple(competence(paper, number) for number in TITLES),
        "occurrences": tuple(
            Occurrence("competence", number, paper.read(title), "synopsis", ACTIVITY_OF[number])
            for number, title in TITLES.items()
        ),
        "transversal": (
            ReadTransversal(
                paper.read("Respecter les saisons"), criteria=paper.reads("Le calendrier est tenu")
            ),
        ),
        "glossary": (ReadTerm(paper.read("Sarment"), paper.read("Rameau de l’année.")),),
    }
    return ReacReading(**(parts | changes))


def competence(paper: Paper, number: int, **changes: Any) -> ReadCompetence:
    parts: dict[str, Any] = {
        "title": paper.read(TITLES[number]),
        "activity": paper.read(ACTIVITY_OF[number], TITLES[number]),
        "description": paper.read(f"À partir du plan de la roseraie, mener la tâche {number}."),
        "contexts": paper.read("Cette compétence s’exerce au jardin."),
        "criteria": paper.reads(*CRITERIA[number]),
        "technical_skills": paper.reads(f"Choisir le sécateur n° {number}"),
        "organisational_skills": paper.reads(f"Ranger la remise n° {number}"),
        "relational_skills": paper.reads(f"Écouter le chef n° {number}"),
        "knowledge": paper.reads(f"Connaissance du rosier n° {number}"),
    }
    return ReadCompetence(number, **(parts | changes))


def test(paper: Paper, kind: TestKind, minutes: int, numbers: list[int], **changes: Any) -> ReadTest:
    parts: dict[str, Any] = {
        "competences": paper.reads(*(TITLES[number] for number in numbers)),
        "phases": (ReadPhase(paper.read("Épreuve"), paper.read(minutes), paper.read(True)),),
    }
    return ReadTest(kind, paper.read(minutes), **(parts | changes))


def scheme(paper: Paper, bloc: int | None, numbers: list[int], **changes: Any) -> ReadScheme:
    tests = (
        test(paper, TestKind.MISE_EN_SITUATION, 40, numbers),
        test(paper, TestKind.ENTRETIEN_TECHNIQUE, 20, numbers, after=paper.reads(TestKind.MISE_EN_SITUATION)),
    )
    parts: dict[str, Any] = {
        "tests": tests,
        "bloc": None if bloc is None else paper.read(ACTIVITIES[bloc]),
        "kind": "ccs" if bloc == 3 else "at",
        "candidate_minutes": paper.read(60),
        "jury_minutes": paper.read(60),
        "company_hours": paper.read(70),
    }
    return ReadScheme(**(parts | changes))


def row(paper: Paper, number: int, **changes: Any) -> ReadMatrixRow:
    parts: dict[str, Any] = {
        "competence": paper.read(TITLES[number]),
        "activity": paper.read(ACTIVITIES[ACTIVITY_OF[number]]),
        "criteria": paper.reads(*CRITERIA[number]),
        "tests": paper.read(EXAM, "X X"),
    }
    return ReadMatrixRow(**(parts | changes))


def evaluation(paper: Paper, **changes: Any) -> ReReading:
    """The RE; `changes` replace its parts."""
    parts: dict[str, Any] = {
        "identity": identity(paper),
        "schemes": (
            scheme(
                paper,
                None,
                [1, 2, 3, 4],
                tests=(
                    *scheme(paper, None, [1, 2, 3, 4]).tests,
                    test(paper, TestKind.ENTRETIEN_FINAL, 15, []),
                ),
                candidate_minutes=paper.read(75),
                jury_minutes=paper.read(75),
                productions=(production(paper),),
            ),
            scheme(paper, 1, [1, 2]),
            scheme(paper, 2, [3, 4]),
            scheme(paper, 3, [5]),
        ),
        "matrix": tuple(row(paper, number) for number in (1, 2, 3, 4)),
        "transversal": (
            ReadTransversal(paper.read("Respecter les saisons"), competences=paper.reads(*list(TITLES.values())[:4])),
        ),
        "premises": (
            ReadPremises(
                paper.read(TestKind.MISE_EN_SITUATION), paper.read("Mise en situation"), paper.read("Une roseraie")
            ),
        ),
        "resources": (ReadResource(paper.read("Outils"), paper.read(2), paper.read("Sécateurs"), paper.read(1)),),
        "correspondences": (
            ReadCorrespondence(paper.read("2018-04-03"), paper.read("Cultiver des roses"), paper.read(ACTIVITIES[1])),
        ),
        "equivalences": (
            ReadEquivalence(
                paper.read("Fleuriste"), None, paper.reads("Conseiller les clients"), paper.read(ACTIVITIES[2])
            ),
        ),
    }  # fmt: skip
    return ReReading(**(parts | changes))


def production(paper: Paper) -> ReadProduction:
    return ReadProduction(
        paper.read("Carnet de taille"),
        TestKind.ENTRETIEN_TECHNIQUE,
        paper.read(10),
        paper.read(12),
        parts=(ReadPart(1, paper.read(10), paper.read(12), competences=paper.reads(TITLES[1], TITLES[4])),),
    )
