"""The steps that prestations add to a path: to sign, to retract before, to convene, next séance, to certify."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from jalon.accounts.queries import parameters_of
from jalon.common.typography import day_label
from jalon.parcours.models import Parcours
from jalon.parcours.permissions import LEADERS, TEAM
from jalon.parcours.steps import Step
from jalon.prestation.enums import FinancingStatus, Funder
from jalon.prestation.models import Certificate, Delivery, Engagement, Financing, Participation, Seance
from jalon.prestation.queries.cpf import days_of
from jalon.prestation.queries.presence import audience_of, expects
from jalon.prestation.rules.cpf import cpf_clocks

CHUNK = 500
CANDIDATE = frozenset({"candidat"})


def tell_steps(paths: Sequence[Parcours]) -> Mapping[int, Iterable[Step]]:
    """Steps of the prestations of many paths: seven queries for five hundred of them."""
    found: dict[int, list[Step]] = {}
    pks = [path.pk for path in paths]
    for start in range(0, len(pks), CHUNK):
        for path, steps in _told(pks[start : start + CHUNK]).items():
            found.setdefault(path, []).extend(steps)
    return found


def last_sign(paths: Sequence[Parcours]) -> Mapping[int, date]:
    """The last day on which someone on each path signed a séance: a sign of life (B5)."""
    found: dict[int, date] = {}
    pks = [path.pk for path in paths]
    for start in range(0, len(pks), CHUNK):
        rows = Seance.objects.filter(
            signatures__participation__parcours__in=pks[start : start + CHUNK], signatures__withdrawn_at=None
        )
        for path, moment in rows.values_list("signatures__participation__parcours_id", "starts_at"):
            day = timezone.localdate(moment)
            found[path] = max(day, found.get(path, day))
    return found


def _told(pks: list[int]) -> dict[int, list[Step]]:
    places = list(
        Participation.objects.filter(parcours__in=pks)
        .exclude(prestation__status__in=["draft", "cancelled"])
        .select_related("prestation")
        .annotate(
            scheduled=Exists(Seance.objects.filter(prestation=OuterRef("prestation"), cancelled_at=None))
        )
    )
    if not places:
        return {}
    keys = [one.pk for one in places]
    deeds: dict[int, list[Engagement]] = {}
    for deed in Engagement.objects.filter(participation__in=keys).exclude(status="superseded").order_by("pk"):
        deeds.setdefault(deed.participation_id, []).append(deed)
    convened = dict(
        Delivery.objects.filter(participation__in=keys, kind="convocation")
        .order_by("on")
        .values_list("participation_id", "on")
    )
    certified = dict(
        Certificate.objects.in_force()
        .filter(participation__in=keys)
        .values_list("participation_id", "issued_on")
    )
    coming = _coming({one.prestation_id for one in places})
    audience = audience_of(seance.pk for rows in coming.values() for seance in rows)
    asked: dict[int, list[Financing]] = {}
    for one in Financing.objects.filter(participation__in=keys, funder=Funder.CPF).select_related("cpf"):
        asked.setdefault(one.participation_id, []).append(one)
    values = {key: parameters_of(key) for key in {one.prestation.organisme_id for one in places}}
    found: dict[int, list[Step]] = {}
    for place in places:
        told = found.setdefault(place.parcours_id, [])
        figures = values[place.prestation.organisme_id]
        for deed in deeds.get(place.pk, ()):
            told.extend(_deed_steps(place, deed, figures))
        for request in asked.get(place.pk, ()):
            told.extend(_cpf_steps(place, request, figures))
        if place.left_on is None:
            told.extend(_convocation(place, convened.get(place.pk), figures))
            mine = [one for one in coming.get(place.prestation_id, ()) if expects(one, place, audience)]
            told.extend(_next_seance(place, mine))
        told.extend(_certificate(place, certified.get(place.pk), figures))
    return found


def _coming(prestations: set[int]) -> dict[int, list[Seance]]:
    now = timezone.now()
    found: dict[int, list[Seance]] = {}
    rows = Seance.objects.filter(Q(ends_at__gt=now), prestation__in=prestations, cancelled_at=None)
    for seance in rows.order_by("starts_at", "pk"):
        found.setdefault(seance.prestation_id, []).append(seance)
    return found


def _deed_steps(place: Participation, deed: Engagement, figures: Mapping[str, int]) -> Iterable[Step]:
    name = str(deed.get_kind_display())
    url = reverse("prestation:engagement", args=[deed.pk])
    if deed.status == "sent":
        yield Step(
            f"prestation.sign-{deed.pk}", f"Signer : {name.lower()}", "les parties", due_on=place.prestation.starts_on,
            roles=CANDIDATE | LEADERS, basis="C4 – L6353-3", url=url,
            missed="Sans acte signé, l’action ne peut ni commencer ni être payée.",
        )  # fmt: skip
        if deed.valid_until is not None:
            yield Step(
                f"prestation.valid-{deed.pk}", "Devis valable jusqu’au", "les parties", due_on=deed.valid_until,
                roles=CANDIDATE | LEADERS, basis="B14", url=url,
                missed="Passé ce jour, le devis ne se signe plus : le centre en prépare un autre.",
            )  # fmt: skip
    elif deed.status == "signed":
        yield Step(
            f"prestation.sign-{deed.pk}", f"{name} signé par toutes les parties", "les parties", done_on=deed.signed_on,
            basis="C4", url=url,
        )  # fmt: skip
        if deed.retraction_until is not None and deed.retraction_until >= timezone.localdate():
            yield Step(
                f"prestation.retraction-{deed.pk}", "Fin du délai de rétractation", "le bénéficiaire",
                due_on=deed.retraction_until, roles=CANDIDATE, basis="C4 – L6353-5", url=url,
                note="D’ici là, aucune somme ne peut être demandée.",
            )  # fmt: skip
        if deed.kind == "quote" and deed.signed_on is not None:
            started = place.prestation.status in {"running", "done"}
            if started or not getattr(place, "scheduled", False):
                yield Step(
                    f"prestation.schedule-{deed.pk}", "Programmer la prestation après l’accord sur le devis",
                    "le centre", done_on=place.prestation.starts_on if started else None,
                    due_on=deed.signed_on + timedelta(days=figures["prestation_scheduling_days"]), roles=TEAM,
                    basis="B14", url=url,
                )  # fmt: skip


def _cpf_steps(place: Participation, request: Financing, figures: Mapping[str, int]) -> Iterable[Step]:
    days = days_of(request, getattr(request, "cpf", None))
    if days.retracted_on is not None or (request.status == FinancingStatus.REFUSED):
        return
    roles = {"confirm": CANDIDATE, "retraction": CANDIDATE, "propose": TEAM, "pay": LEADERS}
    for clock in cpf_clocks(days, figures):
        if clock.code == "retraction" and clock.due_on < timezone.localdate():
            continue
        yield Step(
            f"prestation.cpf-{clock.code}-{request.pk}", f"CPF : {clock.label[:1].lower()}{clock.label[1:]}", clock.who,
            done_on=clock.done_on, due_on=clock.due_on, roles=roles[clock.code], basis="C15", note=clock.note,
            url=reverse("prestation:participation", args=[place.pk]),
        )  # fmt: skip


def _convocation(place: Participation, sent_on: date | None, figures: Mapping[str, int]) -> Iterable[Step]:
    prestation = place.prestation
    if sent_on is None and (prestation.status != "open" or prestation.starts_on < timezone.localdate()):
        return
    yield Step(
        f"prestation.convocation-{place.pk}", f"Convoquer à « {prestation.heading} »", "le centre", done_on=sent_on,
        due_on=prestation.starts_on - timedelta(days=figures["prestation_convocation_days"]), roles=TEAM,
        basis="B14, indicateur 9", url=reverse("prestation:participation", args=[place.pk]),
    )  # fmt: skip


def _next_seance(place: Participation, seances: Sequence[Seance]) -> Iterable[Step]:
    if not seances:
        return
    first = seances[0]
    yield Step(
        f"prestation.seance-{place.pk}", f"Prochaine séance : {first.heading}", "le bénéficiaire et l’intervenant",
        due_on=timezone.localdate(first.starts_at), roles=CANDIDATE, basis="C8",
        note=f"{timezone.localtime(first.starts_at):%H:%M}, {first.room or first.get_mode_display().lower()}",
        url=reverse("prestation:seance", args=[first.pk]), occasion=f"seance:{first.pk}",
    )  # fmt: skip


def _certificate(place: Participation, issued_on: date | None, figures: Mapping[str, int]) -> Iterable[Step]:
    over_on = place.left_on or place.prestation.ends_on
    if issued_on is None and (over_on > timezone.localdate() or place.prestation.status == "open"):
        return
    yield Step(
        f"prestation.certificate-{place.pk}", "Délivrer le certificat de réalisation", "le centre", done_on=issued_on,
        due_on=over_on + timedelta(days=figures["certificate_days"]), roles=LEADERS, basis="C9",
        note=f"Prestation achevée le {day_label(over_on)}.",
        url=reverse("prestation:participation", args=[place.pk]),
    )  # fmt: skip
