"""The auditor's pages: indicators over a year, the dated evidence of each, the pieces filed by hand."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jalon.common.http import ActorRequest, attachment, for_roles, whole_number
from jalon.common.journal import record_access
from jalon.common.spreadsheets import Value, to_csv
from jalon.documents.responses import document_response
from jalon.quality.forms import PieceForm, ReasonForm
from jalon.quality.models import QualityPiece
from jalon.quality.operations.pieces import file_piece, withdraw_piece
from jalon.quality.permissions import LEADERS, get_evidence_document, get_piece
from jalon.quality.queries import Proof, evidence_sorts, indicator_lines, proofs_of
from jalon.quality.rules.indicators import BY_NUMBER, CRITERIA, Indicator
from jalon.quality.views.readers import ReaderRequest, reading
from jalon.quality.views.year import year_view

SHOWN = 200


@reading
@require_safe
def overview(request: ReaderRequest) -> HttpResponse:
    """Criteria and indicators, with what proves each in the year."""
    view = year_view(request)
    criteria = indicator_lines(view.organisme, view.year, view.today)
    asked = [line for lines in criteria.values() for line in lines if line.expected]
    context = {
        "view": view,
        "criteria": criteria,
        "proven": f"{sum(bool(line.count) for line in asked)} sur {len(asked)}",
        "gaps": [line for line in asked if line.state in {"bare", "expired"}],
        "unasked": sum(not line.expected for lines in criteria.values() for line in lines),
    }
    return render(request, "quality/overview.html", context)


def _indicator(number: int) -> Indicator:
    if number not in BY_NUMBER:
        raise Http404("indicateur inconnu")
    return BY_NUMBER[number]


@reading
@require_safe
def indicator(request: ReaderRequest, number: int) -> HttpResponse:
    """The dated evidence of an indicator."""
    asked, view = _indicator(number), year_view(request)
    proofs = proofs_of(view.organisme, number, view.year, limit=SHOWN)
    groups: dict[str, list[Proof]] = {}
    for proof in proofs:
        groups.setdefault(proof.sort, []).append(proof)
    context = {
        "indicator": asked,
        "criterion": CRITERIA[asked.criterion],
        "view": view,
        "groups": groups.items(),
        "cut": len(proofs) >= SHOWN,
        "sorts": evidence_sorts(number),
        "previous": BY_NUMBER.get(number - 1),
        "next": BY_NUMBER.get(number + 1),
    }
    return render(request, "quality/indicator.html", context)


@reading
@require_safe
def indicator_csv(request: ReaderRequest, number: int) -> HttpResponse:
    """All the evidence of an indicator over the year, for an audit file."""
    asked, view = _indicator(number), year_view(request)
    rows: list[list[Value]] = []
    for proof in proofs_of(view.organisme, number, view.year):
        named = proof.document.number if proof.document else proof.piece.file_name if proof.piece else ""
        digest = proof.document.sha256 if proof.document else proof.piece.sha256 if proof.piece else ""
        rows.append([number, proof.on.isoformat(), proof.sort, proof.sentence, proof.author, named, digest])
    content = to_csv(
        ["indicateur", "date", "nature", "preuve", "auteur", "document", "empreinte SHA-256"], rows
    )
    record_access(
        actor=request.reader.actor, verb="quality.export", target=view.organisme, now=timezone.now(),
        sentence=f"A exporté les preuves de l’indicateur {number} pour {view.year}.",
    )  # fmt: skip
    return attachment(content, f"indicateur {number} {asked.label} {view.year}", "csv")


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def piece_file(request: ActorRequest, number: int) -> HttpResponse:
    """File a piece for an indicator."""
    asked, view = _indicator(number), year_view(request)
    named = whole_number(request.GET.get("renouvelle", "") or request.POST.get("renouvelle", ""))
    renews = (
        QualityPiece.objects.filter(organisme=view.organisme, indicator=number, pk=named).first()
        if named
        else None
    )
    initial = {"dated": view.today, "heading": renews.heading if renews else ""}
    form = PieceForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                piece = file_piece(
                    actor=request.actor, organisme=view.organisme, indicator=number, now=timezone.now(),
                    renews=renews, **form.cleaned_data,
                )  # fmt: skip
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"« {piece.heading} » est déposée.")
            return redirect(f"{reverse('quality:indicator', args=[number])}?annee={piece.dated.year}")
    return render(request, "quality/piece_form.html", {"form": form, "indicator": asked, "renews": renews})


@for_roles(*LEADERS)
@require_safe
def piece_renew(request: ActorRequest, pk: int) -> HttpResponse:
    """Where a piece near its term is renewed: the form that files another in its place."""
    piece = get_piece(request.actor, pk)
    return redirect(f"{reverse('quality:piece_file', args=[piece.indicator])}?renouvelle={piece.pk}")


@reading
@require_safe
def piece_download(request: ReaderRequest, pk: int) -> HttpResponseBase:
    """The file of a piece, as it was filed."""
    piece = get_piece(request.reader.actor, pk)
    if not piece.file:
        raise Http404("pièce sans fichier")
    with piece.file.open("rb") as file:
        content = file.read()
    name, _, extension = piece.file_name.rpartition(".")
    record_access(
        actor=request.reader.actor, verb="quality.read_piece", target=piece, now=timezone.now(),
        sentence=f"A ouvert « {piece.heading} ».",
    )  # fmt: skip
    return attachment(content, name, extension.lower())


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def piece_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Set a piece aside, with its reason."""
    piece = get_piece(request.actor, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                withdraw_piece(actor=request.actor, piece=piece, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"« {piece.heading} » est retirée.")
            return redirect("quality:indicator", number=piece.indicator)
    context = {"form": form, "indicator": BY_NUMBER[piece.indicator], "piece": piece}
    return render(request, "quality/piece_form.html", context)


@reading
@require_safe
def document(request: ReaderRequest, pk: int) -> FileResponse:
    """An issued document that serves as evidence; opening it is journaled."""
    issued = get_evidence_document(request.reader.actor, pk)
    record_access(
        actor=request.reader.actor, verb="quality.read_document", target=issued, now=timezone.now(),
        sentence=f"A ouvert {issued.title} ({issued.number}) comme preuve.",
    )  # fmt: skip
    return document_response(issued)
