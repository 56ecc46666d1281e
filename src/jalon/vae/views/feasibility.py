"""The page of feasibility: what was asked, lived, shown, what is missing, what the certifier answered (B7, B8)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.queries import parameters_of
from jalon.common.calendar import add_years
from jalon.common.http import ActorRequest, for_roles
from jalon.common.typography import decimal
from jalon.parcours.permissions import is_walker
from jalon.parcours.workflow import workflow_of
from jalon.referentiel.queries import get_titre
from jalon.vae.enums import InterviewKind, PaperKind
from jalon.vae.forms.demarches import (
    AdmitForm,
    CredentialForm,
    FileForm,
    InterviewForm,
    OpinionForm,
    PathActForm,
    TargetForm,
    in_minutes,
)
from jalon.vae.letters import competence_label, period_of, target_label
from jalon.vae.models import Credential, Interview
from jalon.vae.operations.demarches import STUDIED_BY_CERTIFIER, STUDYING
from jalon.vae.operations.experiences import remove_credential, save_credential
from jalon.vae.operations.feasibility import (
    ADMITTED,
    ANSWERS,
    aim_at,
    give_opinion,
    hold_interview,
    record_answer,
    send_feasibility,
)
from jalon.vae.operations.papers import add_paper, draw_up_cv
from jalon.vae.permissions import READERS, get_vae, guided, guides, writes, written
from jalon.vae.queries import (
    case_of,
    coverage_of,
    current_cv,
    demarche_of,
    documents_of,
    experiences_of,
    feasibility_facts,
    lived,
    papers_of,
    ties_of,
)
from jalon.vae.rules.experiences import total_hours
from jalon.vae.rules.feasibility import advice, missing
from jalon.vae.rules.guidance import warnings, way
from jalon.vae.views.acts import form_page, posted, simple_act

DOCUMENTS = ("vae.dossier_faisabilite",)


@for_roles(*READERS)
@require_safe
def page(request: ActorRequest, pk: int) -> HttpResponse:
    """The whole feasibility of one path."""
    parcours = get_vae(request.actor, pk)
    titre, demarche = get_titre(parcours.titre_ref), demarche_of(parcours)
    experiences, today = experiences_of(parcours), timezone.localdate()
    blocs = coverage_of(parcours, demarche, experiences)
    guiding = guides(request.actor, parcours)
    available = workflow_of(parcours.route).available(parcours.stage, request.actor.roles)
    open_ = not parcours.ended and parcours.stage not in STUDIED_BY_CERTIFIER
    told: dict[str, Any] = {
        "parcours": parcours,
        "titre": titre,
        "demarche": demarche,
        "target": target_label(titre, parcours.ccp_refs),
        "experiences": [
            (
                one,
                period_of(one),
                lived(one).hours(today),
                [(competence_label(titre, link.competence_ref), link.example) for link in ties_of(one)],
            )
            for one in experiences
        ],
        "total_hours": decimal(total_hours(map(lived, experiences), today), 0),
        "blocs": blocs,
        "legs": way(case := case_of(parcours, demarche)),
        "warnings": warnings(case),
        "credentials": [
            (held, target_label(titre, [held.dispenses]) if held.dispenses else "")
            for held in parcours.credentials.all()
        ],
        "cv": current_cv(parcours),
        "letters": papers_of(parcours, PaperKind.LETTER),
        "interviews": Interview.objects.filter(parcours=parcours, kind=InterviewKind.FEASIBILITY),
        "missing": missing(feasibility_facts(parcours)) if not parcours.recevabilite_until else [],
        "advice": advice(blocs),
        "documents": documents_of(parcours, *DOCUMENTS),
        "acts": [
            (act, reverse(f"vae:{act.name}", args=[pk]))
            for act in available
            if guiding and act.name in ("send_feasibility", *ANSWERS)
        ],
        "answers": guiding and parcours.stage == "request",
        "guides": guiding,
        "walker": is_walker(request.actor, parcours),
        "writes": writes(request.actor, parcours) and open_,
        "settles": guiding and parcours.stage in STUDYING,
        "aims": writes(request.actor, parcours) and parcours.stage in STUDYING,
    }
    return render(request, "vae/feasibility.html", told)


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def interview(request: ActorRequest, pk: int) -> HttpResponse:
    """Record the feasibility interview (B7, B14)."""
    parcours = guided(request.actor, pk)
    form = InterviewForm(posted(request)[0], initial={"on": timezone.localdate(), "minutes": 45})
    return form_page(
        request, parcours, form,
        heading="Entretien de faisabilité",
        back=address(pk),
        do=lambda told: hold_interview(actor=request.actor, parcours=parcours, now=timezone.now(), **told),
        done="L’entretien est enregistré.",
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def target(request: ActorRequest, pk: int) -> HttpResponse:
    """The whole title, or some of its blocs (B2)."""
    parcours = written(request.actor, pk)
    titre = get_titre(parcours.titre_ref)
    form = TargetForm(posted(request)[0], ccps=titre.ccps, initial={"ccp_refs": parcours.ccp_refs})
    return form_page(
        request, parcours, form,
        heading="Ce que vise la démarche",
        back=address(pk),
        do=lambda told: aim_at(
            actor=request.actor, parcours=parcours, ccp_refs=told["ccp_refs"], now=timezone.now()
        ),
        done="La cible est enregistrée.",
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def credential(request: ActorRequest, pk: int) -> HttpResponse:
    """A certification already held."""
    parcours = written(request.actor, pk)
    form = CredentialForm(posted(request)[0], ccps=get_titre(parcours.titre_ref).ccps)
    return form_page(
        request, parcours, form,
        heading="Certification déjà obtenue",
        back=address(pk),
        do=lambda told: save_credential(actor=request.actor, parcours=parcours, now=timezone.now(), **told),
        done="La certification est ajoutée.",
    )  # fmt: skip


@for_roles(*READERS)
@require_POST
def credential_remove(request: ActorRequest, pk: int, credential: int) -> HttpResponse:
    """Remove a certification written by mistake."""
    parcours = written(request.actor, pk)
    held = get_object_or_404(Credential.objects.select_related("parcours"), pk=credential, parcours=parcours)
    return simple_act(
        request,
        lambda: remove_credential(actor=request.actor, credential=held, now=timezone.now()),
        back=address(pk),
        done="La certification est retirée.",
    )


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def cv(request: ActorRequest, pk: int) -> HttpResponse:
    """The candidate's CV."""
    parcours = written(request.actor, pk)
    form = FileForm(*posted(request))
    return form_page(
        request, parcours, form,
        heading="CV à jour",
        back=address(pk),
        do=lambda told: add_paper(
            actor=request.actor, parcours=parcours, kind=PaperKind.CV, file=told["file"], now=timezone.now()
        ),
        done="Le CV est joint.",
        multipart=True,
    )  # fmt: skip


