"""The draw of scenarios: sheets, commitment, draws, and the page where anybody replays them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles, whole_number
from jalon.common.workflow import TransitionRefused
from jalon.examen.forms.day import SheetForm
from jalon.examen.models import ExamSession
from jalon.examen.operations import draw as operations
from jalon.examen.permissions import CENTRE, EVERYONE, get_session, may_manage
from jalon.examen.queries.draw import draw_facts, draw_ref, faults_of, may_see_sheets
from jalon.examen.rules.draw import PROTOCOL


@for_roles(*EVERYONE)
@require_safe
def draw(request: ActorRequest, pk: int) -> HttpResponse:
    """The state of the draw; sheets and names for the responsable alone, the proof for everybody."""
    session = get_session(request.actor, pk)
    return _page(request, session, SheetForm())


def _page(request: ActorRequest, session: ExamSession, form: SheetForm, status: int = 200) -> HttpResponse:
    facts = draw_facts(session)
    insider = may_see_sheets(request.actor, session)
    revealed = facts.draw is not None and facts.draw.revealed_at is not None
    rows = [
        {
            "result": result if insider else None,
            "rank": result.rank,
            "ref": draw_ref(result.inscription),
            "drawn_at": result.drawn_at,
            "sheet": result.sheet.number if insider or revealed else None,
        }
        for result in facts.results
    ]
    return render(
        request,
        "examen/draw_page.html",
        {
            "session": session,
            "concerned": facts.concerned,
            "commitment": facts.draw.commitment if facts.draw else "",
            "published_at": facts.draw.published_at if facts.draw else None,
            "revealed_at": facts.draw.revealed_at if facts.draw else None,
            "numbers": facts.draw.sheet_numbers if facts.draw else [],
            "seed": facts.draw.seed if facts.draw and revealed else "",
            "faults": faults_of(facts.draw, facts.results) if facts.draw and revealed else (),
            "rows": rows,
            "sheets": facts.sheets if insider else (),
            "waiting": facts.waiting if insider else (),
            "may_reveal": insider and facts.may_reveal,
            "insider": insider,
            "form": form,
            "protocol": PROTOCOL,
        },
        status=status,
    )


@for_roles(*CENTRE)
@require_POST
def draw_act(request: ActorRequest, pk: int, act: str) -> HttpResponse:
    """Sheets, commitment, one draw, revelation: each act of the responsable."""
    actor, now = request.actor, timezone.now()
    try:
        with transaction.atomic():
            session = get_session(actor, pk, for_update=True)
            if not may_manage(actor, session):
                raise PermissionDenied("Le responsable de session conduit le tirage.")
            match act:
                case "fiche":
                    form = SheetForm(request.POST)
                    if not form.is_valid():
                        return _page(request, session, form, status=422)
                    sheet = operations.save_sheet(actor=actor, session=session, now=now, **form.cleaned_data)
                    messages.success(request, f"La fiche {sheet.number} est enregistrée.")
                case "retirer-fiche":
                    number = request.POST.get("number", "")
                    operations.remove_sheet(
                        actor=actor, session=session, number=whole_number(number) or 0, now=now
                    )
                case "engager":
                    operations.publish_commitment(actor=actor, session=session, now=now)
                    messages.success(request, "L’engagement est publié : le tirage peut commencer.")
                case "retirer-engagement":
                    operations.withdraw_commitment(actor=actor, session=session, now=now)
                    messages.success(request, "L’engagement est retiré ; le journal en garde la trace.")
                case "tirer":
                    who = request.POST.get("inscription", "")
                    inscription = get_object_or_404(session.inscriptions, pk=whole_number(who))
                    result = operations.draw_scenario(actor=actor, inscription=inscription, now=now)
                    messages.success(
                        request,
                        f"Le scénario de {inscription.person} est tiré : fiche {result.sheet.number}.",
                    )
                case _:
                    operations.reveal_seed(actor=actor, session=session, now=now)
                    messages.success(request, "La graine est révélée : chacun peut rejouer le tirage.")
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    return redirect("examen:draw", pk=pk)
