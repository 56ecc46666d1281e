"""A request for a VAE: received, answered within the centre's delay; which titles go through France VAE (B1, B14)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.accounts.models import Organisme, User
from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours, ParcoursAct
from jalon.parcours.operations import advance_parcours, create_parcours
from jalon.people.models import Person
from jalon.people.rules import NIR_REFUSED, holds_nir
from jalon.referentiel.queries import get_titre
from jalon.vae.enums import Initiative
from jalon.vae.models import Demarche, Portal
from jalon.vae.operations.demarches import check_studying, demarche_to_write, journal
from jalon.vae.queries import is_on_portal


def receive_request(
    *,
    actor: Actor,
    person: Person,
    titre_ref: str,
    requested_on: date,
    now: datetime,
    situation: str = "",
    initiative: str = Initiative.CANDIDATE,
    motive: str = "",
    autonomous: bool = False,
    ccp_refs: Iterable[str] = (),
    referent: User | None = None,
    trainers: Iterable[Person] = (),
) -> Parcours:
    """Open the VAE path of someone who asks for it; the clock of the answer starts that day (B14).

    Raises TitreInconnu, ValidationError, TransitionRefused when the law allows no further file this year (B4).
    """
    if requested_on > timezone.localdate(now):
        raise ValidationError({"requested_on": "La demande ne se date pas dans l’avenir."})
    if holds_nir(motive):
        raise ValidationError({"motive": NIR_REFUSED})
    Person.objects.select_for_update().get(
        pk=person.pk
    )  # two requests at once: the second one sees the first
    if _asked_already(person, titre_ref, ccp_refs := list(ccp_refs)):
        raise ValidationError(
            "Une demande de cette personne pour cette certification attend déjà sa réponse."
        )
    parcours = create_parcours(
        actor=actor, person=person, titre_ref=titre_ref, route=Route.VAE, contacted_on=requested_on,
        ccp_refs=ccp_refs, referent=referent, trainers=trainers, now=now,
    )  # fmt: skip
    demarche = Demarche(
        parcours=parcours,
        requested_on=requested_on,
        situation=situation,
        initiative=initiative,
        motive=motive.strip(),
        autonomous=autonomous,
        on_portal=is_on_portal(person.organisme_id, get_titre(titre_ref).code),
    )
    demarche.full_clean(exclude=["parcours"])
    demarche.save()
    record_act(
        actor=actor,
        verb="vae.request",
        target=parcours,
        sentence=f"A enregistré la demande de VAE de {person} du {requested_on:%d/%m/%Y}.",
        now=now,
    )
    return parcours


def _asked_already(person: Person, titre_ref: str, ccp_refs: list[str]) -> bool:
    """Whether the same request, for the same blocs, waits at its first stage: sent twice, it is one."""
    waiting = Parcours.objects.filter(person=person, titre_ref=titre_ref, route=Route.VAE, stage="request")
    return bool(ccp_refs) and any(path.ccp_refs == ccp_refs for path in waiting)


def correct_request(
    *,
    actor: Actor,
    parcours: Parcours,
    situation: str,
    initiative: str,
    motive: str,
    autonomous: bool,
    on_portal: bool | None,
    now: datetime,
) -> Demarche:
    """Correct what was told of a request: the situation, the project, with or without an adviser, the portal (B1, B7).

    `on_portal` None leaves it. Raises ValidationError, TransitionRefused once the recevabilité is decided.
    """
    check_studying(parcours)
    if holds_nir(motive):
        raise ValidationError({"motive": NIR_REFUSED})
    row = demarche_to_write(parcours)
    before = (row.situation, row.initiative, row.motive, row.autonomous, row.on_portal)
    row.situation, row.initiative, row.motive, row.autonomous = (
        situation,
        initiative,
        motive.strip(),
        autonomous,
    )
    row.on_portal = row.on_portal if on_portal is None else on_portal
    row.full_clean(exclude=["parcours"])
    row.save()
    if before != (row.situation, row.initiative, row.motive, row.autonomous, row.on_portal):
        journal(actor, parcours, "vae.request.correct", "A corrigé la demande de VAE.", now)
    return row


def answer_request(*, actor: Actor, parcours: Parcours, on: date, answer: str, now: datetime) -> ParcoursAct:
    """Answer a request, which stops its clock (B14). Raises TransitionRefused with every reason."""
    blockers = [] if answer.strip() else ["Écrivez la réponse donnée."]
    demarche = demarche_to_write(parcours)
    if demarche.requested_on and on < demarche.requested_on:
        blockers.append("La réponse précède la demande.")
    done = advance_parcours(actor=actor, parcours=parcours, act="answer", on=on, blockers=blockers, now=now)
    demarche.answer = answer.strip()
    demarche.save(update_fields=["answer"])
    return done


def set_portals(*, actor: Actor, organisme: Organisme, codes: Collection[str], now: datetime) -> None:
    """Say which titles go through France VAE, all at once (B1); the requests already received do not change."""
    known = {row.titre_code: row for row in Portal.objects.select_for_update().filter(organisme=organisme)}
    changed = []
    for code in sorted(set(known) | set(codes)):
        row = known.get(code) or Portal(organisme=organisme, titre_code=code)
        if row.on_portal != (code in codes):
            row.on_portal = code in codes
            row.save()
            changed.append(code)
    if changed:
        record_act(
            actor=actor,
            verb="vae.portals",
            target=organisme,
            sentence=f"A changé ce qui passe par France VAE : {', '.join(changed)}.",
            now=now,
        )
