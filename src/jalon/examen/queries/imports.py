"""Reads for the import of candidates: what the session accepts, whom the centre knows, the plan of a file."""

from collections import defaultdict
from datetime import date
from typing import Any

from jalon.examen.candidate_sheet import CandidateRow, SheetFrame
from jalon.examen.candidate_sheet.plan import (
    INSCRIPTION_FIELDS,
    PARCOURS_FIELDS,
    PERSON_FIELDS,
    ImportPlan,
    KnownHours,
    KnownPerson,
    plan_import,
)
from jalon.examen.enums import InscriptionStatus
from jalon.examen.models import CandidateImport, ExamSession, Inscription
from jalon.parcours.queries import periods_by_company
from jalon.people.models import Person
from jalon.referentiel.queries import get_titre


def sheet_frame(session: ExamSession, *, today: date) -> SheetFrame:
    """What a row of a file may say for this session."""
    titre = get_titre(session.titre_ref)
    words = (titre.sigle, titre.ref, titre.code, titre.title, titre.rncp, f"{titre.code} v{titre.version}")
    return SheetFrame(
        titre_ref=titre.ref,
        titre_words=words,
        scopes=tuple(session.scopes),
        ccp_count=len(titre.ccps),
        ccs_count=len(titre.ccss),
        today=today,
    )


def known_people(session: ExamSession) -> list[KnownPerson]:
    """Everyone the centre knows, with their registration to this session: four queries."""
    registered = {
        i.person_id: i for i in Inscription.objects.filter(session=session).select_related("parcours")
    }
    hours: dict[int, dict[tuple[int, str], KnownHours]] = defaultdict(dict)
    for (path, ccp, company), periods in periods_by_company(i.parcours for i in registered.values()).items():
        proven = min((p.proof_received_on for p in periods if p.proof_received_on), default=None)
        total = sum(p.hours for p in periods)
        hours[path][ccp, company] = KnownHours(total, proven, len(periods))
    return [
        _known(person, i := registered.get(person.pk), hours[i.parcours_id] if i else {})
        for person in Person.objects.filter(organisme_id=session.organisme_id)
    ]


def _known(
    person: Person, inscription: Inscription | None, hours: dict[tuple[int, str], KnownHours]
) -> KnownPerson:
    values: dict[str, Any] = {name: getattr(person, name) for name in PERSON_FIELDS}
    if inscription is not None:
        values |= {name: getattr(inscription.parcours, name) for name in PARCOURS_FIELDS}
        values |= {name: getattr(inscription, name) for name in INSCRIPTION_FIELDS if name != "reglement_on"}
        values["scopes"] = tuple(inscription.scopes)
        values["reglement_on"] = inscription.reglement_acknowledged_on
    born = f", {person.birth_date:%d/%m/%Y}" if person.birth_date else ", date de naissance inconnue"
    return KnownPerson(
        id=person.pk,
        identity=person.identity,
        label=f"{person.sort_name}{born}",
        values=values,
        registered=inscription is not None,
        withdrawn=inscription is not None and inscription.status == InscriptionStatus.WITHDRAWN,
        hours=hours,
    )


def current_plan(imported: CandidateImport) -> ImportPlan:
    """The plan of a file against what is recorded now."""
    rows = [CandidateRow.from_json(row) for row in imported.rows]
    return plan_import(rows, known_people(imported.session), imported.choices)
