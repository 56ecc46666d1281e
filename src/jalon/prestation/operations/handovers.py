"""What is handed over and who pays: deliveries with their proof, convocations, requests for funding (C5, B15)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.documents.operations import issue_document
from jalon.prestation import documents, letters
from jalon.prestation.enums import DeliveryKind, FinancingStatus, Funder
from jalon.prestation.models import Delivery, Financing, Participation
from jalon.prestation.queries.presence import audience_of, expects


def record_delivery(
    *,
    actor: Actor,
    participation: Participation,
    kind: DeliveryKind,
    on: date,
    how: str,
    now: datetime,
    document: IssuedDocument | None = None,
) -> Delivery:
    """Record that a document was handed over, when and how it is proved. Raises TransitionRefused."""
    person = participation.parcours.person
    reasons = []
    if on > timezone.localdate(now):
        reasons.append("Une remise ne se date pas dans l’avenir.")
    if person.birth_date is not None and on <= person.birth_date:
        reasons.append("La remise précède la naissance de la personne.")
    if not how.strip():
        reasons.append("Dites comment la remise est prouvée : en main propre, par courriel, signature…")
    if reasons:
        raise TransitionRefused(reasons)
    made = Delivery.objects.create(
        participation=participation, kind=kind, on=on, how=how.strip()[:300], document=document, recorded_at=now,
        actor_label=actor.label,
    )  # fmt: skip
    record_act(
        actor=actor, verb=f"prestation.deliver.{kind}", target=made, now=now,
        sentence=f"A remis à {person} : {DeliveryKind(kind).label.lower()}.",
    )  # fmt: skip
    return made


def send_convocation(
    *, actor: Actor, participation: Participation, now: datetime, how: str = "Sur la page de la personne"
) -> Delivery:
    """Issue the convocation of a participant and record that it was handed over; a former one is superseded.

    Raises TransitionRefused once the prestation is over.
    """
    prestation, today = participation.prestation, timezone.localdate(now)
    if prestation.status in {"draft", "done", "cancelled"} or participation.left_on is not None:
        raise TransitionRefused(
            ["La convocation s’adresse à qui participe à une prestation ouverte ou en cours."]
        )
    seances = list(prestation.seances.filter(cancelled_at=None, ends_at__gt=now).order_by("starts_at", "pk"))
    audience = audience_of(one.pk for one in seances)
    former = participation.deliveries.filter(kind=DeliveryKind.CONVOCATION).exclude(document=None).last()
    issued = issue_document(
        kind=documents.CONVOCATION,
        context=letters.convening(
            participation,
            [one for one in seances if expects(one, participation, audience)],
            by=actor.label,
            on=today,
        ),
        subject_ref=f"prestation.participation:{participation.pk}",
        organisme_ref=f"organisme:{prestation.organisme_id}",
        actor_ref=actor.ref,
        now=now,
        title=f"Convocation – {participation.parcours.person}",
        supersedes=former.document if former else None,
    )
    return record_delivery(
        actor=actor, participation=participation, kind=DeliveryKind.CONVOCATION, on=today, how=how, now=now,
        document=issued,
    )  # fmt: skip


def send_convocations(
    *, actor: Actor, participations: Iterable[Participation], now: datetime
) -> list[Delivery]:
    """Convene many participants, those already convened left aside."""
    return [
        send_convocation(actor=actor, participation=one, now=now)
        for one in participations
        if one.left_on is None and not one.deliveries.filter(kind=DeliveryKind.CONVOCATION).exists()
    ]


def ask_financing(
    *,
    actor: Actor,
    participation: Participation,
    funder: Funder,
    amount_cents: int,
    asked_on: date,
    now: datetime,
    funder_name: str = "",
    reference: str = "",
) -> Financing:
    """Record that someone was asked to pay. Raises TransitionRefused."""
    reasons = []
    if amount_cents <= 0:
        reasons.append("Indiquez un montant.")
    if asked_on > timezone.localdate(now):
        reasons.append("Une demande ne se date pas dans l’avenir.")
    if reasons:
        raise TransitionRefused(reasons)
    made = Financing.objects.create(
        participation=participation, funder=funder, funder_name=funder_name.strip(), reference=reference.strip(),
        amount_cents=amount_cents, asked_on=asked_on,
        status=FinancingStatus.GRANTED if funder == Funder.SELF else FinancingStatus.ASKED,
        decided_on=asked_on if funder == Funder.SELF else None,
    )  # fmt: skip
    record_act(
        actor=actor, verb="prestation.financing", target=made, now=now,
        sentence=f"A noté le financement demandé pour {participation.parcours.person} : {made}.",
    )  # fmt: skip
    return made


def decide_financing(
    *,
    actor: Actor,
    financing: Financing,
    granted: bool,
    decided_on: date,
    now: datetime,
    amount_cents: int | None = None,
) -> Financing:
    """Record the answer of a funder, and the amount that they grant. Raises TransitionRefused."""
    rows = Financing.objects.select_for_update(of=("self",)).select_related("participation__parcours__person")
    locked = rows.get(pk=financing.pk)
    reasons = []
    if locked.status != FinancingStatus.ASKED:
        reasons.append("La réponse de ce financeur est déjà notée.")
    if decided_on < locked.asked_on:
        reasons.append("La réponse précède la demande.")
    if decided_on > timezone.localdate(now):
        reasons.append("Une réponse ne se date pas dans l’avenir.")
    if granted and amount_cents is not None and amount_cents <= 0:
        reasons.append("Indiquez le montant accordé.")
    if reasons:
        raise TransitionRefused(reasons)
    locked.status = FinancingStatus.GRANTED if granted else FinancingStatus.REFUSED
    locked.decided_on = decided_on
    if granted and amount_cents is not None:
        locked.amount_cents = amount_cents
    locked.save(update_fields=["status", "decided_on", "amount_cents"])
    record_act(
        actor=actor, verb="prestation.financing.decide", target=locked, now=now,
        sentence=f"A noté la réponse de {locked} pour {locked.participation.parcours.person} : "
        f"{locked.get_status_display().lower()}.",
    )  # fmt: skip
    return locked
