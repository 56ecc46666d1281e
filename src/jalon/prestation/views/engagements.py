"""Deeds: prepared, read, sent, signed, refused, retracted, replaced; payments; issued documents."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.queries import parameters_of
from jalon.common.forms import ActForm
from jalon.common.http import ActorRequest, for_roles, whole_number
from jalon.common.journal import record_access
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.documents.operations import preview
from jalon.documents.responses import document_response, pdf_response
from jalon.parcours.permissions import LEADERS, TEAM
from jalon.prestation import letters
from jalon.prestation.documents import DEEDS
from jalon.prestation.drafts import drafted_clauses
from jalon.prestation.enums import DeliveryMode, EngagementKind, Party
from jalon.prestation.forms.engagements import (
    MOST,
    DeedForm,
    KindForm,
    StagesForm,
    clause_initial,
    payment_initial,
)
from jalon.prestation.forms.prestations import DayForm, ReasonForm, euros_text
from jalon.prestation.forms.seances import SignForm
from jalon.prestation.models import Engagement, Instalment, Participation
from jalon.prestation.operations.engagements import (
    decline_engagement,
    discard_engagement,
    engagement_faults,
    prepare_engagement,
    record_payment,
    retract_engagement,
    retraction_days,
    send_engagement,
    sign_engagement,
    update_engagement,
)
from jalon.prestation.permissions import (
    EVERYONE,
    get_engagement,
    get_participation,
    get_prestation,
    gives,
    is_participant,
    managed_participation,
    manages,
)
from jalon.prestation.queries.deeds import payments_of
from jalon.prestation.rules.engagements import Payment, parties_of, retraction_until, staged, validity_faults
from jalon.prestation.views.acts import act_page, do_act
from jalon.prestation.views.prestations import crumbs_of, page_context

PARTIES = {"beneficiaire": Party.CANDIDATE, "organisme": Party.ORGANISME, "acheteur": Party.PURCHASER}


def _url(deed: Engagement) -> str:
    return reverse("prestation:engagement", args=[deed.pk])


def _crumbs(place: Participation) -> tuple[tuple[str, str], ...]:
    person = place.parcours.person.full_name
    return (*crumbs_of(place.prestation), (person, reverse("prestation:participation", args=[place.pk])))


def _managed(request: ActorRequest, pk: int) -> Engagement:
    deed = get_engagement(request.actor, pk)
    if not manages(request.actor, deed.participation):
        raise PermissionDenied("Cet acte revient à l’équipe du centre.")
    return deed


@for_roles(*TEAM)
@require_POST
def engagement_prepare(request: ActorRequest, pk: int) -> HttpResponse:
    """Prepare a deed with what the records already tell; it opens to be completed."""
    place = managed_participation(request.actor, pk)
    form = KindForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez le document à préparer.")
        return redirect("prestation:participation", pk=pk)
    kind = EngagementKind(form.cleaned_data["kind"])
    if known := place.engagements.filter(kind=kind, status="draft").first():
        messages.info(request, "Ce document est déjà en préparation : complétez-le.")
        return redirect("prestation:engagement_edit", pk=known.pk)
    probe = Engagement(participation=place, kind=kind)
    with transaction.atomic():
        deed = prepare_engagement(
            actor=request.actor,
            participation=place,
            kind=kind,
            clauses=drafted_clauses(place, retraction_days=retraction_days(probe)),
            purchaser_name=place.parcours.person.employer if kind == EngagementKind.CONVENTION else "",
            now=timezone.now(),
        )
    return redirect("prestation:engagement_edit", pk=deed.pk)


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def engagement_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Complete a deed in preparation."""
    deed = _managed(request, pk)
    if deed.status != "draft":
        raise PermissionDenied("Ce document est déjà envoyé : il ne change plus.")
    place = deed.participation
    known = payments_of(deed)
    if request.method == "GET" and "versements" in request.GET:
        known = _staged(request, deed)
    asked = whole_number(request.POST.get("more", "")) if "more" in request.POST else None
    rows = max(len(known), 1)
    form = DeedForm(
        request.POST or None,
        kind=deed.kind,
        remote=place.prestation.mode != DeliveryMode.ON_SITE,
        initial=_initial(deed) | payment_initial(known),
        rows=rows if asked is None else min(asked, MOST),
    )
    if request.method == "POST" and asked is None and form.is_valid():
        try:
            with transaction.atomic():
                update_engagement(actor=request.actor, engagement=deed, now=timezone.now(), **form.given())
        except (TransitionRefused, ValidationError) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Le document est enregistré.")
            return redirect(_url(deed))
    if asked is not None:
        form = _widened(form, deed)
    context = {
        "form": form,
        "deed": deed,
        "back": _url(deed),
        "crumbs": (*_crumbs(place), (deed.get_kind_display(), _url(deed))),
        "more": min(len(form.ranks) + 3, MOST),
        "may_more": len(form.ranks) < MOST,
        "stages": StagesForm(initial={"count": max(len(known), 3)}, auto_id="partage_%s"),
        "most": MOST,
    }
    return render(request, "prestation/engagement_edit.html", context)


