"""The rows behind the bilan pédagogique et financier of a year (C12, R6352-22)."""

from jalon.accounts.models import Organisme
from jalon.prestation.enums import FinancingStatus, Presence
from jalon.prestation.models import Attendance, Financing, Participation, Seance
from jalon.prestation.queries.presence import halves_of
from jalon.quality.queries.years import bounds
from jalon.quality.rules.bpf import Bpf, Trainee, bpf


def bpf_of(organisme: Organisme, year: int) -> Bpf:
    """The figures of a year: those who attended, their minutes, the minutes of séances held, the money granted."""
    start, end = bounds(year)
    attended: dict[int, int] = {}
    rows = Attendance.objects.filter(
        seance__prestation__organisme=organisme, seance__starts_at__gte=start, seance__starts_at__lt=end,
        superseded_by=None, presence__in=Presence.attending(),
    )  # fmt: skip
    for participation, minutes in rows.values_list("participation", "minutes"):
        attended[participation] = attended.get(participation, 0) + minutes
    funds: dict[int, dict[str, int]] = {}
    granted = Financing.objects.filter(
        participation__prestation__organisme=organisme, status=FinancingStatus.GRANTED, decided_on__year=year
    )
    for one in granted:
        known = funds.setdefault(one.participation_id, {})
        label = str(one.get_funder_display())
        known[label] = known.get(label, 0) + one.amount_cents
    people = Participation.objects.filter(pk__in={*attended, *funds}).select_related("prestation", "parcours")
    trainees = [
        Trainee(
            p.parcours.person_id, p.prestation_id, str(p.prestation.get_kind_display()), p.prestation.titre_ref,
            attended.get(p.pk, 0), funds.get(p.pk, {}),
        )
        for p in people
    ]  # fmt: skip
    held = Seance.objects.filter(
        prestation__organisme=organisme, starts_at__gte=start, starts_at__lt=end, attendances__isnull=False
    ).distinct()
    return bpf(year, trainees, sum(half.minutes for seance in held for half in halves_of(seance)))
