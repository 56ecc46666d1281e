"""Reads about deadlines: what is still to hand over, who is told of it, what agendas take."""

from collections.abc import Collection, Iterator
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse

from jalon.accounts.models import Organisme
from jalon.dossier.ics import Deadline
from jalon.dossier.models import Dossier, DossierVersion
from jalon.dossier.queries.dossiers import DossierRow, rows_of
from jalon.parcours.models import Parcours
from jalon.people.models import Person

_AT_ONCE = 500


def rows_to_hand_over(organisme: Organisme, today: date) -> Iterator[DossierRow]:
    """Dossiers of a centre of which the jury holds no version yet, some hundreds at a time."""
    sealed = DossierVersion.objects.filter(
        dossier=OuterRef("pk"), piece__isnull=False, piece__withdrawn_at=None
    )
    waiting = Dossier.objects.filter(parcours__person__organisme=organisme).exclude(Exists(sealed))
    pks = list(waiting.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), _AT_ONCE):
        chunk = Dossier.objects.filter(pk__in=pks[start : start + _AT_ONCE]).order_by("pk")
        yield from rows_of(
            chunk.select_related("parcours__person__organisme", "parcours__person__user"), today
        )


def trainers_by_parcours(parcours: Collection[int]) -> dict[int, list[Person]]:
    """Those who accompany each path, with their account."""
    paths = Parcours.objects.filter(pk__in=parcours).prefetch_related(
        Prefetch("trainers", Person.objects.select_related("user"))
    )
    return {path.pk: list(path.trainers.all()) for path in paths}


def deadline_for_calendar(row: DossierRow) -> Deadline:
    """The deadline of a dossier as agendas take it. Raises ValueError where it has none."""
    if row.due is None:
        raise ValueError("ce dossier n’a pas d’échéance")
    person = row.dossier.parcours.person
    return Deadline(
        dossier=row.dossier.pk,
        opened_at=row.dossier.created_at,
        day=row.due,
        summary=f"À remettre : {row.dossier.production}",
        description=f"{person}, {row.titre.sigle}, {row.scope.lower()}. {row.deadline}.",
        url=settings.SITE_URL + reverse("dossier:dossier", args=[row.dossier.pk]),
    )
