"""Two published versions side by side: the form, the page, and the comparison as a file."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jalon.common.spreadsheets import to_csv
from jalon.referentiel.compare.drawing import draw_flow
from jalon.referentiel.compare.page import competence_rows, parts
from jalon.referentiel.compare.report import CSV_HEADINGS, headline, rows, to_json
from jalon.referentiel.queries import Stored, compared, get_titre_by_digest, stored_revisions

EVERYTHING = "tout"
OPEN_ROWS = 60  # beyond, the details of a comparison are folded


class CompareForm(forms.Form):
    """Which two versions; the choices are those that are published, revisions included."""

    a = forms.ChoiceField(label="Avant")
    b = forms.ChoiceField(label="Après")

    def __init__(self, *args: Any, stored: Iterable[Stored], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _choices(stored)
        for name in ("a", "b"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "Choisir une version"), *choices]
            field.error_messages["invalid_choice"] = (
                "« %(value)s » n’est pas une version publiée : choisissez-en une."
            )


def _choices(stored: Iterable[Stored]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Versions under the name of their title, the newest first, each revision since replaced under its version."""
    groups: dict[str, list[tuple[str, str]]] = {}
    names: dict[str, str] = {}
    for one in stored:
        titre = get_titre_by_digest(one.digest) if one.in_force else None
        if titre is not None:
            names.setdefault(titre.code, f"{titre.title} ({titre.sigle})")
        group = groups.setdefault(names[one.ref.partition(".")[0]], [])
        if titre is not None:
            group.append((one.asked, f"{titre.sigle} · {one.ref}, arrêté du {_french(titre.decree_date)}"))
        else:
            group.append((one.asked, f"{one.ref}, révision {one.revision} (remplacée)"))
    return sorted(groups.items())


def _french(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


@require_safe
@login_required
def compare_page(request: HttpRequest) -> HttpResponse:
    """The form alone until two versions are chosen; a version that is not published gets a 404 with the form."""
    stored = stored_revisions()
    asked = {name: request.GET[name] for name in ("a", "b") if request.GET.get(name)}
    if len(asked) < 2:
        form = CompareForm(stored=stored, initial=_suggested(asked, stored))
        return render(request, "referentiel/compare.html", {"form": form})
    form = CompareForm(asked, stored=stored)
    if not form.is_valid():
        return render(request, "referentiel/compare.html", {"form": form}, status=404)
    former, current = (_named(asked[name], stored) for name in ("a", "b"))
    comparison = compared(former.digest, current.digest)
    everything = request.GET.get("voir") == EVERYTHING
    competences = competence_rows(comparison, everything=everything)
    others = parts(comparison, everything=everything)
    details = [one for one in competences if one.detailed]
    shown = sum(one.count for one in details) + sum(len(b.rows) for part in others for b in part.blocks)
    context = {
        "form": form,
        "comparison": comparison,
        "headline": headline(comparison),
        "everything": everything,
        "links": _links(asked, former, current),
        "drawing": draw_flow(
            get_titre_by_digest(former.digest), get_titre_by_digest(current.digest), comparison
        ),
        "competences": competences,
        "details": details,
        "parts": others,
        "open": shown <= OPEN_ROWS,
        "renumbered": f"compétences, dont {comparison.counts.renumbered} renumérotées",
    }
    return render(request, "referentiel/compare.html", context)


@require_safe
@login_required
def compare_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The whole comparison as CSV (every line, with its fate) or JSON."""
    stored = stored_revisions()
    former, current = (_named(request.GET.get(name, ""), stored) for name in ("a", "b"))
    comparison = compared(former.digest, current.digest)
    if kind == "csv":
        response = HttpResponse(
            to_csv(CSV_HEADINGS, rows(comparison)), content_type="text/csv; charset=utf-8"
        )
    else:
        text = json.dumps(to_json(comparison), ensure_ascii=False, indent=2)
        response = HttpResponse(f"{text}\n", content_type="application/json")
    name = f"comparaison-{former.asked}-{current.asked}.{kind}".replace("@", "-r")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _named(asked: str, stored: Iterable[Stored]) -> Stored:
    found = next((one for one in stored if one.asked == asked), None)
    if found is None:
        raise Http404(f"« {asked} » n’est pas une version publiée.")
    return found


def _suggested(asked: dict[str, str], stored: tuple[Stored, ...]) -> dict[str, str]:
    """With one version chosen, the one it is likely to be compared with: the version before it, or after."""
    if len(asked) != 1:
        return {}
    ((name, wanted),) = asked.items()
    here = next((one for one in stored if one.asked == wanted), None)
    if here is None:
        return {}
    code = here.ref.partition(".")[0]
    others = [one for one in stored if one.ref.startswith(f"{code}.") and one != here]
    if name == "b":
        near = [one for one in others if (one.ref, one.revision) < (here.ref, here.revision)]
        return {"b": wanted, **({"a": near[0].asked} if near else {})}
    near = [one for one in others if (one.ref, one.revision) > (here.ref, here.revision)]
    return {"a": wanted, **({"b": near[-1].asked} if near else {})}


def _links(asked: dict[str, str], former: Stored, current: Stored) -> dict[str, str]:
    """Addresses of the same comparison seen otherwise, and of each version's page."""
    here = reverse("referentiel:compare")
    query = urlencode(asked)
    return {
        "changes": f"{here}?{query}",
        "everything": f"{here}?{query}&voir={EVERYTHING}",
        "swapped": f"{here}?{urlencode({'a': asked['b'], 'b': asked['a']})}",
        "csv": f"{reverse('referentiel:compare-csv')}?{query}",
        "json": f"{reverse('referentiel:compare-json')}?{query}",
        "former": reverse("referentiel:titre", args=[former.ref]),
        "current": reverse("referentiel:titre", args=[current.ref]),
    }