def _widened(form: DeedForm, deed: Engagement) -> DeedForm:
    """The same form with what was typed, unbound: more rows are asked for, nothing is judged yet."""
    typed = {name: form.data.get(name, "") for name in form.fields}
    remote = deed.participation.prestation.mode != DeliveryMode.ON_SITE
    return DeedForm(kind=deed.kind, remote=remote, initial=typed, rows=len(form.ranks))


def _staged(request: ActorRequest, deed: Engagement) -> list[Payment]:
    """The price cut into monthly payments, for the form: nothing is kept until it is saved."""
    count = whole_number(request.GET["versements"]) or 1
    prestation = deed.participation.prestation
    price = deed.price_cents if deed.price_cents is not None else prestation.full_price_cents
    if not price:
        messages.error(request, "Enregistrez d’abord le prix : il se répartit ensuite.")
        return payments_of(deed)
    first_on = max(
        retraction_until(timezone.localdate(), retraction_days(deed)) + timedelta(days=1),
        prestation.starts_on,
    )
    percent = parameters_of(prestation.organisme_id)["contract_first_payment_percent"]
    messages.info(request, "Le prix est réparti : vérifiez les dates, puis enregistrez.")
    return staged(
        price, min(count, MOST), first_on=first_on, starts_on=prestation.starts_on, first_percent=percent
    )


def _initial(deed: Engagement) -> dict[str, Any]:
    return clause_initial(deed.clauses) | {
        "price_cents": euros_text(deed.price_cents),
        "off_premises": deed.off_premises,
        "valid_until": deed.valid_until,
        "purchaser_name": deed.purchaser_name,
        "purchaser_signatory": deed.purchaser_signatory,
        "purchaser_siret": deed.purchaser_siret,
        "purchaser_address": deed.purchaser_address,
    }


@for_roles(*EVERYONE)
@never_cache
@require_safe
def engagement_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """A deed: what it says, what it lacks, who has signed."""
    deed = get_engagement(request.actor, pk)
    place = deed.participation
    managed = manages(request.actor, place)
    today = timezone.localdate()
    signed = {one.party: one for one in deed.signatures.all()}
    awaited = parties_of(deed.kind, has_purchaser=bool(deed.purchaser_name))
    slugs = {party: slug for slug, party in PARTIES.items()}
    form = DeedForm(kind=deed.kind, remote=place.prestation.mode != DeliveryMode.ON_SITE)
    context = page_context(request, place.prestation) | {
        "deed": deed,
        "place": place,
        "managed": managed,
        "is_leader": managed and request.actor.has(*LEADERS),
        "faults": engagement_faults(deed, today) if deed.status == "draft" and managed else [],
        "clauses": [(clause, deed.clauses.get(clause.key, "")) for clause in form.clauses],
        "instalments": list(deed.instalments.all()),
        "parties": [
            {
                "label": Party(party).label,
                "signature": signed.get(party),
                "slug": slugs[Party(party)],
                "may_sign": deed.status == "sent"
                and party not in signed
                and _may_sign(request, place, Party(party), managed),
            }
            for party in awaited
        ],
        "may_retract": deed.status == "signed"
        and deed.retraction_until is not None
        and today <= deed.retraction_until
        and (is_participant(request.actor, place) or (managed and request.actor.has(*LEADERS))),
        "may_decline": deed.status == "sent" and (managed or is_participant(request.actor, place)),
        "copy": deed.document.superseded_by if deed.document else None,
        "paid": sum(one.amount_cents for one in deed.instalments.all() if one.paid_on),
        "expired": deed.status == "sent" and bool(validity_faults(deed.kind, deed.valid_until, today)),
        "follower": deed.superseded_by,
    }
    return render(request, "prestation/engagement.html", context)


