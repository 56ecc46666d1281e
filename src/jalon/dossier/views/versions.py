"""A deposited version: its deposit, its report, its files, its hand-over, what changed since another."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jalon.common.http import ActorRequest, attachment, for_roles
from jalon.common.journal import record_access
from jalon.common.uploads import kind_of
from jalon.common.workflow import TransitionRefused
from jalon.documents.responses import document_response
from jalon.dossier.apart import has_office
from jalon.dossier.conformity.report import PartStatus, Verdict
from jalon.dossier.enums import JudgementState, VersionState
from jalon.dossier.forms import DepositForm, JudgementForm, RemarkForm
from jalon.dossier.models import Dossier, DossierVersion
from jalon.dossier.operations.dossiers import ask_check, deposit_version, hand_over_version
from jalon.dossier.operations.remarks import judge_content
from jalon.dossier.permissions import WORKSHOP, accompanies, get_dossier, is_author
from jalon.dossier.queries import READ, is_being_checked, production_of, tally_of
from jalon.dossier.rules import reasons_against_hand_over
from jalon.dossier.rules.changes import changes
from jalon.dossier.rules.workshop import budgets, tally
from jalon.dossier.views.workshop import parts_of, workshop_context
from jalon.referentiel.queries import get_titre

_COMPARED = 10  # versions offered to compare with, the latest first
_CHANGES = 200  # of one page
SEVERITIES = (
    ("blocks", "Bloquant", "danger"),
    ("to_mend", "À corriger", "warning"),
    ("advice", "Conseils", "info"),
)


@for_roles(*WORKSHOP)
@require_http_methods(["GET", "POST"])
def deposit(request: ActorRequest, pk: int) -> HttpResponse:
    """Receive a new version and follow its check."""
    dossier = get_dossier(request.actor, pk)
    if not is_author(request.actor, dossier.parcours):
        raise PermissionDenied("Le candidat seul dépose son dossier.")
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = DepositForm(data, files, auto_id="depot_%s")
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            version, job = deposit_version(
                actor=request.actor, dossier=dossier, now=timezone.now(), **form.cleaned_data
            )
        if job is None:
            messages.info(request, "Ce fichier est déjà votre dernière version : rien n’a changé.")
            return redirect("dossier:version", pk=pk, number=version.number)
        return redirect("common:job", uuid=job.uuid)
    context = workshop_context(request, dossier, form=form, heading="Déposer une version", multipart=True)
    return render(request, "dossier/dossier_act.html", context)


@for_roles(*WORKSHOP)
@never_cache
@require_safe
def version_detail(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """What the checker found in a version, and what a trainer says of it."""
    dossier, version = get_version(request, pk, number)
    journal_opening(request, version, "A ouvert le rapport")
    titre = get_titre(dossier.parcours.titre_ref)
    production = production_of(dossier, titre)
    report = version.report or {}
    judged = {(one.part, one.requirement): one for one in version.judgements.all()}
    findings = report.get("findings", ())
    missing = {part["number"] for part in report.get("parts", ()) if part["status"] == PartStatus.MISSING}
    others = dossier.versions.exclude(pk=version.pk).filter(state=VersionState.CHECKED)
    context = {
        "dossier": dossier,
        "version": version,
        "titre": titre,
        "report": report,
        "verdict": Verdict(report["verdict"]) if report.get("verdict") else None,
        "tally": tally(report),
        "budgets": budgets(production, report) if production else (),
        "groups": [
            (label, tone, [one for one in findings if one["severity"] == key])
            for key, label, tone in SEVERITIES
        ],
        "contents": [
            (one, judged.get((one["part"], one["requirement"])), one["part"] in missing)
            for one in report.get("contents", ())
        ],
        "judgement_choices": JudgementState.choices,
        "others": others.defer("passages", "report")[:_COMPARED],
        "in_force": version.piece is not None and version.piece.withdrawn_at is None,
        "checking": version.state == VersionState.WAITING and is_being_checked(version),
        "has_office": has_office(),
        "is_author": is_author(request.actor, dossier.parcours),
        "accompanies": accompanies(request.actor, dossier.parcours),
        "remark_form": RemarkForm(parts=parts_of(dossier), auto_id="remarque_%s"),
        "is_written": version.name.lower().endswith(".docx")
        or (version.name.lower().endswith(".odt") and has_office()),
    }
    return render(request, "dossier/version_detail.html", context)


@for_roles(*WORKSHOP)
@require_POST
def check_again(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """Check a version again: the référentiel or the checker may have changed."""
    _, version = get_version(request, pk, number)
    with transaction.atomic():
        job = ask_check(actor=request.actor, version=version, now=timezone.now())
    if job.owner_ref != request.actor.ref:
        messages.info(request, "La vérification de cette version est déjà en cours.")
        return redirect("dossier:version", pk=pk, number=number)
    return redirect("common:job", uuid=job.uuid)


@for_roles(*WORKSHOP)
@never_cache
@require_safe
def version_file(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """The file as it was deposited."""
    _, version = get_version(request, pk, number)
    journal_opening(request, version, "A téléchargé le fichier")
    return attachment(content_of(version), _named(version, "dossier"), kind_of(version.name).extension)


@for_roles(*WORKSHOP)
@never_cache
@require_safe
def version_json(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """The report as data."""
    _, version = get_version(request, pk, number)
    journal_opening(request, version, "A téléchargé le rapport")
    if version.report is None:
        raise Http404("pas encore de rapport")
    response = JsonResponse(version.report, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{slugify(_named(version, "rapport"))}.json"'
    return response


@for_roles(*WORKSHOP)
@never_cache
@require_safe
def receipt(request: ActorRequest, pk: int, number: int) -> FileResponse:
    """The receipt of the hand-over."""
    _, version = get_version(request, pk, number)
    if version.receipt is None:
        raise Http404("version non remise")
    return document_response(version.receipt, download=True)


@for_roles(*WORKSHOP)
@require_http_methods(["GET", "POST"])
def hand_over(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """Hand a version over, once the candidate has read what that means."""
    dossier, version = get_version(request, pk, number)
    if not is_author(request.actor, dossier.parcours):
        raise PermissionDenied("Le candidat seul remet son dossier.")
    reasons: Sequence[str] = ()
    if request.method == "POST":
        try:
            with transaction.atomic():
                hand_over_version(actor=request.actor, version=version, now=timezone.now())
        except TransitionRefused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, "Votre dossier est remis : votre récépissé est prêt.")
            return redirect("dossier:dossier", pk=pk)
    context = workshop_context(
        request, dossier, version=version, tally=tally_of(version), refused=bool(reasons)
    )
    foreseen = reasons_against_hand_over(version.state, exam_open=not context["row"].over)
    context["reasons"] = reasons or foreseen
    return render(request, "dossier/version_hand_over.html", context, status=409 if reasons else 200)


@for_roles(*WORKSHOP)
@require_safe
def version_compare(request: ActorRequest, pk: int, number: int, other: int) -> HttpResponse:
    """What changed from another version to this one, paragraph by paragraph."""
    dossier, version = get_version(request, pk, number)
    _, before = get_version(request, pk, other)
    journal_opening(request, version, "A comparé deux versions")
    found = changes(before.passages, version.passages)
    context = {
        "dossier": dossier,
        "version": version,
        "before": before,
        "titre": get_titre(dossier.parcours.titre_ref),
        "changes": found[:_CHANGES],
        "hidden": max(0, len(found) - _CHANGES),
        "rewritten": sum(one.kind == "changed" for one in found),
        "added": sum(one.kind == "added" for one in found),
        "removed": sum(one.kind == "removed" for one in found),
    }
    return render(request, "dossier/version_compare.html", context)


@for_roles(*WORKSHOP)
@require_POST
def judge(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """A trainer's word on a required content."""
    dossier, version = get_version(request, pk, number)
    if not accompanies(request.actor, dossier.parcours):
        raise PermissionDenied("Cet avis revient à qui accompagne le candidat.")
    form = JudgementForm(request.POST)
    if not form.is_valid():
        raise Http404("contenu inconnu")
    asked = [(one["part"], one["requirement"]) for one in (version.report or {}).get("contents", ())]
    if (form.cleaned_data["part"], form.cleaned_data["requirement"]) not in asked:
        raise Http404("contenu inconnu")
    with transaction.atomic():
        judge_content(actor=request.actor, version=version, now=timezone.now(), **form.cleaned_data)
    messages.success(request, "Votre avis est enregistré.")
    rank = asked.index((form.cleaned_data["part"], form.cleaned_data["requirement"])) + 1
    response = redirect("dossier:version", pk=pk, number=number)
    response["Location"] += f"#contenu-{rank}"
    return response