@for_roles(*READERS)
@require_POST
def cv_draw(request: ActorRequest, pk: int) -> HttpResponse:
    """Draw up the CV from the experiences told (B7)."""
    parcours = written(request.actor, pk)
    return simple_act(
        request,
        lambda: draw_up_cv(actor=request.actor, parcours=parcours, now=timezone.now()),
        back=address(pk),
        done="Le CV est établi et joint au dossier : relisez-le.",
    )


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def opinion(request: ActorRequest, pk: int) -> HttpResponse:
    """The adviser's opinion (B7)."""
    parcours = guided(request.actor, pk)
    demarche = demarche_of(parcours)
    advised = demarche.advised_minutes
    hours = (
        parameters_of(parcours.person.organisme_id)["vae_hours_advised"] if advised is None else advised / 60
    )
    initial = {
        "opinion": demarche.opinion, "opinion_text": demarche.opinion_text, "advised_hours": hours,
        "on": demarche.opinion_on or timezone.localdate(),
    }  # fmt: skip
    return form_page(
        request, parcours, OpinionForm(posted(request)[0], initial=initial),
        heading="Avis sur la faisabilité",
        back=address(pk),
        do=lambda told: give_opinion(
            actor=request.actor, parcours=parcours, opinion=told["opinion"], text=told["opinion_text"], on=told["on"],
            advised_minutes=in_minutes(told["advised_hours"]), now=timezone.now(),
        ),
        done="L’avis est enregistré.",
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def act(request: ActorRequest, pk: int, act: str) -> HttpResponse:
    """Send the file, or record what the certifier answered (B3, B8)."""
    parcours = guided(request.actor, pk)
    transition = workflow_of(parcours.route)[act]
    if not transition.roles & request.actor.roles:
        raise PermissionDenied("Cet acte ne relève pas de votre rôle.")
    today = timezone.localdate()
    admitting = act in ADMITTED
    data, files = posted(request)
    initial: dict[str, Any] = {"on": today}
    if admitting:
        years = parameters_of(parcours.person.organisme_id)["recevabilite_years"]
        initial["valid_until"] = add_years(today, years)
    form = (AdmitForm if admitting else PathActForm)(data, files, initial=initial)

    def do(told: Any) -> object:
        given = {key: told[key] for key in ("on", "note", "letter")}
        if act == "send_feasibility":
            return send_feasibility(actor=request.actor, parcours=parcours, now=timezone.now(), **given)
        if admitting:
            given |= {"number": told["number"], "valid_until": told["valid_until"]}
        return record_answer(actor=request.actor, parcours=parcours, act=act, now=timezone.now(), **given)

    sending = act == "send_feasibility"
    return form_page(
        request, parcours, form,
        heading=transition.label,
        back=address(pk),
        do=do,
        done="Le dossier de faisabilité est émis et son envoi enregistré." if sending else "C’est enregistré.",
        multipart=True,
        basis=transition.basis,
        reasons=missing(feasibility_facts(parcours)) if sending else [],
    )  # fmt: skip


def address(pk: int) -> str:
    """The page of feasibility of a path."""
    return reverse("vae:feasibility", args=[pk])
