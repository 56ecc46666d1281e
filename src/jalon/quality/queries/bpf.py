"""The rows behind the bilan pédagogique et financier of a year (C12, R6352-22)."""

from jalon.accounts.models import Organisme
from jalon.prestation.enums import DeliveryMode, FinancingStatus, Funder, Presence
from jalon.prestation.models import Attendance, Financing, Instalment, Participation, Seance
from jalon.prestation.queries.presence import halves_of
from jalon.quality.enums import SubcontractWay
from jalon.quality.models import Subcontract, YearReport
from jalon.quality.queries.years import bounds
from jalon.quality.rules.bpf import NO_FUNDING, Bpf, Passed, Trainee, bpf, public_of
from jalon.referentiel.queries import get_titres

Followed = dict[int, tuple[int, int]]


def followed_in(organisme: Organisme, year: int) -> Followed:
    """Participation -> minutes attended in a year, and those of them at a distance.

    A séance belongs to the year in which it begins, in the time of Paris: it lasts one day at most.
    """
    start, end = bounds(year)
    found: Followed = {}
    rows = Attendance.objects.filter(
        seance__prestation__organisme=organisme, seance__starts_at__gte=start, seance__starts_at__lt=end,
        seance__cancelled_at=None, superseded_by=None, presence__in=Presence.attending(),
    )  # fmt: skip
    for participation, minutes, presence, mode in rows.values_list(
        "participation", "minutes", "presence", "seance__mode"
    ):
        known, far = found.get(participation, (0, 0))
        away = presence == Presence.REMOTE or mode == DeliveryMode.REMOTE
        found[participation] = known + minutes, far + (minutes if away else 0)
    return found


def trainees_of(organisme: Organisme, year: int) -> list[Trainee]:
    """Each participation of a year: those who attended, and those whose funding was granted in it."""
    attended = followed_in(organisme, year)
    funds: dict[int, dict[str, int]] = {}
    payers: dict[int, tuple[int, str]] = {}
    granted = Financing.objects.filter(
        participation__prestation__organisme=organisme, status=FinancingStatus.GRANTED
    )
    for one in granted:
        if one.decided_on is not None and one.decided_on.year == year:
            known = funds.setdefault(one.participation_id, {})
            label = str(one.get_funder_display())
            known[label] = known.get(label, 0) + one.amount_cents
        if one.amount_cents >= payers.get(one.participation_id, (-1, ""))[0]:
            payers[one.participation_id] = one.amount_cents, one.funder
    people = Participation.objects.filter(pk__in={*attended, *funds}).select_related(
        "prestation", "parcours__person"
    )
    rows = list(people.order_by("parcours__person__birth_name", "parcours__person__first_name", "pk"))
    titres = get_titres({row.prestation.titre_ref for row in rows})
    found = []
    for row in rows:
        titre = titres[row.prestation.titre_ref]
        minutes, far = attended.get(row.pk, (0, 0))
        payer = payers.get(row.pk, (0, ""))[1]
        found.append(
            Trainee(
                row.parcours.person_id, row.prestation_id, str(row.prestation.get_kind_display()),
                row.prestation.titre_ref, minutes, funds.get(row.pk, {}), level=f"Niveau {titre.level}",
                nsf=", ".join(titre.nsf) or "Non renseignée", public=public_of(row.prestation.kind, payer),
                financing=str(Funder(payer).label) if payer else NO_FUNDING, remote=far, row=row.pk,
                name=str(row.parcours.person), heading=row.prestation.heading, vae=row.prestation.kind == "vae",
            )
        )  # fmt: skip
    return found


def bpf_of(organisme: Organisme, year: int, rows: list[Trainee] | None = None) -> Bpf:
    """The figures of a year: those who attended, their minutes, the minutes of séances held, the money granted."""
    start, end = bounds(year)
    held = Seance.objects.filter(
        prestation__organisme=organisme, starts_at__gte=start, starts_at__lt=end, cancelled_at=None,
        attendances__isnull=False,
    ).distinct()  # fmt: skip
    paid = Instalment.objects.filter(
        engagement__participation__prestation__organisme=organisme, paid_on__year=year
    ).values_list("amount_cents", flat=True)
    moved = Subcontract.objects.filter(organisme=organisme, withdrawn_at=None, ends_on__year=year)
    return bpf(
        year,
        trainees_of(organisme, year) if rows is None else rows,
        sum(half.minutes for seance in held for half in halves_of(seance)),
        paid_cents=sum(paid),
        passed=[
            Passed(one.way == SubcontractWay.GIVEN, one.trainees, one.minutes, one.amount_cents)
            for one in moved
        ],
    )


def report_of(organisme: Organisme, year: int) -> YearReport | None:
    """The report of a year as it was last sent."""
    return YearReport.objects.filter(organisme=organisme, year=year, superseded_by=None).first()
