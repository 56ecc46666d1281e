"""Evidence by indicator, read from the journal, the issued documents and the pieces filed by hand (C3)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from jalon.accounts.models import Organisme
from jalon.common.models import JournalEntry
from jalon.documents.models import IssuedDocument
from jalon.parcours.evidence import Evidence, all_evidence
from jalon.parcours.models import Parcours
from jalon.prestation.models import Prestation
from jalon.quality.models import QualityPiece
from jalon.quality.queries.years import bounds
from jalon.quality.rules.indicators import CRITERIA, INDICATORS, Indicator, applicable

ROUTES = ("formation", "vae", "apprentissage")
"""Routes of a path that are kinds of action of their own for the national quality référentiel (C1)."""


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator over a year: how much evidence, the last of it; `expected` False: not applicable here."""

    indicator: Indicator
    expected: bool
    count: int
    last: date | None
    sorts: tuple[str, ...]
    expired: int = 0

    @property
    def state(self) -> str:
        """« unasked », « bare », « expired » when a piece is past its term, else « proven »."""
        if not self.expected:
            return "unasked"
        if self.expired:
            return "expired"
        return "proven" if self.count else "bare"


@dataclass(frozen=True, slots=True)
class Proof:
    """One dated piece of evidence, from the journal, the documents or the pieces filed by hand."""

    on: date
    sort: str
    sentence: str
    author: str
    document: IssuedDocument | None = None
    piece: QualityPiece | None = None


def kinds_of(organisme: Organisme) -> frozenset[str]:
    """What an organisme does, by the kinds of its prestations and the routes of the paths it follows."""
    kinds = Prestation.objects.filter(organisme=organisme).order_by().values_list("kind")
    routes = Parcours.objects.filter(person__organisme=organisme, route__in=ROUTES).order_by()
    return frozenset(kind for (kind,) in kinds.union(routes.values_list("route")))


def indicator_lines(
    organisme: Organisme, year: int, today: date | None = None
) -> dict[str, list[IndicatorLine]]:
    """Criterion -> its indicators over a year, in a fixed number of queries; pieces are past their term on `today`."""
    start, end = bounds(year)
    told = all_evidence()
    acts = _by_name(
        JournalEntry.objects.filter(
            organisme_id=organisme.pk, kind=JournalEntry.Kind.ACT, at__gte=start, at__lt=end,
            verb__in={verb for one in told for verb in one.verbs},
        ), "verb", "at",
    )  # fmt: skip
    issued = _by_name(
        IssuedDocument.objects.filter(
            organisme_ref=f"organisme:{organisme.pk}", issued_at__gte=start, issued_at__lt=end,
            kind__in={kind for one in told for kind in one.kinds},
        ), "kind", "issued_at",
    )  # fmt: skip
    filed = {
        row["indicator"]: (row["n"], row["last"])
        for row in _pieces(organisme, year).values("indicator").annotate(n=Count("pk"), last=Max("dated"))
    }
    past = dict(
        QualityPiece.objects.filter(
            organisme=organisme, withdrawn_at=None, superseded_by=None, valid_until__lt=today or date(year, 12, 31)
        ).order_by().values_list("indicator").annotate(n=Count("pk"))
    )  # fmt: skip
    asked = applicable(kinds_of(organisme))
    found: dict[str, list[IndicatorLine]] = {label: [] for label in CRITERIA.values()}
    for indicator in INDICATORS:
        counts = [filed[indicator.number]] if indicator.number in filed else []
        sorts = ["Pièces déposées"] if counts else []
        for one in told:
            if indicator.number in one.indicators:
                some = [acts[v] for v in one.verbs if v in acts] + [
                    issued[k] for k in one.kinds if k in issued
                ]
                counts += some
                sorts += [one.label] if some else []
        found[CRITERIA[indicator.criterion]].append(
            IndicatorLine(
                indicator, indicator.number in asked, sum(n for n, _ in counts),
                max((last for _, last in counts), default=None), tuple(sorts),
                past.get(indicator.number, 0),
            )
        )  # fmt: skip
    return found


def _by_name(rows: QuerySet[Any], name: str, moment: str) -> dict[str, tuple[int, date]]:
    counted = rows.order_by().values(name).annotate(n=Count("pk"), last=Max(moment))
    return {row[name]: (row["n"], timezone.localdate(row["last"])) for row in counted}


def _pieces(organisme: Organisme, year: int) -> QuerySet[QualityPiece]:
    """Pieces of a year, and those filed before whose term reaches it."""
    reaching = Q(dated__year=year) | Q(dated__year__lt=year, valid_until__year__gte=year)
    return QualityPiece.objects.filter(reaching, organisme=organisme, withdrawn_at=None).order_by()


def proofs_of(organisme: Organisme, indicator: int, year: int, *, limit: int | None = None) -> list[Proof]:
    """Evidence of an indicator over a year, the latest first; `limit` keeps the latest of each source."""
    start, end = bounds(year)
    told = [one for one in all_evidence() if indicator in one.indicators]
    label_of_verb = {verb: one.label for one in told for verb in one.verbs}
    label_of_kind = {kind: one.label for one in told for kind in one.kinds}
    acts = JournalEntry.objects.filter(
        organisme_id=organisme.pk,
        kind=JournalEntry.Kind.ACT,
        at__gte=start,
        at__lt=end,
        verb__in=label_of_verb,
    ).order_by("-at")[:limit]
    issued = IssuedDocument.objects.filter(
        organisme_ref=f"organisme:{organisme.pk}",
        issued_at__gte=start,
        issued_at__lt=end,
        kind__in=label_of_kind,
    ).order_by("-issued_at")[:limit]
    pieces = _pieces(organisme, year).filter(indicator=indicator).order_by("-dated")[:limit]
    found = [
        *(Proof(timezone.localdate(a.at), label_of_verb[a.verb], a.sentence, a.actor_label) for a in acts),
        *(
            Proof(timezone.localdate(d.issued_at), label_of_kind[d.kind], f"{d.title} ({d.number})", "", d)
            for d in issued
        ),
        *(Proof(p.dated, "Pièce déposée", p.heading, p.filed_by, piece=p) for p in pieces),
    ]  # fmt: skip
    return sorted(found, key=lambda proof: proof.on, reverse=True)


def evidence_sorts(indicator: int) -> list[Evidence]:
    """The sorts of evidence that serve an indicator: what an empty page tells to do."""
    return [one for one in all_evidence() if indicator in one.indicators]
