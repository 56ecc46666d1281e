"""Habilitations and the acceptance of the charter."""

from datetime import date, datetime

from django.core.exceptions import ValidationError

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.examen.models import ExamSession, JurySeat
from jalon.jury.models import CharterAcceptance, Habilitation
from jalon.people.models import Person
from jalon.referentiel.queries import list_titres


def record_habilitation(
    *,
    actor: Actor,
    person: Person,
    titre_code: str,
    valid_from: date,
    valid_until: date,
    number: str = "",
    departement: str = "",
    habilitation: Habilitation | None = None,
    now: datetime,
) -> Habilitation:
    """Record the DDETS's leave to sit in juries of one title (A5.6), or correct one already recorded.

    Raises TransitionRefused with every fault: dates reversed, unknown title, end beyond the title's validity.
    """
    row = habilitation or Habilitation(person=person)
    row.titre_code, row.valid_from, row.valid_until = titre_code, valid_from, valid_until
    row.number, row.departement = number.strip(), departement.strip()
    faults = _beyond_title(titre_code, valid_until)
    try:
        row.full_clean()
    except ValidationError as error:
        faults += error.messages
    if faults:
        raise TransitionRefused(faults)
    row.save()
    record_act(
        actor=actor,
        verb="jury.habilitation",
        target=row,
        sentence=f"{actor.label} a enregistré l’habilitation de {person} pour {titre_code}, "
        f"du {valid_from:%d/%m/%Y} au {valid_until:%d/%m/%Y}.",
        now=now,
    )
    return row


def _beyond_title(titre_code: str, valid_until: date) -> list[str]:
    ends = [titre.validity_end for titre in list_titres() if titre.code == titre_code]
    if not ends:
        return [f"Le titre {titre_code} n’est pas connu."]
    known = [date.fromisoformat(end) for end in ends if end]
    if known and len(known) == len(ends) and valid_until > max(known):
        return [
            f"L’habilitation ne peut pas dépasser la fin de validité du titre, le {max(known):%d/%m/%Y} (A5.6)."
        ]
    return []


def remove_habilitation(*, actor: Actor, habilitation: Habilitation, now: datetime) -> None:
    """Forget an habilitation recorded by mistake; refused while the juror holds a seat that needs it."""
    taken = JurySeat.objects.filter(
        person=habilitation.person,
        jury__session__titre_ref__startswith=f"{habilitation.titre_code}.",
        jury__session__ends_on__gte=habilitation.valid_from,
        jury__session__starts_on__lte=habilitation.valid_until,
    ).select_related("jury__session")
    if numbers := sorted({seat.jury.session.number for seat in taken}):
        raise TransitionRefused(
            [f"{habilitation.person} siège sous cette habilitation : session {', '.join(numbers)}."]
        )
    record_act(
        actor=actor,
        verb="jury.remove_habilitation",
        target=habilitation,
        sentence=f"{actor.label} a retiré l’habilitation de {habilitation.person} pour {habilitation.titre_code}.",
        now=now,
    )
    habilitation.delete()


def accept_charter(*, actor: Actor, session: ExamSession, person: Person, now: datetime) -> CharterAcceptance:
    """Record that a juror accepts the deontology charter for this session; twice changes nothing (A5.9)."""
    accepted, created = CharterAcceptance.objects.get_or_create(
        person=person, session=session, defaults={"accepted_at": now}
    )
    if created:
        record_act(
            actor=actor,
            verb="jury.accept_charter",
            target=session,
            sentence=f"{person} a accepté la charte de déontologie pour la session {session.number}.",
            now=now,
        )
    return accepted
