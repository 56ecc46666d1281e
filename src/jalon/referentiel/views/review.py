"""The review of an import, beside its source: one point at a time, doubts first; and its pieces, fiche by fiche."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jalon.common.http import ActorRequest, for_roles
from jalon.common.workflow import TransitionRefused
from jalon.referentiel import addresses, pieces
from jalon.referentiel.forms import KnowHowForm, PieceForm
from jalon.referentiel.importer.source import Place
from jalon.referentiel.know_how import items_of
from jalon.referentiel.models import ReferentielImport
from jalon.referentiel.operations.imports import (
    add_piece,
    attach_line,
    confirm_piece,
    correct_pieces,
    dismiss_lines,
    extend_piece,
    piece_seen,
    remove_piece,
    reopen_line,
    undo_last_act,
    withdraw_correction,
)
from jalon.referentiel.permissions import IMPORTERS, get_import
from jalon.referentiel.queries.imports import last_act, review_of
from jalon.referentiel.review import (
    Point,
    PointKind,
    Review,
    sheets_of,
    side_by_side,
    wordings,
)
from jalon.referentiel.views.source import source_of
from jalon.referentiel.views.units import Unit, kind_at, text_lists, unit_of, units_under, value_at
from jalon.referentiel.workflow import REVIEWED

FILTERS: Mapping[str, tuple[str, tuple[PointKind, ...]]] = {
    "a-repondre": ("À répondre", ("fault", "conflict", "doubt", "left")),
    "doutes": ("Doutes", ("fault", "conflict", "doubt")),
    "non-compris": ("Non compris", ("left",)),
    "reparations": ("Réparations", ("repair",)),
    "constats": ("Constats", ("finding",)),
}
KIND_LABELS: Mapping[PointKind, tuple[str, str]] = {
    "fault": ("Faute", "danger"),
    "conflict": ("Correction à reposer", "danger"),
    "doubt": ("Doute", "warning"),
    "left": ("Ligne non comprise", "warning"),
    "repair": ("Réparation", "info"),
    "finding": ("Constat", "neutral"),
}
_ABOUT_WORDING = frozenset({"criteria-differ", "criteria-missing", "wording"})
SEVERITIES = {"error": "danger", "warning": "warning", "info": "info"}


def reviewed_import(request: ActorRequest, pk: int) -> tuple[ReferentielImport, Review]:
    """The import and its review; Http404 before anything was read."""
    imported = get_import(request.actor, pk)
    review = review_of(imported)
    if review is None:
        raise Http404("rien n’a encore été lu")
    return imported, review


@dataclass(frozen=True, slots=True)
class Asked:
    """What the screen is about: a filter, and a point of it, or a piece by its address."""

    filter: str
    point: Point | None
    address: str
    adding: bool = False

    @classmethod
    def of(cls, given: Mapping[str, Any], review: Review) -> "Asked":
        chosen = str(given.get("filtre") or "")
        name = chosen if chosen in FILTERS else "a-repondre"
        address = str(given.get("adresse") or "")[:200]
        if address:
            return cls(name, review.point(str(given.get("point") or "")), address, bool(given.get("ajouter")))
        shown = points_of(review, name)
        key = str(given.get("point") or "")
        point = review.point(key) if key else (shown[0] if shown else None)
        return cls(name, point, point.address if point else "")

    def query(self, **changes: str) -> str:
        told = {"filtre": self.filter} | ({"point": self.point.key} if self.point else {})
        if not self.point or self.point.address != self.address:
            told |= {"adresse": self.address} if self.address else {}
        return f"?{urlencode({k: v for k, v in (told | changes).items() if v})}"


def points_of(review: Review, name: str) -> tuple[Point, ...]:
    """The points of a filter; « À répondre » keeps those that are still open."""
    found = review.of(*FILTERS[name][1])
    return tuple(point for point in found if point.open) if name == "a-repondre" else found


@for_roles(*IMPORTERS)
@never_cache
@require_safe
def review_page(request: ActorRequest, pk: int) -> HttpResponse:
    """One point beside its source, and what may be decided of it."""
    imported, review = reviewed_import(request, pk)
    return _page(request, imported, review, Asked.of(request.GET, review))


@for_roles(*IMPORTERS)
@require_POST
def decide(request: ActorRequest, pk: int) -> HttpResponse:
    """Confirm, correct, remove or add a piece; give up a correction that no longer applies."""
    imported, review = reviewed_import(request, pk)
    asked = Asked.of(request.POST, review)
    act = request.POST.get("acte", "")
    form: PieceForm | KnowHowForm | None = None
    try:
        if act == "annuler":
            return _undo(request, imported, asked)
        if act == "corriger":
            form = _piece_form(review, asked, request.POST)
            if form is None:
                raise TransitionRefused(
                    ["Cette pièce ne se corrige pas d’un bloc : ouvrez ce qu’elle contient."]
                )
            if not form.is_valid():
                return _page(request, imported, review, asked, form, status=422)
        with transaction.atomic():
            told = _decide(request, imported, review, asked, act, form)
    except TransitionRefused as refusal:
        if form is not None:
            form.refuse(refusal)
            return _page(request, imported, review, asked, form, status=422)
        for reason in refusal.reasons:
            messages.error(request, reason)
        return redirect(_review_url(pk) + asked.query())
    messages.success(request, told)
    if act == "retirer" and asked.point is None:
        return redirect(_fiche_url(pk, review, asked.address.rpartition("/")[0]))
    return redirect(_next(pk, review, asked))


def _undo(request: ActorRequest, imported: ReferentielImport, asked: Asked) -> HttpResponse:
    """Take the last decision back and show again what it was about; raises TransitionRefused."""
    with transaction.atomic():
        last = undo_last_act(actor=request.actor, imported=imported, now=timezone.now())
    messages.success(request, "Dernière décision annulée.")
    review = review_of(imported)
    assert review is not None
    about = next(
        (
            point
            for point in review.open
            if set(last.addresses).intersection(point.members or (point.address,))
            or (point.kind == "left" and (point.places[0].file, point.texts[0]) in last.lines)
        ),
        None,
    )
    back = Asked(
        asked.filter if about is None or about in points_of(review, asked.filter) else "a-repondre", about, ""
    )
    return redirect(_review_url(imported.pk) + back.query())


def _decide(
    request: ActorRequest,
    imported: ReferentielImport,
    review: Review,
    asked: Asked,
    act: str,
    form: PieceForm | KnowHowForm | None,
) -> str:
    """Do what was asked and say it; raises TransitionRefused."""
    common: dict[str, Any] = {"actor": request.actor, "imported": imported, "now": timezone.now()}
    reason = request.POST.get("reason", "")[:1000]
    point, seen = asked.point, request.POST.get("vu", "")
    if act == "abandonner" and point is not None and point.correction is not None:
        withdraw_correction(**common, correction=point.correction)
        return "Correction abandonnée."
    if not asked.address:
        raise TransitionRefused(["Cette pièce ne se lit plus : choisissez-en une autre."])
    if act == "confirmer":
        also = point.members if point is not None and asked.address in point.members else ()
        confirm_piece(**common, address=asked.address, reason=reason, seen=seen, also=also)
        return "Pièce confirmée."
    if act == "imprime" and point is not None and _restorable(review, point):
        correct_pieces(
            **common, values={asked.address: point.texts[0]}, seen={asked.address: seen},
            reason=reason.strip() or "Le texte imprimé est juste : la réparation est retirée.",
        )  # fmt: skip
        return "Texte imprimé rétabli."
    if act == "retirer":
        remove_piece(**common, address=asked.address, reason=reason, seen=seen)
        return "Élément retiré."
    if act == "corriger" and form is not None:
        decided = _correct(common, review, asked, form, seen)
        for fault in decided:
            messages.warning(request, f"À suivre : {fault}")
        return "Ajout enregistré." if asked.adding else "Correction enregistrée."
    raise TransitionRefused(["Cet acte n’existe pas."])


def _restorable(review: Review, point: Point) -> bool:
    """Whether the repair is the whole piece, and still what it reads: then the printed text may come back."""
    return point.kind == "repair" and value_at(review.document, point.address) == point.texts[1]


def _correct(
    common: dict[str, Any], review: Review, asked: Asked, form: PieceForm | KnowHowForm, seen: str
) -> tuple[str, ...]:
    values, reason = form.values, form.cleaned_data["reason"]
    if asked.adding:
        address, value = _added(review.document, asked.address, values)
        return add_piece(**common, address=address, value=value, reason=reason).opened
    point = asked.point
    unit = _unit(review, asked)
    shown = {address: seen for address in values if address == asked.address}
    if unit.competence:
        shown = {address: piece_seen(review.document, address) for address in values}
    if unit.whole:
        held = value_at(review.document, asked.address)
        base = held if isinstance(held, Mapping) else pieces.blank(unit.whole)
        values = {asked.address: {**base, **{a.rpartition("/")[2]: v for a, v in values.items()}}}
    return correct_pieces(
        **common,
        values=values,
        reason=reason,
        seen=shown,
        settles=point.members if point is not None and _settles(point, asked.address) else (),
        replaces=point.correction if point is not None else None,
    ).opened


def _settles(point: Point, address: str) -> bool:
    """Whether correcting a piece answers the doubt that led there: the piece itself, or what it holds."""
    return point.kind == "doubt" and any(f"{address}/".startswith(f"{one}/") for one in point.members)


def _unit(review: Review, asked: Asked) -> Unit:
    """What the form edits: an item in doubt is corrected with its whole list, and its groups."""
    parent = asked.address.rpartition("/")[0]
    if asked.point is not None and _settles(asked.point, asked.address) and kind_at(parent) == "texts":
        return unit_of(review.document, parent)
    if told := _told_with(review, asked):
        here = (asked.address, *(address for address, _, _ in told))
        return Unit(
            {one: replace(pieces.field_at(one), label=pieces.label_of(review.document, one)) for one in here}
        )
    return unit_of(review.document, asked.address)


def _told_with(review: Review, asked: Asked) -> list[tuple[str, str, str]]:
    """The other places of the figure asked, in words: what holds it says it too. (address, label, value)"""
    point = asked.point
    if (
        point is None
        or asked.address != point.address
        or kind_at(asked.address.rpartition("/")[0]) == "texts"
    ):
        return []
    return [
        (one, pieces.label_of(review.document, one), pieces.shown(value_at(review.document, one)))
        for one in point.members[1:]
    ]


@for_roles(*IMPORTERS)
@require_POST
def lines(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer a line that was not understood: without object (alone, or with others), a new item, the end of another."""
    imported, review = reviewed_import(request, pk)
    asked = Asked.of(request.POST, review)
    point = asked.point
    if point is None or point.kind != "left":
        raise Http404("ligne inconnue")
    file, text = point.places[0].file, point.texts[0]
    common: dict[str, Any] = {"actor": request.actor, "imported": imported, "now": timezone.now()}
    reason, act = request.POST.get("reason", "")[:1000], request.POST.get("acte", "")
    try:
        with transaction.atomic():
            if act == "rouvrir":
                reopen_line(**common, file=file, text=text)
                told = "Ligne rouverte."
            elif act == "prolonger":
                extend_piece(
                    **common, file=file, text=text, address=request.POST.get("piece", "")[:200], reason=reason
                )
                told = "Ligne ajoutée à la fin de la pièce."
            elif act == "rattacher":
                told = _attach(request, review, point, common, reason)
            else:
                wanted = _lines_wanted(review, point, request.POST.get("etendue", ""))
                count = dismiss_lines(**common, lines=wanted, reason=reason)
                told = "Ligne dite sans objet." if count == 1 else f"{count} lignes dites sans objet."
    except TransitionRefused as refusal:
        for fault in refusal.reasons:
            messages.error(request, fault)
        return redirect(_review_url(pk) + asked.query())
    messages.success(request, told)
    return redirect(_next(pk, review, asked))


