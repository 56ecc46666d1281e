"""The journal of the organisme: acts, and accesses to personal files."""

import csv
import io
from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jalon.accounts.forms import JournalFilterForm
from jalon.accounts.permissions import JOURNAL_READERS, current_organisme
from jalon.accounts.queries import journal_authors, journal_of
from jalon.accounts.rules import safe_cell
from jalon.common.http import ActorRequest, for_roles, typed
from jalon.common.listing import Column, Search, build_listing, search_fields
from jalon.common.models import JournalEntry

COLUMNS = (
    Column("date", "Date et heure", ("at",)),
    Column("auteur", "Auteur", ("actor_label",)),
    Column("nature", "Nature", ("kind",)),
    Column("phrase", "Ce qui a été fait"),
)
HEADINGS = ("Date et heure", "Auteur", "Référence", "Nature", "Acte", "Phrase", "Objet", "Identifiant")
SEARCH: Search[JournalEntry] = search_fields("sentence__icontains", "actor_label__icontains")


def _filtered(request: ActorRequest) -> tuple[JournalFilterForm, QuerySet[JournalEntry]]:
    """The filter form, and the entries it selects; a filter that is wrong selects nothing."""
    organisme = current_organisme(request.actor)
    form = JournalFilterForm(request.GET, authors=journal_authors(organisme.pk))
    if not form.is_valid():
        return form, JournalEntry.objects.none()
    data = form.cleaned_data
    entries = journal_of(
        organisme.pk, kind=data["nature"], actor_ref=data["auteur"], since=data["du"], until=data["au"]
    )
    return form, entries


@for_roles(*JOURNAL_READERS)
@require_safe
def journal(request: ActorRequest) -> HttpResponse:
    """The journal, most recent first."""
    form, entries = _filtered(request)
    listing = build_listing(
        entries, request.GET, columns=COLUMNS, default="-date", search=SEARCH, per_page=50, noun="entrée"
    )
    return render(request, "accounts/journal.html", {"form": form, "listing": listing})


@for_roles(*JOURNAL_READERS)
@require_safe
def journal_csv(request: ActorRequest) -> StreamingHttpResponse:
    """The same selection as a CSV that spreadsheets open as text: no cell starts a formula."""
    _, entries = _filtered(request)
    if q := typed(request.GET):
        entries = SEARCH(entries, q)
    response = StreamingHttpResponse(_lines(entries), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="journal-{timezone.localdate():%Y-%m-%d}.csv"'
    return response


def _lines(entries: QuerySet[JournalEntry]) -> Iterator[str]:
    yield "\ufeff" + _line(HEADINGS)  # the mark by which Excel knows UTF-8
    for e in entries.order_by("-at", "-pk").iterator(chunk_size=500):
        at = f"{timezone.localtime(e.at):%Y-%m-%d %H:%M:%S}"
        yield _line(
            (
                at,
                e.actor_label,
                e.actor_ref,
                e.get_kind_display(),
                e.verb,
                e.sentence,
                e.target_type,
                e.target_id,
            )
        )


def _line(cells: tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerow(safe_cell(cell) for cell in cells)
    return buffer.getvalue()
