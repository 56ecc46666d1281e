"""What a centre says and proves of those who give its séances (L6353-4 4°; indicators 21 and 27)."""

from datetime import date, datetime

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.people.models import Person
from jalon.prestation.enums import TrainerStatus
from jalon.prestation.models import TrainerRecord
from jalon.prestation.rules.trainers import trainer_faults


def record_trainer(
    *,
    actor: Actor,
    person: Person,
    status: TrainerStatus,
    titles: str,
    now: datetime,
    checked_on: date | None = None,
    company: str = "",
    siret: str = "",
    nda: str = "",
    contract_from: date | None = None,
    contract_until: date | None = None,
) -> TrainerRecord:
    """Write the titles of someone who gives séances, and what binds them to the centre. Raises TransitionRefused."""
    told = {
        "status": status, "titles": titles.strip(), "checked_on": checked_on, "company": company.strip(),
        "siret": siret.replace(" ", ""), "contract_from": contract_from, "contract_until": contract_until,
    }  # fmt: skip
    if reasons := trainer_faults(**told, today=timezone.localdate(now)):  # type: ignore[arg-type]
        raise TransitionRefused(reasons)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    record = TrainerRecord.objects.filter(person=person).first() or TrainerRecord(person=person)
    for name, value in told.items():
        setattr(record, name, value)
    record.nda, record.updated_at = nda.strip(), now
    record.full_clean(exclude=["person"])
    record.save()
    record_act(
        actor=actor, verb="prestation.trainer", target=record, now=now,
        sentence=f"A mis à jour la fiche d’intervenant de {person}.",
    )  # fmt: skip
    return record