def _lines_wanted(review: Review, point: Point, extent: str) -> list[tuple[str, str]]:
    """The line alone, those of its page, or all that are left."""
    here = (point.places[0].file, point.places[0].page)
    left = [one for one in review.of("left") if one.open]
    if extent == "page":
        left = [one for one in left if here in sheets_of(one.places)]
    elif extent != "tout":
        left = [one for one in left if one.key == point.key]
    return [(one.places[0].file, one.texts[0]) for one in left]


def _attach(request: ActorRequest, review: Review, point: Point, common: dict[str, Any], reason: str) -> str:
    target = request.POST.get("liste", "")[:200]
    value = " ".join(request.POST.get("texte", "").split())
    if target not in {address for _, group in text_lists(review.document) for address, _ in group}:
        raise TransitionRefused(["Choisissez la liste où ajouter cette ligne."])
    if not value:
        raise TransitionRefused(["Le texte de l’élément est vide."])
    near = neighbour(review, point)
    parent, _, rank = near.rpartition("/") if near else ("", "", "")
    items = addresses.get(review.document, target)
    place = int(rank) + 1 if parent == target and rank.isdecimal() else len(items) + 1
    attach_line(
        **common, file=point.places[0].file, text=point.texts[0], address=f"{target}/{place}", value=value,
        reason=reason,
    )  # fmt: skip
    return f"Ligne rattachée : {pieces.label_of(review.document, f'{target}/{place}')}."


