"""« Ce qu’il me reste à obtenir, et jusqu’à quand », on any day; CCPs already held are recorded from here."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.common.http import ActorRequest, attachment, for_roles
from jalon.common.journal import record_access
from jalon.parcours.forms.standing import DayForm, HeldCCPForm, WithdrawCCPForm
from jalon.parcours.models import CCPAward, Parcours
from jalon.parcours.operations.held import (
    entered_by_hand,
    recognise_ccps,
    record_held_ccp,
    withdraw_held_ccp,
)
from jalon.parcours.permissions import EVERYONE, get_parcours, is_walker, leads
from jalon.parcours.queries.standing import PathStanding, standing_of
from jalon.parcours.rules.capitalisation_facts import (
    FINAL_INTERVIEW,
    SOURCES,
    TITLE,
    Held,
    Opening,
    Standing,
    scope_number,
)
from jalon.parcours.standing_chart import draw
from jalon.parcours.views.timeline import record_opening
from jalon.referentiel.queries import get_titre

OUTCOMES = {
    "title": ("Titre obtenu", "success"),
    "partial": ("Réussite partielle", "info"),
    "none": ("Aucun CCP obtenu", "danger"),
    "absent": ("Absence", "neutral"),
    "excused": ("Absence excusée", "neutral"),
}
INTERVIEWS = {"favourable": "entretien final favorable", "unfavourable": "entretien final défavorable"}


@for_roles(*EVERYONE)
@require_safe
def standing(request: ActorRequest, pk: int) -> HttpResponse:
    """What is held, what remains, until when and why, at the date asked."""
    parcours = get_parcours(request.actor, pk)
    today = timezone.localdate()
    form = DayForm(request.GET if "le" in request.GET else None)
    asked = form.cleaned_data["le"] if form.is_bound and form.is_valid() else None
    day = asked or today
    record_opening(request, parcours, "« Ce qu’il me reste » dans le parcours")
    found = standing_of(parcours)
    answer = found.on(day)
    manages = leads(request.actor, parcours)
    own = is_walker(request.actor, parcours)
    context = {
        "parcours": parcours,
        "titre": found.titre,
        "form": form if form.is_bound else DayForm(initial={"le": today}),
        "day": day,
        "today": today,
        "answer": answer,
        "rows": _rows(found, answer),
        "windows": [(w, w.state(day)) for w in answer.windows],
        "steps": found.steps(day),
        "chart": draw(answer),
        "sat": [
            (s, *OUTCOMES[s.presentation.outcome], INTERVIEWS.get(s.presentation.interview, ""))
            for s in found.sat
        ],
        "manages": manages,
        "reads_results": manages or own,
        "unrecorded": found.unrecorded,
        "own": own,
        "texts": _texts(answer),
    }
    return render(request, "parcours/standing.html", context)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to obtain: a CCP, the final interview, the title in one session."""

    label: str
    title: str
    held: Held | None
    award: CCPAward | None
    opening: Opening

    @property
    def by_hand(self) -> bool:
        return self.award is not None and entered_by_hand(self.award)


def _rows(found: PathStanding, answer: Standing) -> list[Row]:
    titles = {ccp.number: ccp.title for ccp in found.titre.ccps}
    held = {one.number: one for one in answer.held}
    rows = []
    for opening in answer.openings:
        number = scope_number(opening.scope)
        if number is not None:
            row = Row(f"CCP {number}", titles[number], held.get(number), found.awards.get(number), opening)
            rows.append(row)
    rows.append(Row("Entretien final", "", None, None, answer.opening(FINAL_INTERVIEW)))
    rows.append(Row("Titre", "en une seule session", None, None, answer.opening(TITLE)))
    return rows


def _texts(answer: Standing) -> list[tuple[str, str]]:
    """Every rule that the page cites, with the text behind it, once."""
    told = [*answer.reasons, *(r for o in answer.openings for r in o.reasons)]
    told += [r for w in answer.windows for r in w.reasons]
    return sorted((rule, SOURCES[rule]) for rule in {rule for r in told for rule in r.rule.split(", ")})


