"""Where a dossier seems to treat what the RE asks: words found, never a claim to have understood (RE, modalités).

A thing asked is cut into facets (« statut, missions, financeurs »), a facet into terms with the wordings that a small
French lexicon gives them; rare words of the title weigh more, headings speak for what stands under them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from jalon.common.typography import counted
from jalon.referentiel.schema import Part, Production, TitreVersion

from .evidence import Evidence, look_for
from .expectations import Expectation
from .paper import Paper
from .passages import Passage, passages_of
from .report import ContentSeen, Finding, PartSeen, Severity
from .tellings import interviews_told, persons_asked, persons_told
from .topics import Weights, topic

# Under so few words, a part is a picture, a scan or a draft: its silence proves nothing.
_ENOUGH_WORDS = 120


class Structured(Protocol):
    """What is asked of a structure: the parts that were found."""

    @property
    def parts(self) -> tuple[PartSeen, ...]: ...


@dataclass(frozen=True, slots=True)
class CriterionSeen:
    """A criterion of the RE in a part: `expected` where the RE ties its competence to that part."""

    competence: int
    criterion: str
    text: str
    part: int
    expected: bool
    state: str
    page: int | None = None
    quote: str = ""


def check_contents(
    paper: Paper, structure: Structured, production: Production, titre: TitreVersion, scope: str = "title"
) -> tuple[tuple[ContentSeen, ...], tuple[Finding, ...]]:
    """Each content that the RE requires, part by part: where it seems treated, and what a person should look at."""
    expected = Expectation(titre, scope, production)
    weights = Weights(titre)
    spans = _spans(paper, structure, production)
    beside = passages_of(paper, _outside(paper, list(spans.values())))
    seen: list[ContentSeen] = []
    findings: list[Finding] = []
    for part in production.parts:
        passages = passages_of(paper, [spans[part.number]]) if part.number in spans else []
        spoken = sum(len(one.words) for one in passages)
        for label in part.requirements:
            evidence = look_for(topic(label, weights), passages)
            elsewhere = look_for(evidence.topic, beside) if evidence.state == "absent" else None
            content, finding = _judged(expected, part, label, evidence, elsewhere, spoken)
            seen.append(content)
            findings += [finding] if finding and passages else []
        if spoken >= _ENOUGH_WORDS:
            findings += _interviews(expected, part, passages) + _persons(expected, part, passages)
    return tuple(seen), tuple(findings)


def coverage(
    paper: Paper, structure: Structured, production: Production, titre: TitreVersion
) -> tuple[CriterionSeen, ...]:
    """For each part, each criterion of the production's competences: where something evidences it."""
    weights = Weights(titre)
    numbers = sorted({number for part in production.parts for number in part.competences})
    asked = [
        (number, criterion, topic(criterion.text, weights, whole=True))
        for number in numbers
        for criterion in titre.criteria(number)
    ]
    found = []
    for number_of_part, span in _spans(paper, structure, production).items():
        part = next(one for one in production.parts if one.number == number_of_part)
        passages = passages_of(paper, [span])
        for number, criterion, its_topic in asked:
            evidence = look_for(its_topic, passages)
            shown = evidence.state != "absent"
            found.append(
                CriterionSeen(
                    number, criterion.id, criterion.text, part.number, number in part.competences,
                    evidence.state, evidence.page if shown else None, evidence.quote() if shown else "",
                )
            )  # fmt: skip
    return tuple(found)


def _spans(paper: Paper, structure: Structured, production: Production) -> dict[int, tuple[int, int]]:
    """Ranks of the paragraphs of each part that was found; a production of one part is the whole dossier."""
    found = {
        part.number: part.paragraphs for part in structure.parts if part.paragraphs[1] > part.paragraphs[0]
    }
    if not found and len(production.parts) == 1:
        return {production.parts[0].number: (0, len(paper.paragraphs))}
    asked = {part.number for part in production.parts}
    return {number: span for number, span in found.items() if number in asked}


