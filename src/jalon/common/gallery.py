"""The component gallery: every piece of the design system with sample content, for developers."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jalon.common.forms import DateInput, FileDrop, TimeInput
from jalon.common.listing import Column, Header, Listing, PageLink
from jalon.common.workflow import Transition


class SampleForm(forms.Form):
    """One field of each kind, some with errors."""

    name = forms.CharField(label="Nom de naissance", help_text="Tel qu’il figure sur la pièce d’identité.")
    day = forms.DateField(label="Date de la session", widget=DateInput)
    hour = forms.TimeField(label="Heure d’accueil", widget=TimeInput, required=False)
    route = forms.ChoiceField(
        label="Voie d’accès",
        choices=[
            ("", "Choisir…"),
            ("formation", "Formation continue"),
            ("vae", "VAE"),
            ("apprentissage", "Apprentissage"),
        ],
    )
    scope = forms.ChoiceField(
        label="Portée",
        widget=forms.RadioSelect,
        choices=[("title", "Le titre entier"), ("ccp", "Un ou plusieurs CCP")],
    )
    ccps = forms.MultipleChoiceField(
        label="CCP présentés",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("1", "CCP 1"), ("2", "CCP 2"), ("3", "CCP 3")],
    )
    note = forms.CharField(label="Observation", widget=forms.Textarea, required=False)
    workbook = forms.FileField(
        label="Liste des candidats",
        widget=FileDrop,
        required=False,
        help_text="XLSX, ODS ou CSV, 25 Mo au plus.",
    )
    charter = forms.BooleanField(label="J’ai pris connaissance du règlement de session")


ICONS = (
    *(
        "alert",
        "arrow-left",
        "arrow-right",
        "bell",
        "book",
        "building",
        "calendar",
        "chart",
        "check",
        "clock",
        "close",
    ),
    *(
        "dice",
        "dot",
        "download",
        "edit",
        "empty",
        "exit",
        "eye",
        "file",
        "flag",
        "folder",
        "gear",
        "home",
        "info",
    ),
    *("link", "lock", "mail", "menu", "pen", "people", "plus", "print", "refresh", "scale", "search", "seal"),
    *("sort-down", "sort-none", "sort-up", "trash", "undo", "unlock", "upload", "user"),
)
STATES = (
    ("Préparation", "neutral"),
    ("Déclarée", "info"),
    ("PV signé", "success"),
    ("Dossier attendu", "warning"),
    ("Refusée", "danger"),
)
PEOPLE = (
    ("ARNAUD Maëlle", "Formation continue", "Titre", 155, "success", "Convoquée"),
    ("BENALI Yanis", "VAE", "Titre", 155, "info", "Inscrit"),
    ("CHEVALIER Inès", "Capitalisation", "CCP 2", 90, "warning", "Pièce attendue"),
    ("DA SILVA Hugo", "Apprentissage", "Titre", 207, "danger", "Bloquée"),
)
TRANSITIONS = (
    Transition(
        name="convene",
        label="Convoquer les candidats",
        sources=frozenset({"declared"}),
        target="convened",
        roles=frozenset({"session_manager"}),
        done="a convoqué les candidats",
    ),
    Transition(
        name="sign",
        label="Signer le procès-verbal",
        sources=frozenset({"deliberated"}),
        target="signed",
        roles=frozenset({"juror"}),
        done="a signé le procès-verbal",
        basis="Arrêté du 21 juillet 2016, art. 8.",
        confirm="Après la signature, plus aucune décision de cette session ne peut changer. Signer ?",
    ),
)


def _listing() -> Listing[Any]:
    columns = (
        Column("name", "Candidat", ("name",)),
        Column("route", "Voie", ("route",)),
        Column("scope", "Portée"),
        Column("minutes", "Durée", ("minutes",), number=True),
        Column("state", "État", ("state",)),
    )
    page = Paginator(range(97), 4).get_page(3)
    return Listing(
        page=page,
        q="",
        headers=tuple(
            Header(
                c.label,
                f"?tri={c.key}",
                ("ascending" if c.key == "name" else "none") if c.order else "",
                c.number,
            )
            for c in columns
        ),
        links=(
            PageLink(1, "?page=1"),
            PageLink(2, "?page=2"),
            PageLink(3, ""),
            PageLink(None, ""),
            PageLink(25, "?page=25"),
        ),
        previous="?page=2",
        next="?page=4",
        noun="candidat",
        keep=(),
    )


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component; exists in debug mode only."""
    if not settings.DEBUG:
        raise Http404
    faulty = SampleForm(
        {"name": "", "day": "2026-02-30", "route": "vae", "scope": "title", "charter": ""}, auto_id="faute_%s"
    )
    faulty.full_clean()
    messages.success(request, "Les 12 convocations sont parties.")
    sha = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    return render(
        request,
        "common/gallery.html",
        {
            "form": SampleForm(),
            "faulty": faulty,
            "states": STATES,
            "people": PEOPLE,
            "listing": _listing(),
            "transitions": TRANSITIONS,
            "steps": ["Fichier", "Vérification", "Corrections", "Import"],
            "files": [
                {
                    "name": "PV-2026-014.pdf",
                    "url": "#fichiers",
                    "size": 323_000,
                    "sha256": sha,
                    "note": "Scellé le 21 novembre 2026",
                },
                {"name": "livret-certification.pdf", "url": "#fichiers", "size": 88_400, "sha256": sha},
            ],
            "moment": datetime(2026, 11, 21, 8, 30, tzinfo=UTC),
            "heat": [
                ("Repérer la demande", (4, 3, 0, 1)),
                ("Construire le parcours", (2, 4, 3, 0)),
                ("Animer un collectif", (0, 1, 2, 4)),
            ],
            "hours": [(x, 9 + i) for i, x in enumerate(range(160, 880, 80))],
            "icons": ICONS,
            "rounded": 175,
            "share": 0.755,
        },
    )