def _managed(request: ActorRequest, pk: int) -> Parcours:
    parcours = get_parcours(request.actor, pk)
    if not leads(request.actor, parcours):
        raise PermissionDenied(
            "Le livret est tenu par le responsable de session ou l’administrateur du centre."
        )
    return parcours


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def held_add(request: ActorRequest, pk: int) -> HttpResponse:
    """Record a CCP that the person already holds."""
    parcours = _managed(request, pk)
    found = standing_of(parcours)
    options: dict[str, Any] = {"titre": found.titre, "held": frozenset(found.awards)}
    sent = request.method == "POST"
    form = HeldCCPForm(request.POST if sent else None, request.FILES if sent else None, **options)
    if sent and form.is_valid():
        try:
            with transaction.atomic():
                award = record_held_ccp(
                    actor=request.actor, parcours=parcours, now=timezone.now(), **form.told()
                )
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            number = found.titre.resolve(award.ccp_ref).number  # type: ignore[union-attr]
            messages.success(request, f"Le CCP {number} est inscrit au livret de {parcours.person}.")
            return redirect("parcours:standing", pk=pk)
    context = {"parcours": parcours, "titre": found.titre, "form": form}
    return render(request, "parcours/held_form.html", context)


@for_roles(*EVERYONE)
@require_POST
def held_recognise(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter in the livret what the référentiel grants from other titles held."""
    parcours = _managed(request, pk)
    with transaction.atomic():
        made = recognise_ccps(actor=request.actor, parcours=parcours, now=timezone.now())
    said = "Rien n’était à inscrire." if not made else f"Livret complété : {len(made)} CCP."
    messages.success(request, said)
    return redirect("parcours:standing", pk=pk)


@for_roles(*EVERYONE)
@require_http_methods(["GET", "POST"])
def held_withdraw(request: ActorRequest, pk: int, award: int) -> HttpResponse:
    """Take off the livret a line entered by mistake, with a reason."""
    parcours = _managed(request, pk)
    row = _award(parcours, award)
    form = WithdrawCCPForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                withdraw_held_ccp(
                    actor=request.actor, award=row, now=timezone.now(), reason=form.cleaned_data["reason"]
                )
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "La ligne est retirée du livret ; le journal la garde.")
            return redirect("parcours:standing", pk=pk)
    context = {"parcours": parcours, "titre": get_titre(parcours.titre_ref), "award": row, "form": form}
    return render(request, "parcours/held_withdraw.html", context)


def _award(parcours: Parcours, pk: int) -> CCPAward:
    row = CCPAward.objects.filter(pk=pk, person=parcours.person_id).first()
    if row is None:
        raise Http404("CCP inconnu au livret")
    return row


@for_roles(*EVERYONE)
@never_cache
@require_safe
def held_proof(request: ActorRequest, pk: int, award: int) -> HttpResponse:
    """The copy of what shows a CCP, to the person and to who leads the centre; each opening is journaled."""
    parcours = get_parcours(request.actor, pk)
    if not (leads(request.actor, parcours) or is_walker(request.actor, parcours)):
        raise PermissionDenied("Ce justificatif s’ouvre à la personne et à qui tient son livret.")
    row = _award(parcours, award)
    if not row.proof:
        raise Http404("justificatif inconnu")
    record_access(
        actor=request.actor,
        verb="parcours.open_award_proof",
        target=parcours,
        sentence=f"A ouvert le justificatif de {row.ccp_ref} de {parcours.person}.",
        now=timezone.now(),
    )
    with row.proof.open("rb") as file:
        content = file.read()
    extension = (row.proof.name or "").rpartition(".")[2]
    return attachment(content, f"justificatif {row.ccp_ref} {parcours.person.sort_name}", extension)
