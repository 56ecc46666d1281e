"""A version as a 1EdTech CASE 1.0 package: CFDocument, CFItems, CFAssociations, CFDefinitions, CFRubrics.

The référentiel is the CFDocument; activités types, competences, criteria and know-how are CFItems below it; the
grid of each test is a CFRubric whose criteria point to those of the RE. Identifiers are UUIDv5 of the stable ids:
two exports, on two machines, name one piece alike. Minutes, pages, rooms and resources have no place in CASE.
The dates of effect and of end stand in the notes, not in statusStartDate: the schema wants « one of » a date and a
date-time, which refuses every date wherever a validator does not assert formats.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from ..compare.correspondences import stated_correspondences
from ..schema import TitreVersion
from .addresses import Publication, uuid_of
from .items import KIND_LABELS, Item, items

Json = dict[str, Any]

CREATOR = "Ministère chargé de l’emploi"
_NO_PUBLICATION = Publication()


def case_package(titre: TitreVersion, publication: Publication = _NO_PUBLICATION) -> Json:
    """The CFPackage of a version, as JSON values."""
    return _Package(titre, publication).whole()


def case_object(
    titre: TitreVersion, identifier: UUID, publication: Publication = _NO_PUBLICATION
) -> Json | None:
    """One object of the package by its identifier, None when it holds none."""
    wanted = str(identifier)

    def search(value: object) -> Json | None:
        if isinstance(value, dict):
            # a link has a title, an identifier and an address only; an object has a date of change
            if value.get("identifier") == wanted and "lastChangeDateTime" in value:
                return value
            return next((found for inner in value.values() if (found := search(inner))), None)
        if isinstance(value, list):
            return next((found for inner in value if (found := search(inner))), None)
        return None

    return search(case_package(titre, publication))


class _Package:
    def __init__(self, titre: TitreVersion, publication: Publication) -> None:
        self.titre, self.publication = titre, publication
        self.changed = publication.changed_at(titre)
        self.items = tuple(items(titre))
        self.titles = {item.id: item.text for item in self.items} | {titre.ref: self.title}

    def whole(self) -> Json:
        return {
            "CFDocument": self.document(),
            "CFItems": [self.item(item) for item in self.items],
            "CFAssociations": list(self.associations()),
            "CFDefinitions": self.definitions(),
            "CFRubrics": list(self.rubrics()),
        }

    @property
    def title(self) -> str:
        return f"Titre professionnel {self.titre.title}"

    def own(self, name: str) -> Json:
        """What every object has: its identifier, its address, when it last changed."""
        identifier = uuid_of(name)
        return {
            "identifier": str(identifier),
            "uri": self.publication.object(self.titre, identifier),
            "lastChangeDateTime": self.changed,
        }

    def link(self, name: str, title: str) -> Json:
        identifier = uuid_of(name)
        return {
            "title": title,
            "identifier": str(identifier),
            "uri": self.publication.object(self.titre, identifier),
        }

    def document(self) -> Json:
        titre, today = self.titre, self.publication.today
        over = today and titre.validity_end and today > date.fromisoformat(titre.validity_end)
        end = f" Fin de validité : {_french(titre.validity_end)}." if titre.validity_end else ""
        return {
            **self.own(titre.ref),
            "creator": CREATOR,
            "title": self.title,
            "description": "Référentiel emploi, activités, compétences (REAC) et référentiel d’évaluation (RE) du "
            f"titre professionnel {titre.title} ({titre.sigle}).",
            "subject": [f"NSF {code}" for code in titre.nsf],
            "subjectURI": [self.link(f"NSF/{code}", f"NSF {code}") for code in titre.nsf],
            "language": "fr",
            "version": titre.version,
            "adoptionStatus": "Deprecated" if over else "Adopted",
            "notes": f"{titre.ref}, {titre.rncp}, niveau {titre.level} du cadre national des certifications "
            f"professionnelles. Arrêté du {_french(titre.decree_date)}, Journal officiel du "
            f"{_french(titre.journal_date)}. Date d’effet : {_french(titre.effective_date)}.{end}",
        }

    def item(self, item: Item) -> Json:
        notes = {"notes": item.notes} if item.notes else {}
        return {
            **self.own(item.id),
            "fullStatement": item.text,
            "humanCodingScheme": item.id,
            "listEnumeration": str(item.rank),
            "CFItemType": KIND_LABELS[item.kind],
            "CFItemTypeURI": self.link(f"type/{item.kind}", KIND_LABELS[item.kind]),
            "language": "fr",
            "educationLevel": [f"EQF{self.titre.level}"],
            **notes,
        }

    def associations(self) -> Iterator[Json]:
        for sequence, item in enumerate(self.items, 1):
            yield {**self.association("isChildOf", item.id, item.parent), "sequenceNumber": sequence}
        for competence in self.titre.competences:
            theirs = {criterion.text: criterion.id for criterion in self.titre.criteria(competence.number)}
            for criterion in self.titre.reac_criteria(competence.number):
                if criterion.text in theirs:
                    yield self.association("exactMatchOf", criterion.id, theirs[criterion.text])
        for rank, transversal in enumerate(self.titre.transversal, 1):
            for number in dict.fromkeys(transversal.competences):
                own = self.titre.competence_id(number)
                yield self.association("isRelatedTo", own, f"{self.titre.ref}/transversale-{rank}")
        yield from self.replacements()

    def replacements(self) -> Iterator[Json]:
        """The CCPs of the former version and those that replace them, where the RE states it (A1.8)."""
        former = self.publication.former
        if former is None:
            return
        stated, _ = stated_correspondences(former, self.titre)
        known = {bloc.scope: bloc for bloc in (*former.ccps, *former.ccss)}
        own = {bloc.scope: bloc for bloc in (*self.titre.ccps, *self.titre.ccss)}
        for said in stated:
            if len(said.former) == 1:
                before, after = known[said.former[0]], own[said.current]
                self.titles.setdefault(before.id, before.title)
                found = self.association("replacedBy", before.id, after.id)
                found["originNodeURI"]["uri"] = self.publication.object(former, uuid_of(before.id))
                yield found

    def association(self, kind: str, origin: str, destination: str) -> Json:
        return {
            **self.own(f"{kind}/{origin}/{destination}"),
            "associationType": kind,
            "originNodeURI": self.link(origin, self.titles[origin]),
            "destinationNodeURI": self.link(destination, self.titles[destination]),
        }

    def definitions(self) -> Json:
        kinds = dict.fromkeys(item.kind for item in self.items)
        codes = [("ROME", code) for code in dict.fromkeys(self.titre.rome)]
        codes += [("Formacode", code) for code in dict.fromkeys(self.titre.formacodes)]
        return {
            "CFConcepts": [
                {
                    **self.own(f"{scheme}/{code}"),
                    "title": f"{scheme} {code}",
                    "keywords": code,
                    "hierarchyCode": code,
                }
                for scheme, code in codes
            ],
            "CFSubjects": [
                {**self.own(f"NSF/{code}"), "title": f"NSF {code}", "hierarchyCode": code}
                for code in dict.fromkeys(self.titre.nsf)
            ],
            "CFLicenses": [],
            "CFItemTypes": [
                {**self.own(f"type/{kind}"), "title": KIND_LABELS[kind], "hierarchyCode": str(rank)}
                for rank, kind in enumerate(kinds, 1)
            ],
            "CFAssociationGroupings": [],
        }

    def rubrics(self) -> Iterator[Json]:
        """The grid of each test of each session: the criteria of the RE that it assesses, in order."""
        for scope, scheme in self.titre.schemes.items():
            for test in scheme.tests:
                name = f"{self.titre.ref}/{scope}/{test.kind}"
                criteria = [
                    (competence, criterion)
                    for competence in self.titre.competences
                    for criterion in self.titre.criteria_for(competence.number, test.kind, scope)
                ]
                if criteria:
                    yield {
                        **self.own(name),
                        "title": f"{self.titre.scope_label(scope)} – {test.kind.label}",
                        "description": "Critères du référentiel d’évaluation que cette épreuve évalue.",
                        "CFRubricCriteria": [
                            {
                                **self.own(f"{name}/{criterion.id}"),
                                "category": f"{competence.number}. {competence.title}",
                                "description": criterion.text,
                                "CFItemURI": self.link(criterion.id, criterion.text),
                                "position": position,
                                "rubricId": str(uuid_of(name)),
                            }
                            for position, (competence, criterion) in enumerate(criteria, 1)
                        ],
                    }


def _french(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))
