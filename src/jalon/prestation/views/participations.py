"""A place in a prestation: deeds, funding, handovers, presence, certificates; and the tab of a path."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.queries import parameters_of
from jalon.common.forms import ActForm
from jalon.common.http import ActorRequest, for_roles
from jalon.parcours.permissions import LEADERS, TEAM, get_parcours
from jalon.prestation.enums import DeliveryKind, Funder
from jalon.prestation.forms.absences import CpfStepForm
from jalon.prestation.forms.engagements import KindForm
from jalon.prestation.forms.prestations import (
    AnswerForm,
    DeliveryForm,
    FinancingForm,
    LeavingForm,
    ParticipantForm,
    ReasonForm,
    hours_text,
)
from jalon.prestation.hours_chart import hours_chart
from jalon.prestation.models import CpfFile, Financing, Participation
from jalon.prestation.operations.certificates import (
    issue_attestation,
    issue_certificate,
    withdraw_certificate,
)
from jalon.prestation.operations.cpf import record_cpf_step
from jalon.prestation.operations.handovers import (
    ask_financing,
    decide_financing,
    record_delivery,
    send_convocation,
)
from jalon.prestation.operations.prestations import (
    leave_prestation,
    remove_participation,
    return_to_prestation,
    update_participation,
)
from jalon.prestation.permissions import (
    EVERYONE,
    get_participation,
    is_participant,
    managed_participation,
    manages,
    participations_visible_to,
)
from jalon.prestation.queries.cpf import days_of
from jalon.prestation.queries.deeds import last_engagements
from jalon.prestation.queries.presence import attendance_signals, clashes_of, followed_of, hours_of_many
from jalon.prestation.rules.certificates import certificate_faults
from jalon.prestation.rules.cpf import cpf_clocks
from jalon.prestation.rules.presence import hours_of
from jalon.prestation.views.acts import act_page, do_act
from jalon.prestation.views.prestations import crumbs_of, issued_of, page_context
from jalon.referentiel.queries import get_titre

LEGAL = (
    DeliveryKind.PROGRAMME, DeliveryKind.RULES, DeliveryKind.TRAINERS, DeliveryKind.HOURS, DeliveryKind.EVALUATION,
    DeliveryKind.CONTACT,
)  # fmt: skip
"""What L6353-8 has handed over before the final registration (C5)."""


def _url(place: Participation) -> str:
    return reverse("prestation:participation", args=[place.pk])


def _managed(request: ActorRequest, pk: int) -> Participation:
    return managed_participation(request.actor, pk)


@for_roles(*EVERYONE)
@require_safe
def path(request: ActorRequest, pk: int) -> HttpResponse:
    """The tab of a path: its prestations, what is to sign, presence, certificates."""
    parcours = get_parcours(request.actor, pk)
    places = list(
        participations_visible_to(request.actor)
        .filter(parcours=parcours)
        .select_related("prestation__trainer", "prestation__site", "parcours__person")
        .order_by("-prestation__starts_on", "pk")
    )
    now = timezone.now()
    hours, deeds = hours_of_many(places, now=now), last_engagements(places)
    rows = []
    for one in places:
        mine = [
            deed for deed in deeds.get(one.pk, []) if deed.status != "draft" or manages(request.actor, one)
        ]
        rows.append(
            {
                "place": one,
                "hours": hours[one.pk],
                "deeds": mine,
                "to_sign": [deed for deed in mine if deed.status == "sent"],
                "issued": issued_of(one.prestation, [one]),
            }
        )
    context = {
        "parcours": parcours,
        "titre": get_titre(parcours.titre_ref),
        "rows": rows,
        "is_team": request.actor.has(*TEAM),
        "is_walker": parcours.person.user_id == request.actor.user_id,
    }
    return render(request, "prestation/path.html", context)


@for_roles(*EVERYONE)
@never_cache
@require_safe
def participation_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One place: everything that founds and proves it."""
    place = get_participation(request.actor, pk)
    now, managed = timezone.now(), manages(request.actor, place)
    lines = followed_of([place])[place.pk]
    deliveries = list(place.deliveries.select_related("document"))
    given = {one.kind for one in deliveries}
    deeds = last_engagements([place]).get(place.pk, [])
    context = page_context(request, place.prestation) | {
        "place": place,
        "person": place.parcours.person,
        "managed": managed,
        "is_leader": managed and request.actor.has(*LEADERS),
        "is_participant": is_participant(request.actor, place),
        "lines": [one for one in lines if one.half.starts_at <= now],
        "coming": sum(1 for one in lines if one.half.starts_at > now),
        "hours": hours_of(lines, now),
        "signals": attendance_signals([place], now=now)[place.pk] if managed else [],
        "deeds": [one for one in deeds if managed or one.status != "draft"],
        "financings": list(place.financings.all()),
        "deliveries": deliveries,
        "removable": managed
        and not (deliveries or any(one.presence for one in lines))
        and all(one.status == "draft" for one in deeds),
        "lacking": [kind.label for kind in LEGAL if kind not in given],
        "certificate": place.certificates.in_force().select_related("document").first(),
        "against": certificate_faults(
            lines,
            now=now,
            today=timezone.localdate(),
            ends_on=place.prestation.ends_on,
            left_on=place.left_on,
        )
        if managed
        else [],
        "issued": issued_of(place.prestation, [place])[:50],
        "withdrawn": place.certificates.filter(superseded_by=None)
        .exclude(withdrawn_at=None)
        .select_related("document")
        .first(),
        "justifications": list(place.justifications.all()),
        "chart": hours_chart(hours_of(lines, now), place.minutes),
        "clashes": clashes_of(place, now=now) if managed else [],
        "kind_form": KindForm(auto_id="acte_%s"),
    }
    return render(request, "prestation/participation.html", context)


