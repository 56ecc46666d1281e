"""Programmes: the list, a file read and proposed, the page of a version, its texts, its séances, its PDF."""

import hashlib

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Sum
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.accounts.models import Organisme
from jalon.common.http import ActorRequest, attachment, for_roles
from jalon.common.listing import Column, build_listing, search_fields
from jalon.common.workflow import TransitionRefused
from jalon.documents.operations import preview
from jalon.documents.responses import document_response, pdf_response
from jalon.formation.apart import read_apart
from jalon.formation.documents import PROGRAMME
from jalon.formation.enums import ItemMode
from jalon.formation.forms.programmes import HandOverForm, ImportForm, ItemForm, TextsForm
from jalon.formation.letters.programmes import programme_remis
from jalon.formation.models import TEXTS
from jalon.formation.operations.programmes import (
    advance_programme,
    correct_item,
    hand_over_programme,
    propose_programme,
    write_programme,
)
from jalon.formation.permissions import LEADERS, TEACHERS, get_programme, programmes_visible_to
from jalon.formation.programme import check_programme, template_workbook
from jalon.formation.programme.facts import UnreadableProgramme
from jalon.formation.queries import changes_of, issued_programme, items_of, matrix_of
from jalon.formation.workflow import PROGRAMME_WORKFLOW
from jalon.referentiel.queries import TitreInconnu, get_titre, get_titres, list_titres

COLUMNS = (
    Column("intitule", "Programme", ("heading", "-version")),
    Column("titre", "Titre", ("titre_ref", "heading", "-version")),
    Column("etat", "État", ("status", "heading", "-version")),
    Column("date", "Proposé le", ("created_at",)),
)
SEVERITIES = (
    ("error", "Incohérences", "danger"),
    ("warning", "À vérifier", "warning"),
    ("info", "Pour information", "info"),
)
TONES = {"proposed": "info", "in_force": "success", "replaced": "neutral", "discarded": "neutral"}


@for_roles(*TEACHERS)
@require_safe
def programme_list(request: ActorRequest) -> HttpResponse:
    """Every version of the centre's programmes."""
    rows = programmes_visible_to(request.actor).annotate(
        seances=Count("modules__items"), minutes=Sum("modules__items__minutes")
    )
    listing = build_listing(
        rows, request.GET, columns=COLUMNS, default="intitule", noun="programme",
        search=search_fields("heading__icontains", "titre_ref__icontains"),
    )  # fmt: skip
    titres = get_titres(row.titre_ref for row in listing.rows)
    context = {
        "listing": listing,
        "rows": [(row, titres.get(row.titre_ref), TONES.get(row.status, "neutral")) for row in listing.rows],
        "leads": request.actor.has(*LEADERS),
        "titres": list_titres(),
    }
    return render(request, "formation/programme_list.html", context)


@for_roles(*TEACHERS)
@require_safe
def programme_template(request: ActorRequest, ref: str) -> HttpResponse:
    """The workbook to fill for a title."""
    try:
        titre = get_titre(ref)
    except TitreInconnu as unknown:
        raise Http404(str(unknown)) from None
    return attachment(template_workbook(titre), f"programme {titre.sigle} {titre.ref}", "xlsx")


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def programme_import(request: ActorRequest) -> HttpResponse:
    """Read a file, check it, and propose what it says as a version."""
    sent = request.method == "POST"
    form = ImportForm(
        request.POST if sent else None, request.FILES if sent else None, titres=list_titres(),
        initial={"heading": request.GET.get("intitule", ""), "titre": request.GET.get("titre", "")},
    )  # fmt: skip
    if sent and form.is_valid():
        given = form.cleaned_data
        titre, received = form.titres[given["titre"]], given["file"]
        try:
            read = read_apart(received.content, received.name, titre)
            report = check_programme(read, titre, ccps=frozenset(given["numbers"]))
            with transaction.atomic():
                made = propose_programme(
                    actor=request.actor, titre=titre,
                    organisme=get_object_or_404(Organisme, pk=request.actor.organisme_id),
                    heading=given["heading"] or titre.title, report=report, ccp_numbers=given["numbers"],
                    source_name=received.name, source_sha256=hashlib.sha256(received.content).hexdigest(),
                    now=timezone.now(),
                )  # fmt: skip
        except UnreadableProgramme as refusal:
            form.add_error("file", f"{refusal.file} : {refusal.reason}")
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, "Le programme est lu : relisez les constats, puis mettez-le en vigueur."
            )
            return redirect("formation:programme", pk=made.pk)
    return render(request, "formation/programme_import.html", {"form": form})


