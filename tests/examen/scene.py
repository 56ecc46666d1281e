"""Sessions and candidates of the cast: « Passerelles 31 », agréée for the CIP, holds one in December 2026."""

from datetime import UTC, date, datetime, time
from typing import Any

from django.db import transaction

from jalon.accounts.enums import Role
from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.examen.models import Agrement, ExamSession, Inscription
from jalon.examen.operations.inscriptions import register_candidate
from jalon.examen.operations.sessions import DayHours, create_session, save_agrement
from jalon.parcours.operations import record_company_period
from jalon.people.models import Person
from jalon.referentiel.operations import load_shipped_titres
from tests import cast

NOW = datetime(2026, 11, 16, 8, 30, tzinfo=UTC)
TODAY = date(2026, 11, 16)
FIRST, SECOND = date(2026, 12, 14), date(2026, 12, 15)
CIP = "TP-00403.08"


def manager(organisme: Organisme | None = None) -> Actor:
    return cast.actor(Role.RESPONSABLE_SESSION, organisme)


@transaction.atomic
def agrement(organisme: Organisme | None = None, **changes: Any) -> Agrement:
    load_shipped_titres(now=NOW)
    organisme = organisme or cast.centre()
    given: dict[str, Any] = {
        "site": cast.site(organisme),
        "titre_code": "TP-00403",
        "number": "AG-31-2024-07",
        "valid_from": date(2024, 1, 1),
        "valid_until": date(2028, 3, 23),
        **changes,
    }
    return save_agrement(actor=manager(organisme), organisme=organisme, now=NOW, **given)


@transaction.atomic
def session(organisme: Organisme | None = None, *, agreed: bool = True, **changes: Any) -> ExamSession:
    """A session open for the title, each CCP and the final interview, over two days."""
    load_shipped_titres(now=NOW)
    organisme = organisme or cast.centre()
    if agreed and not Agrement.objects.filter(organisme=organisme).exists():
        agrement(organisme)
    given: dict[str, Any] = {
        "titre_ref": CIP,
        "site": cast.site(organisme),
        "scopes": ["title", "ccp1", "ccp2", "ccp3", "final_interview"],
        "days": [DayHours(day, time(8, 30), time(18)) for day in (FIRST, SECOND)],
        "responsable": cast.user(Role.RESPONSABLE_SESSION, organisme),
        "salles": cast.salles(cast.site(organisme)),
        **changes,
    }
    return create_session(actor=manager(organisme), organisme=organisme, now=NOW, **given)


@transaction.atomic
def candidate(
    exam: ExamSession, person: Person | None = None, *, ready: bool = True, **changes: Any
) -> Inscription:
    """A candidate from training for the whole title; `ready`: nothing stands in the way of admission."""
    person = person or cast.candidate_person(exam.organisme)
    actor = manager(exam.organisme)
    if ready and not person.birth_place:
        person.birth_place = "Toulouse"
        person.save()
    given: dict[str, Any] = {
        "route": "formation",
        "scopes": ["title"],
        "starts_on": date(2026, 1, 12),
        "reglement_acknowledged_on": TODAY if ready else None,
        **changes,
    }
    made = register_candidate(actor=actor, session=exam, person=person, now=NOW, **given)
    if ready and made.route in {"formation", "apprentissage"}:
        for ccp, hours in ((1, 70), (2, 175), (3, 140)):
            record_company_period(
                actor=actor,
                parcours=made.parcours,
                ccp_number=ccp,
                company="Mission locale des Coteaux",
                hours=hours,
                proof_received_on=TODAY,
                now=NOW,
            )
    return made