def _outside(paper: Paper, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What no part holds: annexes, and chapters that were not recognised."""
    found, start = [], 0
    for begin, end in sorted(spans):
        if begin > start:
            found.append((start, begin))
        start = max(start, end)
    return [*found, (start, len(paper.paragraphs))] if spans else []


def _judged(
    expected: Expectation, part: Part, label: str, evidence: Evidence, elsewhere: Evidence | None, spoken: int
) -> tuple[ContentSeen, Finding | None]:
    state, shown, severity, code = evidence.state, evidence, Severity.ADVICE, "content_unsure"
    if state == "seen":
        found = ContentSeen(part.number, label, state, evidence.page, evidence.quote(), evidence.missing)
        return found, None
    where = _named(expected, part)
    if elsewhere and elsewhere.state == "seen":
        state, shown = "unsure", elsewhere
        place = f"hors de {where}" if len(expected.production.parts) > 1 else "en annexe seulement"
        told = f"« {label} » semble traité {place}."
        remedy = "Reprenez ce passage dans la partie où le RE le demande, ou renvoyez-y clairement."
    elif state == "unsure":
        told = f"« {label} » n’est peut-être traité qu’en partie dans {where}."
        if evidence.missing:
            told += f" Nous n’avons pas trouvé : {', '.join(evidence.missing)}."
        remedy = "Relisez ce passage : développez-le s’il le faut, ou dites par un titre où vous en parlez."
    else:
        told = f"Nous n’avons pas trouvé « {label} » dans {where}."
        remedy = "Ajoutez-le ; s’il y est déjà, annoncez-le par un titre qui reprend ces mots."
        if spoken >= _ENOUGH_WORDS:
            severity, code = Severity.TO_MEND, "content_absent"
        else:
            state = "unsure"
    content = ContentSeen(part.number, label, state, shown.page, shown.quote(), evidence.missing)
    if not evidence.topic.facets:
        return content, None  # nothing to look for: the map leaves it to a person
    return content, expected.finding(
        code,
        severity,
        told,
        rule=_rule(expected, part, label),
        remedy=remedy,
        part=part.number,
        page=shown.page,
        quote=shown.quote(),
        address=shown.address,
    )


def _interviews(expected: Expectation, part: Part, passages: Sequence[Passage]) -> list[Finding]:
    """« L’accompagnement doit avoir fait l’objet a minima de 3 entretiens » (RE, modalités)."""
    if part.min_interviews is None:
        return []
    told = interviews_told(passages)
    if told.count >= part.min_interviews:
        return []
    where = _named(expected, part)
    message = (
        f"Nous comptons {counted(told.count, 'entretien')} dans {where}."
        if told.count
        else f"Nous n’avons pas su compter les entretiens de {where}."
    )
    remedy = (
        "Racontez chaque entretien à part et numérotez-les : « Premier entretien », « Deuxième entretien »…"
    )
    finding = expected.finding(
        "interviews_low",
        Severity.TO_MEND if told.sure else Severity.ADVICE,
        message,
        rule=f"L’accompagnement de {where} repose sur {counted(part.min_interviews, 'entretien')} au moins.",
        remedy=remedy,
        part=part.number,
        page=told.page,
        quote=told.quote,
        address=told.address,
    )
    return [finding]


def _persons(expected: Expectation, part: Part, passages: Sequence[Passage]) -> list[Finding]:
    """« deux salariés », « deux personnes »: as many people must be told of."""
    found = []
    for label in part.requirements:
        asked = persons_asked(label)
        told = persons_told(passages) if asked else None
        if asked and told and told.count < asked:
            finding = expected.finding(
                "persons_low",
                Severity.ADVICE,
                f"Nous ne reconnaissons pas {asked} personnes accompagnées dans {_named(expected, part)}.",
                rule=_rule(expected, part, label),
                remedy="Nommez chaque personne par une lettre (« Madame A. », « Monsieur B. ») et un titre à elle.",
                part=part.number,
                page=told.page,
                quote=told.quote,
                address=told.address,
            )
            found.append(finding)
    return found


def _named(expected: Expectation, part: Part) -> str:
    return f"la partie {part.number}" if len(expected.production.parts) > 1 else "ce dossier"


def _rule(expected: Expectation, part: Part, label: str) -> str:
    where = _named(expected, part)
    return f"{where[0].upper()}{where[1:]} doit présenter : {label}."