def _page(request: ActorRequest, place: Participation, form: Any, do: Any, **told: Any) -> HttpResponse:
    crumbs = (*crumbs_of(place.prestation), (place.parcours.person.full_name, _url(place)))
    return act_page(request, form, do, back=_url(place), crumbs=crumbs, **told)


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def participation_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Set someone’s own hours and dispensations."""
    place = _managed(request, pk)
    form = ParticipantForm(
        request.POST or None,
        initial={
            "entered_on": place.entered_on,
            "minutes_planned": hours_text(place.minutes_planned),
            "dispensations": place.dispensations,
        },
    )

    def do(form: ParticipantForm) -> str:
        update_participation(
            actor=request.actor, participation=place, now=timezone.now(), **form.cleaned_data
        )
        return _url(place)

    return _page(request, place, form, do, heading=f"Individualiser : {place.parcours.person.full_name}",
                 button="Enregistrer", done="La participation est à jour.")  # fmt: skip


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def participation_leave(request: ActorRequest, pk: int) -> HttpResponse:
    """Record that someone left."""
    place = _managed(request, pk)

    def do(form: LeavingForm) -> str:
        leave_prestation(actor=request.actor, participation=place, now=timezone.now(), **form.cleaned_data)
        return _url(place)

    return _page(request, place, LeavingForm(request.POST or None), do,
                 heading=f"Noter la sortie : {place.parcours.person.full_name}", button="Noter la sortie",
                 done="La sortie est notée.")  # fmt: skip


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def financing_ask(request: ActorRequest, pk: int) -> HttpResponse:
    """Note a request for funding."""
    place = _managed(request, pk)

    def do(form: FinancingForm) -> str:
        data = dict(form.cleaned_data)
        ask_financing(
            actor=request.actor,
            participation=place,
            funder=Funder(data.pop("funder")),
            now=timezone.now(),
            **data,
        )
        return _url(place)

    return _page(request, place, FinancingForm(request.POST or None), do, heading="Noter un financement",
                 button="Enregistrer", done="Le financement est noté.")  # fmt: skip


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def financing_decide(request: ActorRequest, pk: int) -> HttpResponse:
    """Note a funder’s answer."""
    financing = get_object_or_404(Financing, pk=pk)
    place = _managed(request, financing.participation_id)

    def do(form: AnswerForm) -> str:
        decide_financing(actor=request.actor, financing=financing, now=timezone.now(), **form.cleaned_data)
        return _url(place)

    return _page(request, place, AnswerForm(request.POST or None), do, heading=f"Réponse : {financing}",
                 button="Enregistrer", done="La réponse est notée.")  # fmt: skip


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def delivery_record(request: ActorRequest, pk: int) -> HttpResponse:
    """Record that a document was handed over."""
    place = _managed(request, pk)

    def do(form: DeliveryForm) -> str:
        data = dict(form.cleaned_data)
        record_delivery(
            actor=request.actor,
            participation=place,
            kind=DeliveryKind(data.pop("kind")),
            now=timezone.now(),
            **data,
        )
        return _url(place)

    return _page(request, place, DeliveryForm(request.POST or None), do, heading="Noter la remise d’un document",
                 button="Enregistrer", done="La remise est notée.")  # fmt: skip


@for_roles(*TEAM)
@require_POST
def convene_one(request: ActorRequest, pk: int) -> HttpResponse:
    """Convene one participant."""
    place = _managed(request, pk)
    return do_act(
        request,
        lambda: send_convocation(actor=request.actor, participation=place, now=timezone.now()),
        done="La convocation est émise.",
        url=_url(place),
    )


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def certificate_issue(request: ActorRequest, pk: int) -> HttpResponse:
    """Issue the certificat de réalisation, or another that supersedes it with a reason."""
    place = _managed(request, pk)
    if not place.certificates.in_force().exists():
        if request.method != "POST":
            raise PermissionDenied("Le certificat se délivre depuis la page de la participation.")
        return do_act(
            request,
            lambda: issue_certificate(actor=request.actor, participation=place, now=timezone.now()),
            done="Le certificat de réalisation est délivré.",
            url=_url(place),
        )

    def do(form: ReasonForm) -> str:
        issue_certificate(
            actor=request.actor, participation=place, now=timezone.now(), reason=form.cleaned_data["reason"]
        )
        return _url(place)

    return _page(request, place, ReasonForm(request.POST or None), do, heading="Remplacer le certificat de réalisation",
                 button="Délivrer le nouveau certificat", done="Le certificat est remplacé.")  # fmt: skip


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def certificate_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a mistaken certificate out of force, so that presence may be corrected."""
    place = _managed(request, pk)

    def do(form: ReasonForm) -> str:
        withdraw_certificate(
            actor=request.actor, participation=place, reason=form.cleaned_data["reason"], now=timezone.now()
        )
        return _url(place)

    return _page(request, place, ReasonForm(request.POST or None), do, heading="Retirer le certificat de réalisation",
                 button="Retirer le certificat", done="Le certificat est retiré : corrigez, puis délivrez-en un autre.",
                 question="Il reste lisible, marqué comme retiré. Le suivant le remplacera.")  # fmt: skip


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def participation_return(request: ActorRequest, pk: int) -> HttpResponse:
    """Take back a departure."""
    place = _managed(request, pk)

    def do(form: ReasonForm) -> str:
        return_to_prestation(
            actor=request.actor, participation=place, reason=form.cleaned_data["reason"], now=timezone.now()
        )
        return _url(place)

    return _page(request, place, ReasonForm(request.POST or None), do,
                 heading=f"Annuler la sortie : {place.parcours.person.full_name}", button="Annuler la sortie",
                 done="La personne participe de nouveau.")  # fmt: skip