# --- the page ---


def _piece_form(review: Review, asked: Asked, data: Any = None) -> PieceForm | KnowHowForm | None:
    """The form of what is asked, None where it is edited piece by piece; raises TransitionRefused for a stale one."""
    document = review.document
    if asked.adding:
        field = pieces.field_at(asked.address) if kind_at(asked.address) else None
        if field is None or field.of is None or field.kind != "objects":
            return None
        own = {f.name: f for f in pieces.fields_of(field.of) if f.kind not in ("object", "objects")}
        return PieceForm(data, fields=own, values={}, document=document)
    unit = _unit(review, asked)
    if not unit.fields:
        return None
    values = {address: value_at(document, address) for address in unit.fields}
    point = asked.point
    if unit.competence:
        return _know_how_form(review, asked, unit, values, data)
    if point is not None and point.correction is not None and len(values) == 1:
        values = {asked.address: review.corrections[point.correction].after}
    return PieceForm(data, fields=unit.fields, values=values, document=document)


def _know_how_form(
    review: Review, asked: Asked, unit: Unit, values: Mapping[str, Any], data: Any
) -> KnowHowForm:
    lists = {address: list(texts or ()) for address, texts in values.items()}
    seen = " ".join(piece_seen(review.document, address) for address in lists)
    if data is not None and data.get("vu-listes") != seen:
        raise TransitionRefused(["Ces listes ont changé depuis que la page est ouverte : relisez-les."])
    point, shown = asked.point, dict(lists)
    if point is not None and point.correction is not None and asked.address in lists:
        shown[asked.address] = review.corrections[point.correction].after
    return KnowHowForm(
        data,
        items=items_of(review, unit.competence, shown),
        lists=lists,
        labels={address: field.label for address, field in unit.fields.items()},
        asked=point.members if point is not None and point.kind == "doubt" else (),
        seen=seen,
    )