def _may_sign(request: ActorRequest, place: Participation, party: Party, managed: bool) -> bool:
    if party == Party.CANDIDATE:
        return managed or is_participant(request.actor, place)
    if party == Party.ORGANISME:
        return managed and request.actor.has(*LEADERS)
    return managed


@for_roles(*TEAM)
@require_safe
def engagement_preview(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The PDF of a deed in preparation, without number."""
    deed = _managed(request, pk)
    kind = DEEDS.get(deed.kind)
    if kind is None:
        raise Http404("aucun modèle")
    context = letters.deed(deed, retraction_days=retraction_days(deed), on=timezone.localdate())
    return pdf_response(preview(kind, context), f"{deed}.pdf")


@for_roles(*TEAM)
@require_POST
def engagement_send(request: ActorRequest, pk: int) -> HttpResponse:
    """Issue a deed and offer it to be signed."""
    deed = _managed(request, pk)
    return do_act(
        request,
        lambda: send_engagement(actor=request.actor, engagement=deed, now=timezone.now()),
        done="Le document est émis : les parties peuvent le signer.",
        url=_url(deed),
    )


@for_roles(*EVERYONE)
@never_cache
@require_http_methods(["GET", "POST"])
def engagement_sign(request: ActorRequest, pk: int, party: str) -> HttpResponse:
    """Sign a deed, drawn or typed, or enter a signature given on paper."""
    deed = get_engagement(request.actor, pk)
    place, who = deed.participation, PARTIES.get(party)
    if who is None:
        raise Http404("partie inconnue")
    managed = manages(request.actor, place)
    if not _may_sign(request, place, who, managed):
        raise PermissionDenied("Cette signature revient à une autre partie.")
    if deed.document is None:
        raise Http404("rien à signer")
    person = place.parcours.person
    name = {
        Party.CANDIDATE: person.full_name,
        Party.ORGANISME: request.actor.label,
        Party.PURCHASER: deed.purchaser_signatory,
    }[who]
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = {key: form.cleaned_data[key] for key in ("strokes", "typed", "agreed", "paper_on")}
        try:
            with transaction.atomic():
                sign_engagement(
                    actor=request.actor, engagement=deed, party=who, now=timezone.now(),
                    document_sha256=request.POST.get("sha256", ""), on_paper=request.POST.get("paper") == "on", **data,
                )  # fmt: skip
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"La signature de {name} est enregistrée.")
            return redirect(_url(deed))
    context = {
        "deed": deed,
        "person": person,
        "full_name": name,
        "last_name": person.last_name if who == Party.CANDIDATE else name.split(" ")[-1],
        "party": Party(who).label,
        "form": form,
        "typed": request.POST.get("typed", ""),
        "back": _url(deed),
        "crumbs": _crumbs(place),
        "today": timezone.localdate(),
        "may_paper": managed and not is_participant(request.actor, place),
    }
    return render(request, "prestation/engagement_sign.html", context)


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def engagement_decline(request: ActorRequest, pk: int) -> HttpResponse:
    """Refuse a deed."""
    deed = get_engagement(request.actor, pk)
    if not (manages(request.actor, deed.participation) or is_participant(request.actor, deed.participation)):
        raise PermissionDenied("Cet acte revient à une partie.")

    def do(form: ReasonForm) -> str:
        decline_engagement(
            actor=request.actor, engagement=deed, reason=form.cleaned_data["reason"], now=timezone.now()
        )
        return _url(deed)

    return act_page(
        request, ReasonForm(request.POST or None), do, heading=f"Refuser : {deed}", button="Refuser", back=_url(deed),
        done="Le refus est enregistré.", crumbs=_crumbs(deed.participation),
    )  # fmt: skip


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def engagement_retract(request: ActorRequest, pk: int) -> HttpResponse:
    """Retract from a contract; the centre enters the day of the letter."""
    deed = get_engagement(request.actor, pk)
    own = is_participant(request.actor, deed.participation)
    if not own and not (manages(request.actor, deed.participation) and request.actor.has(*LEADERS)):
        raise PermissionDenied("La rétractation appartient au bénéficiaire.")

    def do(form: ActForm) -> str:
        on = timezone.localdate() if own else form.cleaned_data["on"]
        retract_engagement(actor=request.actor, engagement=deed, on=on, now=timezone.now())
        return _url(deed)

    form = ActForm(request.POST or None) if own else DayForm(request.POST or None)
    return act_page(
        request, form, do, heading=f"Se rétracter : {deed}", button="Se rétracter", back=_url(deed),
        done="La rétractation est enregistrée : aucune somme n’est due.", crumbs=_crumbs(deed.participation),
        question="Aucun motif n’est demandé (L6353-5).",
    )  # fmt: skip


@for_roles(*TEAM)
@require_POST
def engagement_replace(request: ActorRequest, pk: int) -> HttpResponse:
    """Prepare a deed that supersedes one sent or signed, with the same contents."""
    deed = _managed(request, pk)
    try:
        with transaction.atomic():
            made = prepare_engagement(
                actor=request.actor,
                participation=deed.participation,
                kind=EngagementKind(deed.kind),
                clauses=deed.clauses,
                price_cents=deed.price_cents,
                off_premises=deed.off_premises,
                purchaser_name=deed.purchaser_name,
                purchaser_address=deed.purchaser_address,
                purchaser_siret=deed.purchaser_siret,
                purchaser_signatory=deed.purchaser_signatory,
                payments=payments_of(deed),
                supersedes=deed,
                now=timezone.now(),
            )
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return redirect(_url(deed))
    messages.success(request, "L’ancien document reste lisible ; complétez celui qui le remplace.")
    return redirect("prestation:engagement_edit", pk=made.pk)


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def engagement_discard(request: ActorRequest, pk: int) -> HttpResponse:
    """Throw away a deed that was never sent."""
    deed = _managed(request, pk)
    if deed.status != "draft":
        raise PermissionDenied("Ce document est déjà envoyé : il reste lisible, et se remplace.")
    place = deed.participation

    def do(_form: ActForm) -> str:
        discard_engagement(actor=request.actor, engagement=deed, now=timezone.now())
        return reverse("prestation:participation", args=[place.pk])

    return act_page(
        request, ActForm(request.POST or None), do, heading=f"Supprimer le brouillon : {deed}", button="Supprimer",
        back=_url(deed), done="Le brouillon est supprimé.", crumbs=_crumbs(place),
        question="Ce document n’a jamais été envoyé. L’acte qu’il devait remplacer, s’il y en a un, reste tel quel.",
    )  # fmt: skip


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def payment(request: ActorRequest, pk: int) -> HttpResponse:
    """Record a payment."""
    instalment = get_object_or_404(Instalment, pk=pk)
    deed = _managed(request, instalment.engagement_id)

    def do(form: DayForm) -> str:
        record_payment(
            actor=request.actor, instalment=instalment, paid_on=form.cleaned_data["on"], now=timezone.now()
        )
        return _url(deed)

    return act_page(
        request, DayForm(request.POST or None), do, heading=f"Enregistrer le paiement : {instalment}",
        button="Enregistrer", back=_url(deed), done="Le paiement est enregistré.", crumbs=_crumbs(deed.participation),
    )  # fmt: skip


@for_roles(*EVERYONE)
@require_safe
def document_read(request: ActorRequest, uuid: UUID) -> HttpResponseBase:
    """An issued document of a prestation or of a participation in scope; someone else’s is journaled."""
    issued = get_object_or_404(IssuedDocument, uuid=uuid)
    subject, _, key = issued.subject_ref.partition(":")
    if subject == "prestation.participation":
        place = get_participation(request.actor, int(key))
        if not is_participant(request.actor, place):
            record_access(
                actor=request.actor, verb="prestation.read", target=place, now=timezone.now(), number=issued.number,
                sentence=f"A ouvert « {issued.title} » ({issued.number}).",
            )  # fmt: skip
    elif subject == "prestation.prestation":
        if not gives(request.actor, get_prestation(request.actor, int(key))):
            raise PermissionDenied("Cette feuille porte les signatures de tout le groupe.")
    else:
        raise Http404("document inconnu")
    return document_response(issued, download="telecharger" in request.GET)