@for_roles(*TEACHERS)
@require_safe
def programme_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """A version: what changes, what does not add up, the matrix, the modules."""
    programme = get_programme(request.actor, pk)
    titre = get_titre(programme.titre_ref)
    items = items_of(programme)
    former, changes = changes_of(programme)
    findings = programme.report
    modules = [
        (module, [item for item in items if item.module_id == module.pk])
        for module in programme.modules.all()
    ]
    context = {
        "programme": programme,
        "titre": titre,
        "tone": TONES.get(programme.status, "neutral"),
        "status": PROGRAMME_WORKFLOW.states[programme.status],
        "former": former,
        "changes": changes,
        "groups": [
            (label, tone, [one for one in findings if one["severity"] == key])
            for key, label, tone in SEVERITIES
        ],
        "findings": findings,
        "matrix": matrix_of(items, titre),
        "modules": [
            (module, rows, sum(item.minutes for item in rows)) for module, rows in modules
        ],
        "leads": request.actor.has(*LEADERS),
        "changes_allowed": programme.frozen_at is None and programme.status in ("proposed", "in_force"),
        "transitions": PROGRAMME_WORKFLOW.available(programme.status, request.actor.roles),
        "uses": programme.uses.select_related("prestation"),
    }  # fmt: skip
    return render(request, "formation/programme_detail.html", context)


@for_roles(*LEADERS)
@require_POST
def programme_act(request: ActorRequest, pk: int) -> HttpResponse:
    """Do one act of a programme's life."""
    programme = get_programme(request.actor, pk)
    act = request.POST.get("transition", "")
    if act not in {transition.name for transition in PROGRAMME_WORKFLOW.transitions}:
        raise Http404("acte inconnu")
    try:
        with transaction.atomic():
            advance_programme(actor=request.actor, programme=programme, act=act, now=timezone.now())
    except TransitionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        if act == "adopt":
            messages.info(
                request, "Le PDF du programme est émis : remettez-le avant l’inscription définitive."
            )
        messages.success(request, f"Programme : {PROGRAMME_WORKFLOW.states[programme.status].lower()}.")
    return redirect("formation:programme", pk=pk)


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def programme_texts(request: ActorRequest, pk: int) -> HttpResponse:
    """Write what the law wants beside the hours."""
    programme = get_programme(request.actor, pk)
    form = TextsForm(request.POST if request.method == "POST" else None, programme=programme)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                write_programme(
                    actor=request.actor, programme=programme, now=timezone.now(),
                    texts={name: form.cleaned_data[name] for name in TEXTS},
                )  # fmt: skip
        except (TransitionRefused, ValidationError) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Les textes du programme sont enregistrés.")
            return redirect("formation:programme", pk=pk)
    context = {"programme": programme, "form": form, "heading": "Textes du programme"}
    return render(request, "formation/programme_form.html", context)


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def programme_item(request: ActorRequest, pk: int, item: int) -> HttpResponse:
    """Correct a séance of a programme that nobody follows yet."""
    programme = get_programme(request.actor, pk)
    row = next((one for one in items_of(programme) if one.pk == item), None)
    if row is None:
        raise Http404("séance inconnue")
    titre = get_titre(programme.titre_ref)
    form = ItemForm(request.POST if request.method == "POST" else None, item=row, titre=titre)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                correct_item(
                    actor=request.actor, item=row, heading=given["heading"], minutes=given["hours"],
                    competence_refs=given["competences"], mode=ItemMode(given["mode"]), work=given["work"],
                    now=timezone.now(),
                )  # fmt: skip
        except (TransitionRefused, ValidationError) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "La séance est enregistrée.")
            return redirect("formation:programme", pk=pk)
    context = {"programme": programme, "form": form, "heading": row.heading}
    return render(request, "formation/programme_form.html", context)


@for_roles(*LEADERS)
@require_http_methods(["GET", "POST"])
def programme_hand_over(request: ActorRequest, pk: int, use: int) -> HttpResponse:
    """Record that the participants of a prestation have had the programme (C5)."""
    programme = get_programme(request.actor, pk)
    row = get_object_or_404(programme.uses.select_related("prestation", "programme"), pk=use)
    form = HandOverForm(
        request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = hand_over_programme(
                    actor=request.actor, use=row, now=timezone.now(), **form.cleaned_data
                )
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            said = f"Programme remis à {len(made)} personne{'s' if len(made) > 1 else ''}."
            messages.success(request, said if made else "Chacun avait déjà ce programme.")
            return redirect("formation:programme", pk=pk)
    heading = f"Remettre le programme – {row.prestation}"
    context = {"programme": programme, "form": form, "heading": heading}
    return render(request, "formation/programme_form.html", context)


@for_roles(*TEACHERS)
@require_safe
def programme_pdf(request: ActorRequest, pk: int) -> FileResponse:
    """The programme as it is handed over: the document issued at its adoption, a preview before that."""
    programme = get_programme(request.actor, pk)
    if (issued := issued_programme(programme)) is not None:
        return document_response(issued)
    context = programme_remis(programme, items_of(programme), get_titre(programme.titre_ref))
    return pdf_response(preview(PROGRAMME, context), f"programme {programme.heading}.pdf")