def _added(document: Any, address: str, values: Mapping[str, Any]) -> tuple[str, Any]:
    """The address and the value of an object added to a list."""
    field = pieces.field_at(address)
    assert field.of is not None
    value = {**pieces.blank(field.of), **values}
    items = value_at(document, address)
    name = addresses.name_in(address, items if isinstance(items, list) else [], value)
    return f"{address}/{name or len(items or ()) + 1}", value


def filter_tabs(review: Review, current: str) -> dict[str, Any]:
    """The filters with what each still holds, and how far the review is."""
    counts = {name: len(points_of(review, name)) for name in FILTERS}
    return {
        "filters": [
            {"name": name, "label": label, "count": counts[name], "current": name == current}
            for name, (label, _) in FILTERS.items()
        ],
        "filter": current,
        "answered": review.answered,
        "required": review.required,
    }


def _page(
    request: ActorRequest,
    imported: ReferentielImport,
    review: Review,
    asked: Asked,
    form: PieceForm | KnowHowForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = points_of(review, asked.filter)
    point, address = asked.point, asked.address
    keys = [one.key for one in shown]
    rank = keys.index(point.key) if point is not None and point.key in keys else None
    places = _places(review, point, address)
    editable = imported.status in REVIEWED
    if form is None and editable and (address or asked.adding):
        form = _piece_form(review, asked)
    value = value_at(review.document, address) if address else None
    parent = address.rpartition("/")[0]
    context: dict[str, Any] = {
        "imported": imported,
        "review": review,
        "asked": asked,
        "point": point,
        "address": address,
        "kind": KIND_LABELS[point.kind] if point else None,
        "tone": SEVERITIES.get(point.severity, "neutral") if point else "",
        "heading": _heading(review, asked),
        "value": value,
        "told": pieces.shown(value) if not isinstance(value, list) else None,
        "items": _told_items(review, address, value),
        "plain": not isinstance(value, Mapping),
        "inside": _inside(review, address) if isinstance(value, Mapping) else [],
        "seen": piece_seen(review.document, address) if address else "",
        "form": form,
        "editable": editable,
        "removable": bool(parent)
        and isinstance(value_at(review.document, parent), list)
        and value is not None,
        "list_address": parent if parent and kind_at(parent) in ("texts", "competences", "choices") else "",
        "skill_group": parent.rpartition("/")[2] in pieces.KNOW_HOW,
        "groups": _groups(review, asked),
        "told_with": _told_with(review, asked),
        "restorable": point is not None and _restorable(review, point),
        "repair": side_by_side(*point.texts) if point and point.kind == "repair" else None,
        "wordings": wordings(review.document, address) if point and point.code in _ABOUT_WORDING else (),
        "points": shown,
        "rank": rank,
        "previous": shown[rank - 1] if rank else None,
        "next": shown[rank + 1] if rank is not None and rank + 1 < len(shown) else None,
        "here": asked.query(),
        "undoable": editable and last_act(imported, request.actor) is not None,
        **filter_tabs(review, "" if address and not point else asked.filter),
        **source_of(request, imported, review, places),
        **(_line_context(review, point) if point and point.kind == "left" else {}),
    }
    return render(request, "referentiel/imports/review.html", context, status=status)


def _heading(review: Review, asked: Asked) -> str:
    if asked.adding:
        return f"Ajouter : {pieces.label_of(review.document, asked.address)}"
    if asked.point is not None and (not asked.address or asked.address == asked.point.address):
        return asked.point.heading
    return pieces.label_of(review.document, asked.address) if asked.address else "Tout est répondu"


def _inside(review: Review, address: str) -> list[dict[str, Any]]:
    """What an object holds, in words, each with its own address."""
    return [
        {
            "address": inner,
            "label": pieces.label_of(review.document, inner).removeprefix(
                f"{pieces.label_of(review.document, address)} › "
            ),
            "items": _told_items(review, inner, value),
            "told": pieces.shown(value) if not isinstance(value, list) else "",
        }
        for inner, value in units_under(review.document, address)
        if kind_at(inner) != "objects"
    ]


def _groups(review: Review, asked: Asked) -> list[dict[str, Any]]:
    """The lists that a doubt on one of their items is about, each whole, the items in doubt marked."""
    point = asked.point
    if point is None or not _settles(point, asked.address) or kind_at(asked.address) == "texts":
        return []
    return [
        {
            "label": field.label,
            "items": [
                {"text": text, "asked": f"{address}/{rank}" in point.members}
                for rank, text in enumerate(value_at(review.document, address) or (), 1)
            ],
        }
        for address, field in _unit(review, asked).fields.items()
        if field.kind == "texts"
    ]


def _told_items(review: Review, address: str, value: Any) -> list[str] | None:
    """The items of a list, objects by their name: they are read one by one in their fiche."""
    if not isinstance(value, list):
        return None
    if address == "matrix":
        titles = dict(pieces.competence_titles(review.document))
        return [
            f"{row.get('competence')}. {titles.get(row.get('competence'), '')} : {pieces.shown(row.get('tests'))}"
            for row in value
        ]
    if kind_at(address) == "competences":
        titles = dict(pieces.competence_titles(review.document))
        return [f"{number}. {titles[number]}" if number in titles else str(number) for number in value]
    return [pieces.named(item) for item in value]


def _places(review: Review, point: Point | None, address: str) -> tuple[Place, ...]:
    if point is not None and point.places and (not address or address == point.address):
        return point.places
    return review.places_of(address) if address else ()


# --- lines that were not understood ---


def _line_context(review: Review, point: Point) -> dict[str, Any]:
    near = neighbour(review, point)
    parent = near.rpartition("/")[0] if near else ""
    page = (point.places[0].file, point.places[0].page)
    left = [one for one in review.of("left") if one.open]
    value = value_at(review.document, near) if near else None
    return {
        "near": near if isinstance(value, str) else "",
        "near_label": pieces.label_of(review.document, near) if near else "",
        "near_text": value,
        "lists": text_lists(review.document),
        "list_chosen": parent if kind_at(parent) == "texts" else "",
        "left_on_page": sum(1 for one in left if page in sheets_of(one.places)) if page[1] else 0,
        "left_in_all": len(left),
    }


def neighbour(review: Review, point: Point) -> str:
    """The piece that the line before it gave, in the corrected document: what the line may prolong or follow."""
    place = point.places[0]
    before = [
        one
        for one in review.imported.fates
        if one.fate == "piece" and one.line.place.file == place.file and one.line.place < place
    ]
    if not before:
        return ""
    last = max(before, key=lambda one: (one.line.place.page or 0, one.line.place.line))
    current = {origin: address for address, origin in review.overlaid.origins.items()}
    return current.get(last.role, "")


# --- what comes next ---


def _review_url(pk: int) -> str:
    return reverse("referentiel:review", args=[pk])


def _fiche_url(pk: int, review: Review, address: str) -> str:
    """The fiche that shows a list; the first one for a list of fiches."""
    for key, _, roots in pieces.sections(review.document):
        if any(f"{address}/".startswith(f"{root}/") for root in roots):
            return reverse("referentiel:review-section", args=[pk, key])
    return reverse("referentiel:review-pieces", args=[pk])


def _next(pk: int, review: Review, asked: Asked) -> str:
    """After a decision: the next point of the filter, as it was before it; the piece itself when one read it alone."""
    point = asked.point
    if point is None:
        return _review_url(pk) + Asked(asked.filter, None, asked.address).query()
    shown = points_of(review, asked.filter)
    keys = [one.key for one in shown]
    later = shown[keys.index(point.key) + 1 :] if point.key in keys else ()
    following = next((one for one in later if one.open or asked.filter != "a-repondre"), None)
    if following is None:
        return f"{_review_url(pk)}?{urlencode({'filtre': asked.filter})}"
    return f"{_review_url(pk)}?{urlencode({'filtre': asked.filter, 'point': following.key})}"
