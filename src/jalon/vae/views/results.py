"""The end of a VAE: dossier deposited, jury, what it decided, what follows; and the congé de VAE (B6 to B13)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jalon.common.http import ActorRequest, for_roles
from jalon.parcours.operations import advance_parcours
from jalon.parcours.workflow import workflow_of
from jalon.referentiel.queries import get_titre
from jalon.vae.enums import JuryResult
from jalon.vae.forms.demarches import LeaveAnswerForm, LeaveForm, NoteForm, in_minutes
from jalon.vae.forms.results import DecisionForm, JuryForm, PostJuryForm, RevisionForm
from jalon.vae.models import Decision, LeaveRequest, NextStep
from jalon.vae.operations.leave import answer_leave, ask_leave, withdraw_leave
from jalon.vae.operations.results import deposit_dossier, hold_post_jury, record_decision, set_jury, tick_step
from jalon.vae.operations.revisions import revise_decision
from jalon.vae.permissions import READERS, guided, written
from jalon.vae.queries import aimed_of, demarche_of, last_decision, leave_limits_of, points_of
from jalon.vae.rules.results import OUTCOMES
from jalon.vae.views.accompaniment import address
from jalon.vae.views.acts import form_page, posted, simple_act

SILENCE = ", le silence valant accord (R6422-4)"


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def deposit(request: ActorRequest, pk: int) -> HttpResponse:
    """Record that the dossier de validation was deposited (B6)."""
    parcours = guided(request.actor, pk)
    return form_page(
        request, parcours, NoteForm(posted(request)[0], initial={"on": timezone.localdate()}),
        heading="Déposer le dossier de validation",
        back=address(pk),
        do=lambda told: deposit_dossier(actor=request.actor, parcours=parcours, now=timezone.now(), **told),
        done="Le dépôt est enregistré : le jury se tient dans les trois mois.",
        basis=workflow_of(parcours.route)["deposit"].basis,
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def flagged(request: ActorRequest, pk: int) -> HttpResponse:
    """Record that the certifier signalled the dossier de validation (B8)."""
    parcours = guided(request.actor, pk)
    return form_page(
        request, parcours, NoteForm(posted(request)[0], initial={"on": timezone.localdate()}),
        heading="Noter que le dossier de validation est signalé",
        back=address(pk),
        do=lambda told: advance_parcours(
            actor=request.actor, parcours=parcours, act="return_dossier", now=timezone.now(), **told
        ),
        done="C’est enregistré : le dossier est à corriger puis à déposer de nouveau.",
        basis=workflow_of(parcours.route)["return_dossier"].basis,
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def jury(request: ActorRequest, pk: int) -> HttpResponse:
    """Note the day of the jury."""
    parcours = guided(request.actor, pk)
    demarche = demarche_of(parcours)
    form = JuryForm(posted(request)[0], initial={"on": demarche.jury_on, "place": demarche.jury_place})
    return form_page(
        request, parcours, form,
        heading="Date du jury",
        back=address(pk),
        do=lambda told: set_jury(actor=request.actor, parcours=parcours, now=timezone.now(), **told),
        done="La date du jury est enregistrée.",
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def decision(request: ActorRequest, pk: int) -> HttpResponse:
    """Record what the jury decided (B9, B10)."""
    parcours = guided(request.actor, pk)
    demarche, titre = demarche_of(parcours), get_titre(parcours.titre_ref)
    form = DecisionForm(
        posted(request)[0], aimed=aimed_of(parcours, demarche), titre=titre, initial={"on": demarche.jury_on}
    )
    return form_page(
        request, parcours, form,
        heading="Décision du jury",
        back=address(pk),
        do=lambda told: record_decision(actor=request.actor, parcours=parcours, now=timezone.now(), **told),
        done="La décision du jury est enregistrée.",
        basis="B9, B10 – Jalon recopie ce qui a été notifié ; le jury seul décide",
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def revise(request: ActorRequest, pk: int, decision: int) -> HttpResponse:
    """Record the confirmation that a decision awaited, or correct one copied wrongly (B9)."""
    parcours = guided(request.actor, pk)
    row = get_object_or_404(Decision, pk=decision, parcours=parcours)
    confirms = row.result == JuryResult.PARTIAL_PENDING
    form = RevisionForm(
        posted(request)[0], aimed=aimed_of(parcours, demarche_of(parcours)), titre=get_titre(parcours.titre_ref),
        confirms=confirms, initial=RevisionForm.told(row),
    )  # fmt: skip
    return form_page(
        request, parcours, form,
        heading="Confirmation de la décision du jury" if confirms else "Corriger la décision du jury",
        back=address(pk),
        do=lambda told: revise_decision(actor=request.actor, decision=row, now=timezone.now(), **told),
        done="La confirmation est enregistrée." if confirms else "La décision est corrigée.",
        basis="B9 – ce que le jury a confirmé entre au livret ; la première décision reste lisible, remplacée",
        decision=row,
    )  # fmt: skip


@for_roles(*READERS)
@require_POST
def tick(request: ActorRequest, pk: int, step: int) -> HttpResponse:
    """Tick off, or untick, what was chosen after the jury."""
    parcours = written(request.actor, pk)
    row = get_object_or_404(NextStep, pk=step, decision__parcours=parcours)
    return simple_act(
        request,
        lambda: tick_step(actor=request.actor, step=row, now=timezone.now()),
        back=f"{address(pk)}#jury",
        done="C’est noté.",
    )


@for_roles(*READERS)
@require_POST
def leave_withdraw(request: ActorRequest, pk: int, leave: int) -> HttpResponse:
    """Take a request for leave back (B13)."""
    parcours = written(request.actor, pk)
    row = get_object_or_404(LeaveRequest, pk=leave, parcours=parcours)
    return simple_act(
        request,
        lambda: withdraw_leave(actor=request.actor, leave=row, now=timezone.now()),
        back=f"{address(pk)}#conge",
        done="La demande de congé est retirée.",
    )


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def post_jury(request: ActorRequest, pk: int) -> HttpResponse:
    """Hold the post-jury interview, and choose what follows (B7, B10)."""
    parcours = guided(request.actor, pk)
    decided = last_decision(parcours)
    form = PostJuryForm(
        posted(request)[0], points=points_of(decided) if decided else [],
        outcome=OUTCOMES[decided.result] if decided else "none",
        titre=get_titre(parcours.titre_ref), initial={"on": timezone.localdate(), "minutes": 60},
    )  # fmt: skip
    return form_page(
        request, parcours, form,
        heading="Entretien post-jury",
        back=address(pk),
        do=lambda told: hold_post_jury(
            actor=request.actor, parcours=parcours, decision=decided, on=told["on"], minutes=told["minutes"],
            modality=told["modality"], summary=told["summary"], steps=form.chosen(), now=timezone.now(),
        ),
        done="L’entretien est enregistré : la suite figure sur le parcours.",
        decision=decided,
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def leave(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for a congé de VAE: the letter is issued, ready to sign (B13)."""
    parcours = written(request.actor, pk)
    limits = leave_limits_of(parcours)
    initial = {
        "employer": parcours.person.employer,
        "requested_on": timezone.localdate(),
        "hours": limits.hours,
    }
    return form_page(
        request, parcours, LeaveForm(posted(request)[0], initial=initial),
        heading="Demander un congé de VAE",
        back=address(pk),
        do=lambda told: ask_leave(
            actor=request.actor, parcours=parcours, employer=told["employer"], requested_on=told["requested_on"],
            starts_on=told["starts_on"], ends_on=told["ends_on"], minutes=in_minutes(told["hours"]) or 0,
            now=timezone.now(),
        ),
        done="La lettre est prête : imprimez-la, signez-la, remettez-la contre reçu.",
        basis=f"B13 – {limits.hours} heures par validation, demandées {limits.notice_days} jours avant ; réponse dans "
        f"les {limits.answer_days} jours{SILENCE if limits.silence_grants else ''}",
    )  # fmt: skip


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def leave_answer(request: ActorRequest, pk: int, leave: int) -> HttpResponse:
    """Record the employer's answer (B13)."""
    parcours = written(request.actor, pk)
    row = get_object_or_404(LeaveRequest, pk=leave, parcours=parcours)
    form = LeaveAnswerForm(posted(request)[0], initial={"on": timezone.localdate()})
    return form_page(
        request, parcours, form,
        heading="Réponse de l’employeur",
        back=address(pk),
        do=lambda told: answer_leave(actor=request.actor, leave=row, now=timezone.now(), **told),
        done="La réponse est enregistrée.",
        basis="B13 – report d’un mois au plus, pour raisons de service",
    )  # fmt: skip