def get_version(request: ActorRequest, pk: int, number: int) -> tuple[Dossier, DossierVersion]:
    """A version and its dossier, if the actor may open it; else Http404."""
    dossier = get_dossier(request.actor, pk)
    version = dossier.versions.select_related("piece", "receipt").filter(number=number).first()
    if version is None:
        raise Http404("version inconnue")
    version.dossier = dossier
    return dossier, version


def journal_opening(request: ActorRequest, version: DossierVersion, done: str) -> None:
    """Every opening by someone else than the candidate leaves a line (D6)."""
    dossier = version.dossier
    if not is_author(request.actor, dossier.parcours):
        record_access(
            actor=request.actor,
            verb=READ,
            target=dossier,
            sentence=f"{done} de la version {version.number} du dossier de {dossier.parcours.person}.",
            now=timezone.now(),
            sha256=version.sha256,
        )


def content_of(version: DossierVersion) -> bytes:
    """The bytes that were deposited; Http404 where the disk lost them."""
    try:
        with version.file.open("rb") as stream:
            content: bytes = stream.read()
    except FileNotFoundError:
        raise Http404("fichier introuvable") from None
    return content


def _named(version: DossierVersion, what: str) -> str:
    return f"{version.dossier.parcours.person.sort_name} v{version.number} {what}"