@for_roles(*TEAM)
@require_http_methods(["GET", "POST"])
def participation_remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Take back a place given by mistake."""
    place = _managed(request, pk)

    def do(_form: ActForm) -> str:
        remove_participation(actor=request.actor, participation=place, now=timezone.now())
        return reverse("prestation:detail", args=[place.prestation_id])

    return _page(request, place, ActForm(request.POST or None), do,
                 heading=f"Retirer la place : {place.parcours.person.full_name}", button="Retirer la place",
                 done="La place est retirée.",
                 question="Pour une place donnée par erreur, à laquelle rien n’est encore lié.")  # fmt: skip


@for_roles(*TEAM)
@never_cache
@require_http_methods(["GET", "POST"])
def cpf(request: ActorRequest, pk: int) -> HttpResponse:
    """A request on the CPF portal: its delays, and the next step to record."""
    financing = get_object_or_404(Financing, pk=pk, funder=Funder.CPF)
    place = _managed(request, financing.participation_id)
    days = days_of(financing, CpfFile.objects.filter(financing=financing).first())
    figures = parameters_of(place.prestation.organisme_id)
    acts = days.expected if financing.status != "refused" else ()
    form = CpfStepForm(request.POST or None, acts=acts, initial={"prerequisites": days.prerequisites})

    def do(form: CpfStepForm) -> str:
        data = form.cleaned_data
        record_cpf_step(
            actor=request.actor, financing=financing, act=data["act"], on=data["on"], now=timezone.now(),
            prerequisites=data.get("prerequisites"),
        )  # fmt: skip
        return reverse("prestation:cpf", args=[pk])

    crumbs = (*crumbs_of(place.prestation), (place.parcours.person.full_name, _url(place)))
    return act_page(
        request, form, do, heading="Dossier CPF", button="Enregistrer l’étape", back=_url(place),
        done="L’étape est notée.", crumbs=crumbs, template="prestation/cpf.html", financing=financing, days=days,
        clocks=cpf_clocks(days, figures), today=timezone.localdate(), retraction_days=figures["cpf_retraction_days"],
        person=place.parcours.person,
    )  # fmt: skip


@for_roles(*LEADERS)
@require_POST
def attestation_issue(request: ActorRequest, pk: int) -> HttpResponse:
    """Issue the attestation de fin de formation."""
    place = _managed(request, pk)
    return do_act(
        request,
        lambda: issue_attestation(actor=request.actor, participation=place, now=timezone.now()),
        done="L’attestation est délivrée.",
        url=_url(place),
    )
