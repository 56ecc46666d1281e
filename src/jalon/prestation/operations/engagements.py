"""Quotes, conventions and contracts: prepared with their legal contents, sent, signed, superseded (C4)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from jalon.accounts.queries import parameters_of
from jalon.common.actor import Actor, system_actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.documents.operations import issue_document
from jalon.parcours.operations import advance_parcours
from jalon.parcours.permissions import LEADERS
from jalon.people.signatures import strokes_faults, typed_faults
from jalon.prestation import letters
from jalon.prestation.documents import DEEDS
from jalon.prestation.enums import DeliveryMode, EngagementKind, Party, SignatureMeans
from jalon.prestation.models import Engagement, EngagementSignature, Instalment, Participation
from jalon.prestation.queries.deeds import payments_of
from jalon.prestation.rules import engagements as rules
from jalon.prestation.rules.clauses import clause_faults
from jalon.prestation.rules.engagements import Payment
from jalon.prestation.rules.hours import PARIS
from jalon.prestation.workflow import ENGAGEMENT_WORKFLOW, Found


def prepare_engagement(
    *,
    actor: Actor,
    participation: Participation,
    kind: EngagementKind,
    clauses: Mapping[str, str],
    now: datetime,
    price_cents: int | None = None,
    off_premises: bool = False,
    purchaser_name: str = "",
    purchaser_address: str = "",
    purchaser_siret: str = "",
    purchaser_signatory: str = "",
    payments: Sequence[Payment] = (),
    valid_until: date | None = None,
    supersedes: Engagement | None = None,
) -> Engagement:
    """Prepare a deed; nothing is asked of it before it is sent. Without a price, that of the prestation; a quote
    without a last day is valid for as long as the organisme has set.

    `supersedes` is the deed sent or signed that this one will replace: it binds until this one is offered to be signed,
    or, once signed itself, until this one is concluded. Raises TransitionRefused.
    """
    if participation.prestation.status == "cancelled":
        raise TransitionRefused(["La prestation est annulée."])
    if kind == EngagementKind.QUOTE and valid_until is None:
        days = parameters_of(participation.prestation.organisme_id)["quote_valid_days"]
        valid_until = timezone.localdate(now) + timedelta(days=days)
    engagement = Engagement(
        participation=participation,
        kind=kind,
        clauses={key: str(text).strip() for key, text in clauses.items() if str(text).strip()},
        price_cents=price_cents if price_cents is not None else participation.prestation.full_price_cents,
        off_premises=off_premises,
        purchaser_name=purchaser_name.strip(),
        purchaser_address=purchaser_address.strip(),
        purchaser_siret=purchaser_siret.replace(" ", ""),
        purchaser_signatory=purchaser_signatory.strip(),
        valid_until=valid_until if kind == EngagementKind.QUOTE else None,
        created_at=now,
    )
    engagement.full_clean(exclude=["participation", "clauses"])
    engagement.save()
    _schedule(engagement, payments)
    if supersedes is not None:
        former = _locked(supersedes)
        reasons = ["Un acte qui le remplace est déjà en préparation."] if former.superseded_by_id else []
        ENGAGEMENT_WORKFLOW.check(
            "supersede", state=former.status, roles=actor.roles, facts=Found(tuple(reasons))
        )
        former.superseded_by = engagement
        former.save(update_fields=["superseded_by"])
        _supersede(engagement, "declined", "retracted")
    _journal(actor, engagement, "prepare", f"A préparé : {engagement}.", now)
    return engagement


def update_engagement(
    *,
    actor: Actor,
    engagement: Engagement,
    clauses: Mapping[str, str],
    price_cents: int | None,
    off_premises: bool,
    purchaser_name: str,
    purchaser_address: str,
    purchaser_siret: str,
    purchaser_signatory: str,
    payments: Sequence[Payment],
    now: datetime,
    valid_until: date | None = None,
) -> Engagement:
    """Write a deed still in preparation. Raises TransitionRefused once it was sent: it is then superseded."""
    locked = _locked(engagement)
    if locked.status != "draft":
        raise TransitionRefused(
            ["Ce document est déjà envoyé : il ne change plus, préparez-en un qui le remplace."]
        )
    locked.clauses = {key: str(text).strip() for key, text in clauses.items() if str(text).strip()}
    locked.price_cents, locked.off_premises = price_cents, off_premises
    locked.purchaser_name, locked.purchaser_address = purchaser_name.strip(), purchaser_address.strip()
    locked.purchaser_siret = purchaser_siret.replace(" ", "")
    locked.purchaser_signatory = purchaser_signatory.strip()
    locked.valid_until = valid_until if locked.kind == EngagementKind.QUOTE else None
    locked.full_clean(exclude=["participation", "clauses", "document", "superseded_by"])
    locked.save()
    _schedule(locked, payments)
    _journal(actor, locked, "update", f"A corrigé : {locked}.", now)
    return locked


def discard_engagement(*, actor: Actor, engagement: Engagement, now: datetime) -> None:
    """Throw away a deed that was never sent; the one that it would have replaced stays. Raises TransitionRefused."""
    locked = _locked(engagement)
    if locked.status != "draft":
        raise TransitionRefused(["Ce document est déjà envoyé : il reste lisible, et se remplace."])
    Engagement.objects.filter(superseded_by=locked).exclude(status="superseded").update(superseded_by=None)
    if Engagement.objects.filter(superseded_by=locked).exists():
        raise TransitionRefused(["Ce document remplace déjà un acte : complétez-le et envoyez-le."])
    _journal(actor, locked, "discard", f"A supprimé le brouillon : {locked}.", now)
    locked.delete()


def engagement_faults(engagement: Engagement, today: date) -> list[str]:
    """Everything that a deed lacks before it may be sent, each item with its article."""
    participation = engagement.participation
    prestation = participation.prestation
    values = parameters_of(prestation.organisme_id)
    faults = clause_faults(
        engagement.kind, engagement.clauses, remote=prestation.mode != DeliveryMode.ON_SITE
    )
    faults += rules.sending_faults(
        engagement.kind,
        purchaser_name=engagement.purchaser_name,
        purchaser_signatory=engagement.purchaser_signatory,
        price_cents=engagement.price_cents,
        funders=participation.financings.exclude(status="refused").values_list("funder", flat=True),
    )
    faults += rules.schedule_faults(
        engagement.kind,
        payments_of(engagement),
        price_cents=engagement.price_cents,
        starts_on=prestation.starts_on,
        earliest=rules.retraction_until(today, retraction_days(engagement)),
        first_percent=values["contract_first_payment_percent"],
    )
    faults += rules.validity_faults(engagement.kind, engagement.valid_until, today)
    if prestation.status == "cancelled":
        faults.append("La prestation est annulée : rien ne s’y vend plus.")
    if not prestation.organisme.nda and engagement.kind != "quote":
        faults.append("Le numéro de déclaration d’activité du centre manque (L6351-1) : voyez ses réglages.")
    return faults


def send_engagement(*, actor: Actor, engagement: Engagement, now: datetime) -> Engagement:
    """Issue the deed and offer it to be signed; from now on it never changes. Raises TransitionRefused with every
    legal item that lacks and its article.
    """
    locked, today = _locked(engagement), timezone.localdate(now)
    found = Found(tuple(engagement_faults(locked, today)))
    transition = ENGAGEMENT_WORKFLOW.check("send", state=locked.status, roles=actor.roles, facts=found)
    if kind := DEEDS.get(locked.kind):
        locked.document = issue_document(
            kind=kind,
            context=letters.deed(locked, retraction_days=retraction_days(locked), on=today),
            subject_ref=f"prestation.participation:{locked.participation_id}",
            organisme_ref=f"organisme:{locked.participation.prestation.organisme_id}",
            actor_ref=actor.ref,
            now=now,
            title=str(locked),
        )
    locked.status, locked.sent_on = transition.target, today
    locked.save(update_fields=["document", "status", "sent_on"])
    _supersede(locked, "sent", "declined", "retracted")
    _journal(actor, locked, "send", f"A envoyé à la signature : {locked}.", now)
    return locked


def sign_engagement(
    *,
    actor: Actor,
    engagement: Engagement,
    party: Party,
    now: datetime,
    document_sha256: str,
    name: str = "",
    strokes: object = None,
    typed: str = "",
    agreed: bool = False,
    on_paper: bool = False,
    paper_on: date | None = None,
) -> EngagementSignature:
    """One party signs the PDF whose SHA-256 is given; the last signature concludes the deed.

    The beneficiary and the organisme sign themselves; a purchaser’s signature, and any on paper, is entered by the
    centre with the day that the paper bears, `paper_on`, today if not told. Concluded, a contract opens its retraction
    period, and the path of training is moved to « contracted ».
    Raises TransitionRefused with every reason.
    """
    locked = _locked(engagement)
    participation = locked.participation
    person = participation.parcours.person
    signer = {
        Party.CANDIDATE: person.full_name,
        Party.PURCHASER: locked.purchaser_signatory,
        Party.ORGANISME: name.strip() or actor.label,
    }[party]
    today = timezone.localdate(now)
    reasons = _signing_faults(locked, party, actor, document_sha256)
    on = (paper_on or today) if on_paper else today
    reasons += rules.validity_faults(locked.kind, locked.valid_until, on)
    drawn = bool(strokes)
    if on_paper:
        reasons += rules.paper_faults(on, sent_on=locked.sent_on, today=today, birth_date=person.birth_date)
    if not on_paper:
        last_name = person.last_name if party == Party.CANDIDATE else signer.split(" ")[-1]
        if drawn:
            reasons += strokes_faults(strokes)
        else:
            reasons += typed_faults(typed, agreed, last_name=last_name, full_name=signer)
    elif actor.user_id == person.user_id:
        reasons.append("Une signature sur papier est enregistrée par le centre.")
    ENGAGEMENT_WORKFLOW.check("sign", state=locked.status, roles=actor.roles, facts=Found(tuple(reasons)))
    means = SignatureMeans.PAPER if on_paper else SignatureMeans.DRAWN if drawn else SignatureMeans.TYPED
    made = EngagementSignature.objects.create(
        engagement=locked, party=party, name=signer, means=means, strokes=strokes if drawn else [],
        signed_at=now if on == today else datetime.combine(on, time(12), PARIS), document_sha256=document_sha256,
        actor_ref=actor.ref,
    )  # fmt: skip
    _journal(
        actor,
        locked,
        "sign",
        f"A recueilli la signature de {signer} ({Party(party).label.lower()}) : {locked}.",
        now,
    )
    awaited = set(rules.parties_of(locked.kind, has_purchaser=bool(locked.purchaser_name)))
    if awaited <= set(locked.signatures.values_list("party", flat=True)):
        _conclude(actor, locked, now)
    return made


def decline_engagement(*, actor: Actor, engagement: Engagement, reason: str, now: datetime) -> Engagement:
    """Refuse a deed that was sent. Raises TransitionRefused."""
    locked = _locked(engagement)
    transition = ENGAGEMENT_WORKFLOW.check(
        "decline", state=locked.status, roles=actor.roles, facts=Found(note=reason)
    )
    return _end(actor, locked, transition.target, reason, timezone.localdate(now), "decline", now)


def retract_engagement(
    *, actor: Actor, engagement: Engagement, on: date, now: datetime, reason: str = ""
) -> Engagement:
    """Retract from a contract within its period: no reason is asked, nothing is due (L6353-5).

    `on` is the day of the letter, or today on screen. Raises TransitionRefused.
    """
    locked, today = _locked(engagement), timezone.localdate(now)
    faults = rules.retraction_faults(locked.retraction_until, on)
    if on > today:
        faults.append("Une rétractation ne se date pas dans l’avenir.")
    transition = ENGAGEMENT_WORKFLOW.check(
        "retract", state=locked.status, roles=actor.roles, facts=Found(tuple(faults))
    )
    return _end(actor, locked, transition.target, reason, on, "retract", now)


def record_payment(*, actor: Actor, instalment: Instalment, paid_on: date, now: datetime) -> Instalment:
    """Record that a part of the price was paid. Raises TransitionRefused, above all within the retraction."""
    locked = (
        Instalment.objects.select_for_update(of=("self",))
        .select_related(
            "engagement__participation__parcours__person", "engagement__participation__prestation"
        )
        .get(pk=instalment.pk)
    )
    deed = locked.engagement
    prestation = deed.participation.prestation
    paid = sum(one.amount_cents for one in deed.instalments.all() if one.paid_on or one.pk == locked.pk)
    reasons = rules.payment_faults(
        deed.kind, paid_on=paid_on, today=timezone.localdate(now), signed_on=deed.signed_on,
        retraction=deed.retraction_until, starts_on=prestation.starts_on, price_cents=deed.price_cents,
        paid_cents=paid, first_percent=parameters_of(prestation.organisme_id)["contract_first_payment_percent"],
    )  # fmt: skip
    if deed.status != "signed":
        reasons.append(f"L’acte est à l’état « {deed.get_status_display()} ».")
    if locked.paid_on is not None:
        reasons.append("Ce paiement est déjà enregistré.")
    if reasons:
        raise TransitionRefused(dict.fromkeys(reasons))
    locked.paid_on = paid_on
    locked.save(update_fields=["paid_on"])
    _journal(actor, deed, "pay", f"A enregistré le paiement « {locked.label} » : {deed}.", now)
    return locked


def retraction_days(engagement: Engagement) -> int:
    """Days during which the person may retract, as the organisme has set them."""
    key = "contract_retraction_remote_days" if engagement.off_premises else "contract_retraction_days"
    return parameters_of(engagement.participation.prestation.organisme_id)[key]


def _signing_faults(engagement: Engagement, party: Party, actor: Actor, sha256: str) -> list[str]:
    person = engagement.participation.parcours.person
    faults = []
    if engagement.participation.prestation.status == "cancelled":
        faults.append("La prestation est annulée : cet acte ne se signe plus.")
    if party not in rules.parties_of(engagement.kind, has_purchaser=bool(engagement.purchaser_name)):
        faults.append(f"{Party(party).label} ne signe pas ce document.")
    if engagement.signatures.filter(party=party).exists():
        faults.append(f"{Party(party).label} a déjà signé : rien de signé ne change.")
    if engagement.document is None or engagement.document.sha256 != sha256:
        faults.append("Le document a changé depuis que vous l’avez ouvert : relisez-le, puis signez.")
    is_beneficiary = actor.user_id is not None and actor.user_id == person.user_id
    if party != Party.CANDIDATE and is_beneficiary:
        faults.append("Vous signez pour vous-même seulement.")
    if party == Party.ORGANISME and not actor.has(*LEADERS):
        faults.append("Seul un responsable du centre signe pour l’organisme.")
    return faults


def _conclude(actor: Actor, engagement: Engagement, now: datetime) -> None:
    today = timezone.localdate(now)
    transition = ENGAGEMENT_WORKFLOW.check(
        "conclude", state=engagement.status, roles=actor.roles, facts=Found()
    )
    last = max(timezone.localdate(one.signed_at) for one in engagement.signatures.all())
    engagement.status, engagement.signed_on = transition.target, last
    if engagement.kind == rules.CONTRACT:
        engagement.retraction_until = rules.retraction_until(last, retraction_days(engagement))
    engagement.save(update_fields=["status", "signed_on", "retraction_until"])
    _supersede(engagement, "signed", "sent", "declined", "retracted")
    participation = engagement.participation
    organisme_id = participation.prestation.organisme_id
    if (kind := DEEDS.get(engagement.kind)) and engagement.document is not None:
        issue_document(
            kind=kind,
            context=letters.deed(
                engagement, retraction_days=retraction_days(engagement), on=today, signed=True
            ),
            subject_ref=f"prestation.participation:{participation.pk}",
            organisme_ref=f"organisme:{organisme_id}",
            actor_ref=actor.ref,
            now=now,
            title=f"{engagement}, signé",
            supersedes=engagement.document,
        )
    _journal(actor, engagement, "conclude", f"A conclu, toutes signatures réunies : {engagement}.", now)
    path = participation.parcours
    if engagement.kind in {"convention", "contract"} and path.stage == "admitted":
        clerk = system_actor("prestation", organisme_id=organisme_id, roles=LEADERS)
        advance_parcours(actor=clerk, parcours=path, act="contract", on=today, now=now)


def _supersede(engagement: Engagement, *statuses: str) -> None:
    """End the deed that this one replaces, when it stands at one of these states."""
    Engagement.objects.filter(superseded_by=engagement, status__in=statuses).update(status="superseded")


def _end(
    actor: Actor, engagement: Engagement, status: str, reason: str, on: date, verb: str, now: datetime
) -> Engagement:
    engagement.status, engagement.ended_on, engagement.ended_reason = status, on, reason.strip()[:300]
    engagement.save(update_fields=["status", "ended_on", "ended_reason"])
    said = {"decline": "A refusé", "retract": "A enregistré la rétractation"}[verb]
    _journal(actor, engagement, verb, f"{said} : {engagement}.", now)
    return engagement


def _schedule(engagement: Engagement, payments: Sequence[Payment]) -> None:
    engagement.instalments.all().delete()
    for one in payments:
        row = Instalment(
            engagement=engagement, label=one.label.strip(), due_on=one.due_on, amount_cents=one.amount_cents
        )
        row.full_clean(exclude=["engagement"])
        row.save()


def _locked(engagement: Engagement) -> Engagement:
    return (
        Engagement.objects.select_for_update(of=("self",))
        .select_related(
            "participation__prestation__organisme",
            "participation__prestation__site",
            "participation__parcours__person",
            "document",
        )
        .get(pk=engagement.pk)
    )


def _journal(actor: Actor, engagement: Engagement, verb: str, sentence: str, now: datetime) -> None:
    kind = "quote" if engagement.kind == "quote" else "engagement"
    record_act(actor=actor, verb=f"prestation.{kind}.{verb}", target=engagement, sentence=sentence, now=now)
