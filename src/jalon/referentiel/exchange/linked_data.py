"""A version as JSON-LD after the European Learning Model (ELM 3) and ESCO: linked data that needs no network.

The title is a Qualification, each CCP (or CCS) a partial one, each competence a LearningOutcome, each test a
LearningAssessmentSpecification; know-how and knowledge are concepts of the référentiel's own scheme, typed as ESCO
types its skills. The context is embedded and names only vocabularies that exist (ELM, ESCO, Dublin Core, SKOS…).
No link to an ESCO skill and no ISCED field is given: the official documents state none, though the application
profile of ELM for qualifications (LOQ) wants the latter; nothing else of it is missing.
"""

from collections.abc import Iterator
from typing import Any

from ..schema import CCP, Competence, Production, Scheme, Test, TitreVersion
from .addresses import Publication
from .case import CREATOR
from .items import KIND_LABELS, Item, Kind, items

Json = dict[str, Any]

_ELM = "http://data.europa.eu/snb/model/elm/"
_IRI = {"@type": "@id"}
_TEXT = {"@container": "@language"}
CONTEXT: Json = {
    "elm": _ELM,
    "dc": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "adms": "http://www.w3.org/ns/adms#",
    "rov": "http://www.w3.org/ns/regorg#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": "@id",
    "type": "@type",
    "Qualification": "elm:Qualification",
    "LearningOutcome": "elm:LearningOutcome",
    "LearningAssessmentSpecification": "elm:LearningAssessmentSpecification",
    "AwardingOpportunity": "elm:AwardingOpportunity",
    "Organisation": "elm:Organisation",
    "Identifier": "elm:Identifier",
    "Note": "elm:Note",
    "Location": "dc:Location",
    "Address": "elm:Address",
    "PeriodOfTime": "dc:PeriodOfTime",
    "Concept": "skos:Concept",
    "ConceptScheme": "skos:ConceptScheme",
    "title": {"@id": "dc:title", **_TEXT},
    "description": {"@id": "dc:description", **_TEXT},
    "language": {"@id": "dc:language", **_IRI},
    "modified": {"@id": "dc:modified", "@type": "xsd:dateTime"},
    "extent": {"@id": "dc:extent", "@type": "xsd:duration"},
    "references": {"@id": "dc:references", **_IRI},
    "requires": {"@id": "dc:requires", **_IRI},
    "subject": {"@id": "dc:subject", **_IRI},
    "dcType": {"@id": "dc:type", **_IRI},
    "temporal": {"@id": "dc:temporal", **_IRI},
    "altLabel": {"@id": "skos:altLabel", **_TEXT},
    "prefLabel": {"@id": "skos:prefLabel", **_TEXT},
    "definition": {"@id": "skos:definition", **_TEXT},
    "notation": {"@id": "skos:notation"},
    "inScheme": {"@id": "skos:inScheme", **_IRI},
    "identifier": {"@id": "adms:identifier", **_IRI},
    "schemeName": {"@id": "elm:schemeName", "@type": "xsd:string"},
    "legalName": {"@id": "rov:legalName", **_TEXT},
    "additionalNote": {"@id": "elm:additionalNote", **_IRI},
    "noteLiteral": {"@id": "elm:noteLiteral", **_TEXT},
    "category": {"@id": "elm:category", **_TEXT},
    "eqfLevel": {"@id": "elm:EQFLevel", **_IRI},
    "nqfLevel": {"@id": "elm:NQFLevel", **_IRI},
    "educationSubject": {"@id": "elm:educationSubject", **_IRI},
    "isPartialQualification": {"@id": "elm:isPartialQualification", "@type": "xsd:boolean"},
    "hasPart": {"@id": "elm:hasPart", **_IRI},
    "isPartOf": {"@id": "elm:isPartOf", **_IRI},
    "learningOutcome": {"@id": "elm:learningOutcome", **_IRI},
    "provenBy": {"@id": "elm:provenBy", **_IRI},
    "relatedSkill": {"@id": "elm:relatedSkill", **_IRI},
    "reusabilityLevel": {"@id": "elm:reusabilityLevel", **_IRI},
    "awardingOpportunity": {"@id": "elm:awardingOpportunity", **_IRI},
    "awardingBody": {"@id": "elm:awardingBody", **_IRI},
    "location": {"@id": "elm:location", **_IRI},
    "spatialCode": {"@id": "elm:spatialCode", **_IRI},
    "address": {"@id": "elm:address", **_IRI},
    "countryCode": {"@id": "elm:countryCode", **_IRI},
    "entryRequirement": {"@id": "elm:entryRequirement", **_IRI},
    "learningAchievementSpecification": {"@id": "elm:learningAchievementSpecification", **_IRI},
    "startDate": {"@id": "elm:startDate", "@type": "xsd:dateTime"},
    "endDate": {"@id": "elm:endDate", "@type": "xsd:dateTime"},
    "status": {"@id": "elm:status", "@type": "xsd:string"},
}
_EQF = "http://data.europa.eu/snb/eqf/{}"
_FRENCH = "http://publications.europa.eu/resource/authority/language/FRA"
_FRANCE = "http://publications.europa.eu/resource/authority/country/FRA"
_SKILL = "http://data.europa.eu/esco/skill-type/skill"
_KNOWLEDGE = "http://data.europa.eu/esco/skill-type/knowledge"
_TRANSVERSAL = "http://data.europa.eu/esco/skill-reuse-level/transversal"
_KNOW_HOW: tuple[Kind, ...] = ("technical", "organisational", "relational", "knowledge")
_NO_PUBLICATION = Publication()


