"""The learning pieces of a version with their stable ids, as every export names them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..schema import Competence, TitreVersion

Kind = Literal[
    "activity", "specialisation", "competence", "assessment_criterion", "criterion", "technical", "organisational",
    "relational", "knowledge", "transversal", "transversal_criterion",
]  # fmt: skip

KIND_LABELS: dict[Kind, str] = {
    "activity": "Activité type",
    "specialisation": "Certificat complémentaire de spécialisation",
    "competence": "Compétence professionnelle",
    "assessment_criterion": "Critère d’évaluation (RE)",
    "criterion": "Critère de performance (REAC)",
    "technical": "Savoir-faire technique",
    "organisational": "Savoir-faire organisationnel",
    "relational": "Savoir-faire relationnel",
    "knowledge": "Savoir",
    "transversal": "Compétence transversale",
    "transversal_criterion": "Critère de compétence transversale",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A item below its parent (the version itself for the first ones); `rank` from 1 among its siblings' kind."""

    kind: Kind
    id: str
    parent: str
    rank: int
    text: str
    notes: str = ""

    @property
    def anchor(self) -> str:
        """Its id below the version: `C7`, `C7/critere-3`."""
        return self.id.partition("/")[2]


def items(titre: TitreVersion) -> Iterator[Item]:
    """Activities, competences, criteria, know-how, transversal competences; a parent before its children."""
    for bloc in (*titre.ccps, *titre.ccss):
        kind: Kind = "activity" if bloc.activity.kind == "at" else "specialisation"
        yield Item(kind, bloc.id, titre.ref, bloc.activity.number, bloc.title)
    for competence in titre.competences:
        yield from _competence(titre, competence)
    for rank, transversal in enumerate(titre.transversal, 1):
        id = f"{titre.ref}/transversale-{rank}"
        yield Item("transversal", id, titre.ref, rank, transversal.title, transversal.description)
        for number, text in enumerate(transversal.criteria, 1):
            yield Item("transversal_criterion", f"{id}/critere-{number}", id, number, text)


def _competence(titre: TitreVersion, competence: Competence) -> Iterator[Item]:
    id = titre.competence_id(competence.number)
    parent = titre.ccp_of_competence(competence.number).id
    notes = "\n\n".join(filter(None, (competence.description, competence.contexts)))
    yield Item("competence", id, parent, competence.number, competence.title, notes)
    for criterion in titre.criteria(competence.number):
        yield Item("assessment_criterion", criterion.id, id, criterion.number, criterion.text)
    for criterion in titre.reac_criteria(competence.number):
        yield Item("criterion", criterion.id, id, criterion.number, criterion.text)
    groups: tuple[tuple[Kind, str, tuple[str, ...]], ...] = (
        ("technical", "savoir-faire-technique", competence.technical_skills),
        ("organisational", "savoir-faire-organisationnel", competence.organisational_skills),
        ("relational", "savoir-faire-relationnel", competence.relational_skills),
        ("knowledge", "savoir", competence.knowledge),
    )
    for kind, name, texts in groups:
        yield from (Item(kind, f"{id}/{name}-{rank}", id, rank, text) for rank, text in enumerate(texts, 1))
