"""What a centre of apprentices does besides training them, and whom it names (indicators 13 to 15, 20, 28, 29)."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.actor import Actor
from jalon.common.journal import record_act, record_acts
from jalon.common.uploads import Received
from jalon.formation.enums import CfaActKind, CfaFunction
from jalon.formation.models import CfaAct, CfaActPath, CfaReferent
from jalon.formation.operations.apprentissage import refuse_if
from jalon.formation.rules.apprentissage import holds_nir
from jalon.parcours.enums import Route
from jalon.parcours.models import Parcours

PERSONAL = frozenset(
    {CfaActKind.SOCIAL, CfaActKind.EDUCATION, CfaActKind.CIVIC, CfaActKind.RIGHTS, CfaActKind.SAFETY}
)
"""Kinds that are nothing without apprentices whom they concern."""


def record_cfa_act(
    *,
    actor: Actor,
    organisme: Organisme,
    kind: CfaActKind,
    on: date,
    heading: str,
    told: str,
    people: str,
    now: datetime,
    paths: Sequence[Parcours] = (),
    file: Received | None = None,
) -> CfaAct:
    """Keep something that the centre did on a day, and for whom; it is dated evidence of the indicator of its kind.

    Raises TransitionRefused with every reason.
    """
    faults = []
    if on > timezone.localdate(now):
        faults.append("L’acte ne se date pas dans l’avenir.")
    if not heading.strip():
        faults.append("Donnez l’objet de l’acte.")
    if kind in PERSONAL and not paths:
        faults.append("Choisissez au moins un apprenti concerné.")
    if kind == CfaActKind.COUNCIL and not people.strip():
        faults.append("Nommez les membres présents au conseil de perfectionnement.")
    for path in paths:
        if path.route != Route.APPRENTISSAGE or path.person.organisme_id != organisme.pk:
            faults.append(f"{path.person} n’est pas un apprenti du centre.")
        if path.person.birth_date is not None and on <= path.person.birth_date:
            faults.append(f"L’acte précède la naissance de {path.person}.")
    if any(holds_nir(text) for text in (heading, told, people)):
        faults.append("Un numéro de sécurité sociale semble écrit : retirez-le (D5).")
    refuse_if(faults)
    act = CfaAct(
        organisme=organisme, kind=kind, on=on, heading=heading.strip(), told=told.strip(), people=people.strip(),
        recorded_at=now, actor_label=actor.label,
    )  # fmt: skip
    if file is not None:
        act.file.save(f"{uuid.uuid4().hex}.{file.kind.extension}", ContentFile(file.content), save=False)
        act.file_name, act.file_sha256 = file.name[:200], hashlib.sha256(file.content).hexdigest()
    act.save()
    CfaActPath.objects.bulk_create(CfaActPath(act=act, parcours=path) for path in paths)
    verb, label = f"formation.cfa_{kind.value}", str(kind.label)
    if paths:
        record_acts(
            actor=actor, verb=verb, now=now,
            done=[(path, f"{label}, {on:%d/%m/%Y}, pour {path.person} : {act.heading}.") for path in paths],
        )  # fmt: skip
    else:
        record_act(
            actor=actor, verb=verb, target=act, now=now, sentence=f"{label}, {on:%d/%m/%Y} : {act.heading}."
        )
    return act


def withdraw_cfa_act(*, actor: Actor, act: CfaAct, reason: str, now: datetime) -> CfaAct:
    """Set a mistaken act aside, with its reason; it stays readable. Raises TransitionRefused."""
    row = CfaAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
    faults = ["Cet acte est déjà retiré."] if row.withdrawn_on else []
    if not reason.strip():
        faults.append("Indiquez le motif du retrait.")
    refuse_if(faults)
    row.withdrawn_on, row.withdrawn_reason = timezone.localdate(now), reason.strip()[:300]
    row.save(update_fields=["withdrawn_on", "withdrawn_reason"])
    paths = list(Parcours.objects.filter(cfa_acts__act=row).select_related("person"))
    sentence = f"A retiré « {row.heading} » du {row.on:%d/%m/%Y} : {row.withdrawn_reason}."
    if paths:
        record_acts(
            actor=actor, verb="formation.cfa_withdraw", now=now, done=[(one, sentence) for one in paths]
        )
    else:
        record_act(actor=actor, verb="formation.cfa_withdraw", target=row, now=now, sentence=sentence)
    return row


def receive_cfa_act(*, actor: Actor, given: CfaActPath, now: datetime) -> CfaActPath:
    """Keep that the apprentice says to have received what was handed over, once. Raises TransitionRefused."""
    row = (
        CfaActPath.objects.select_for_update(of=("self",))
        .select_related("act", "parcours__person")
        .get(pk=given.pk)
    )
    refuse_if(["Cet acte a été retiré."] if row.act.withdrawn_on else [])
    if row.received_at is not None:
        return row
    row.received_at = now
    row.save(update_fields=["received_at"])
    record_act(
        actor=actor, verb="formation.cfa_received", target=row.parcours, now=now,
        sentence=f"{row.parcours.person} dit avoir reçu « {row.act.heading} ».",
    )  # fmt: skip
    return row


def name_referent(
    *,
    actor: Actor,
    organisme: Organisme,
    function: CfaFunction,
    name: str,
    contact: str,
    since: date,
    now: datetime,
) -> CfaReferent:
    """Name someone to a function; whoever held it leaves it the day before. Raises TransitionRefused."""
    faults = ["Indiquez le nom de la personne."] if not name.strip() else []
    if since > timezone.localdate(now):
        faults.append("Une nomination ne se date pas dans l’avenir.")
    held = CfaReferent.objects.select_for_update(of=("self",)).filter(
        organisme=organisme, function=function, until=None
    )
    former = held.first()
    if former is not None and since <= former.since:
        faults.append(
            f"{former.name} tient cette fonction depuis le {former.since:%d/%m/%Y} : nommez après ce jour."
        )
    refuse_if(faults)
    if former is not None:
        former.until = date.fromordinal(since.toordinal() - 1)
        former.save(update_fields=["until"])
    made = CfaReferent.objects.create(
        organisme=organisme, function=function, name=name.strip(), contact=contact.strip(), since=since,
        actor_label=actor.label,
    )  # fmt: skip
    record_act(
        actor=actor, verb=f"formation.cfa_referent_{function.value}", target=made, now=now,
        sentence=f"A nommé {made.name} : {function.label.lower()}, depuis le {since:%d/%m/%Y}.",
    )  # fmt: skip
    return made


def end_referent(*, actor: Actor, referent: CfaReferent, until: date, now: datetime) -> CfaReferent:
    """End someone's function on a day. Raises TransitionRefused."""
    row = CfaReferent.objects.select_for_update(of=("self",)).get(pk=referent.pk)
    faults = ["Cette fonction a déjà pris fin."] if row.until else []
    if until < row.since:
        faults.append("La fin précède la nomination.")
    if until > timezone.localdate(now):
        faults.append("La fin ne se date pas dans l’avenir.")
    refuse_if(faults)
    row.until = until
    row.save(update_fields=["until"])
    record_act(
        actor=actor, verb="formation.cfa_referent_end", target=row, now=now,
        sentence=f"A mis fin à la fonction de {row.name} ({row.get_function_display().lower()}).",
    )  # fmt: skip
    return row