def linked_data(titre: TitreVersion, publication: Publication = _NO_PUBLICATION) -> Json:
    """The JSON-LD document of a version: its context and one graph."""
    return {"@context": CONTEXT, "@graph": list(_Graph(titre, publication).nodes())}


def _pages(production: Production) -> str:
    low, high = production.pages_min, production.pages_max
    if high is None:
        return ""
    return f", {low} à {high} pages" if low is not None else f", {high} pages au plus"


def _text(text: str) -> Json:
    return {"fr": text}


class _Graph:
    def __init__(self, titre: TitreVersion, publication: Publication) -> None:
        self.titre, self.publication = titre, publication
        self.items = tuple(items(titre))

    def nodes(self) -> Iterator[Json]:
        yield self.qualification()
        for bloc in (*self.titre.ccps, *self.titre.ccss):
            yield self.partial(bloc)
        for competence in self.titre.competences:
            yield self.outcome(competence)
        for item in self.items:
            if item.kind == "transversal":
                yield self.transversal(item)
            elif item.kind in _KNOW_HOW:
                yield self.skill(item)
        for scope, scheme in self.titre.schemes.items():
            for test in scheme.tests:
                yield self.assessment(scope, scheme, test)
        for anchor, title in (("savoirs", "Savoir-faire et savoirs"), ("epreuves", "Épreuves")):
            yield {
                "id": self.at(anchor),
                "type": "ConceptScheme",
                "title": _text(f"{title} – {self.titre.title}"),
            }
        for kind in dict.fromkeys(item.kind for item in self.items):
            yield {"id": self.at(f"nature-{kind}"), "type": "Concept", "prefLabel": _text(KIND_LABELS[kind])}
        if self.titre.glossary:
            yield {"id": self.at("glossaire"), "type": "ConceptScheme", "title": _text("Glossaire")}
        for rank, entry in enumerate(self.titre.glossary, 1):
            definition = {"definition": _text(entry.definition)} if entry.definition else {}
            yield {
                "id": self.at(f"terme-{rank}"), "type": "Concept", "inScheme": self.at("glossaire"),
                "prefLabel": _text(entry.term), **definition,
            }  # fmt: skip

    def at(self, anchor: str = "") -> str:
        return self.publication.page(self.titre, anchor)

    def competence(self, number: int) -> str:
        return self.at(f"C{number}")

    def common(self, scheme: Scheme, scope: str) -> Json:
        """What the title and its parts say alike."""
        level = self.titre.level
        hours = f"Période en entreprise : {scheme.company_hours} h au moins." if scheme.company_hours else ""
        totals = (
            f"Durée totale des épreuves : {scheme.candidate_minutes} min pour le candidat, "
            f"{scheme.jury_minutes} min en présence du jury."
        )
        return {
            "language": {"id": _FRENCH, "type": "Concept"},
            "eqfLevel": {"id": _EQF.format(level), "type": "Concept", "notation": str(level)},
            "nqfLevel": {
                "id": self.at("niveau"), "type": "Concept", "notation": str(level),
                "prefLabel": _text(f"Niveau {level} du cadre national des certifications professionnelles"),
            },
            "provenBy": [self.at(f"{scope}/{test.kind}") for test in scheme.tests],
            "additionalNote": [self.note(sentence) for sentence in (totals, hours) if sentence],
        }  # fmt: skip

    def qualification(self) -> Json:
        titre = self.titre
        end = {"endDate": f"{titre.validity_end}T23:59:59Z"} if titre.validity_end else {}
        country = {"id": _FRANCE, "type": "Concept"}
        codes = [("Code du titre", titre.code), ("Millésime", titre.version), ("RNCP", titre.rncp)]
        return {
            "id": self.at(),
            "type": "Qualification",
            "title": _text(f"Titre professionnel {titre.title}"),
            "altLabel": _text(titre.sigle),
            "category": _text("Titre professionnel"),
            "modified": self.publication.changed_at(titre),
            "identifier": [
                {"id": self.at(f"code-{rank}"), "type": "Identifier", "schemeName": name, "notation": code}
                for rank, (name, code) in enumerate(codes, 1)
                if code
            ],
            **self.common(titre.scheme(), "title"),
            "isPartialQualification": False,
            "educationSubject": [self.code(name, code) for name, code in self.codes()],
            "learningOutcome": [
                *(self.competence(one.number) for bloc in titre.ccps for one in bloc.competences),
                *(self.at(item.anchor) for item in self.items if item.kind == "transversal"),
            ],
            "hasPart": [self.at(bloc.id.partition("/")[2]) for bloc in titre.ccps],
            "awardingOpportunity": {
                "id": self.at("delivrance"),
                "type": "AwardingOpportunity",
                "awardingBody": {
                    "id": self.at("certificateur"), "type": "Organisation", "legalName": _text(CREATOR),
                    "location": {
                        "id": self.at("france"), "type": "Location", "spatialCode": country,
                        "address": {"id": self.at("adresse"), "type": "Address", "countryCode": country},
                    },
                },
                "learningAchievementSpecification": self.at(),
                "temporal": {"id": self.at("validite"), "type": "PeriodOfTime",
                             "startDate": f"{titre.effective_date}T00:00:00Z", **end},
            },
        }  # fmt: skip

    def codes(self) -> Iterator[tuple[str, str]]:
        titre = self.titre
        for name, codes in (("NSF", titre.nsf), ("ROME", titre.rome), ("Formacode", titre.formacodes)):
            yield from ((name, code) for code in codes)

    def code(self, name: str, code: str) -> Json:
        return {
            "id": self.at(f"{name.lower()}-{code}"), "type": "Concept", "notation": code,
            "prefLabel": _text(f"{name} {code}"),
        }  # fmt: skip

    def partial(self, bloc: CCP) -> Json:
        """A CCP is a part of the title; a CCS, which is added to it, is not."""
        held = f"Être titulaire du titre professionnel {self.titre.title}."
        part = (
            {"isPartOf": self.at()} if bloc.activity.kind == "at" else {"entryRequirement": self.note(held)}
        )
        return {
            "id": self.at(bloc.id.partition("/")[2]),
            "type": "Qualification",
            "title": _text(bloc.title),
            "altLabel": _text(bloc.label),
            "category": _text(
                "Certificat de compétences professionnelles"
                if bloc.activity.kind == "at"
                else "Certificat complémentaire de spécialisation"
            ),
            **self.common(bloc.scheme, bloc.scope),
            "isPartialQualification": True,
            "learningOutcome": [self.competence(one.number) for one in bloc.competences],
            **part,
        }

    def outcome(self, competence: Competence) -> Json:
        own = self.titre.competence_id(competence.number)
        mine = [item for item in self.items if item.parent == own]
        notes = [
            *(("competence", text) for text in (competence.description, competence.contexts) if text),
            *((item.kind, item.text) for item in mine if item.kind not in _KNOW_HOW),
        ]
        return {
            "id": self.competence(competence.number),
            "type": "LearningOutcome",
            "title": _text(competence.title),
            "identifier": self.own_id(own),
            "dcType": {"id": _SKILL, "type": "Concept"},
            "relatedSkill": [
                *(self.at(item.anchor) for item in mine if item.kind in _KNOW_HOW),
                *(
                    self.at(f"transversale-{rank}/notion")
                    for rank, one in enumerate(self.titre.transversal, 1)
                    if competence.number in one.competences
                ),
            ],
            "additionalNote": [self.note(text, kind) for kind, text in notes],
        }

    def transversal(self, item: Item) -> Json:
        criteria = [one for one in self.items if one.parent == item.id]
        return {
            "id": self.at(item.anchor),
            "type": "LearningOutcome",
            "title": _text(item.text),
            "identifier": self.own_id(item.id),
            "dcType": {"id": _SKILL, "type": "Concept"},
            "reusabilityLevel": {"id": _TRANSVERSAL, "type": "Concept"},
            "relatedSkill": [
                {
                    "id": self.at(f"{item.anchor}/notion"),
                    "type": "Concept",
                    "prefLabel": _text(item.text),
                    "inScheme": self.at("savoirs"),
                    "dcType": [self.at("nature-transversal")],
                }
            ],
            "additionalNote": [
                *([self.note(item.notes, item.kind)] if item.notes else []),
                *(self.note(one.text, one.kind) for one in criteria),
            ],
        }

    def skill(self, item: Item) -> Json:
        return {
            "id": self.at(item.anchor),
            "type": "Concept",
            "prefLabel": _text(item.text),
            "inScheme": self.at("savoirs"),
            "dcType": [
                {"id": _KNOWLEDGE if item.kind == "knowledge" else _SKILL, "type": "Concept"},
                self.at(f"nature-{item.kind}"),
            ],
        }

    def assessment(self, scope: str, scheme: Scheme, test: Test) -> Json:
        phases = [
            f"{phase.label} : {phase.minutes} min, {'avec le jury' if phase.jury else 'candidat seul'}."
            for phase in test.phases
        ]
        written = [
            f"Production : {one.name}{_pages(one)}."
            for one in scheme.productions
            if test.kind in ("questionnement_production", "presentation_projet")
        ]
        return {
            "id": self.at(f"{scope}/{test.kind}"),
            "type": "LearningAssessmentSpecification",
            "title": _text(f"{self.titre.scope_label(scope)} – {test.kind.label}"),
            "category": _text(test.kind.label),
            "dcType": {
                # ELM has no field for how long a test lasts, what it assesses and what it follows: its type says it
                "id": self.at(f"{scope}/{test.kind}/epreuve"),
                "type": "Concept",
                "prefLabel": _text(test.kind.label),
                "inScheme": self.at("epreuves"),
                "extent": f"PT{test.minutes}M",
                "requires": [self.at(f"{scope}/{kind}/epreuve") for kind in test.after],
                "references": [self.competence(number) for number in test.competences],
            },
            "additionalNote": [self.note(text) for text in (*phases, *written)],
        }

    def own_id(self, id: str) -> Json:
        anchor = id.partition("/")[2]
        return {"id": self.at(f"{anchor}/id"), "type": "Identifier", "schemeName": "Jalon", "notation": id}

    def note(self, text: str, kind: Kind | None = None) -> Json:
        subject = {"subject": self.at(f"nature-{kind}")} if kind else {}
        return {"type": "Note", "noteLiteral": _text(text), **subject}
