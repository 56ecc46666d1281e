"""Evaluations during a training: ECF told to the jury, mock exams on the real grids."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.common.workflow import TransitionRefused
from jalon.formation.enums import Met
from jalon.formation.models import Ecf, EcfCriterion, MockExam, MockExamLine
from jalon.formation.operations.dropout import refresh_watches
from jalon.formation.rules.entry import day_faults
from jalon.formation.rules.evaluations import ecf_faults, grid_faults
from jalon.parcours.models import Parcours
from jalon.parcours.operations import record_ecf_results
from jalon.referentiel.queries import get_titre
from jalon.referentiel.schema import TEST_LABELS, Criterion, TestKind, TitreVersion


def record_ecf(
    *,
    actor: Actor,
    parcours: Parcours,
    competence: int,
    on: date,
    situation: str,
    met: Mapping[str, Met],
    observations: str,
    acquired: bool,
    now: datetime,
) -> Ecf:
    """Keep an ECF on the criteria of the RE, and its result for the jury (A6.1); a former one is superseded.

    The trainer decides whether the competence is acquired: nothing is computed. Raises TransitionRefused.
    """
    Parcours.objects.select_for_update(of=("self",)).get(pk=parcours.pk)
    titre = get_titre(parcours.titre_ref)
    numbers = {one.number for one in titre.competences}
    known = [one.id for one in titre.criteria(competence)] if competence in numbers else []
    faults = day_faults(on, timezone.localdate(now), parcours.person.birth_date, "L’évaluation")
    if competence not in numbers:
        faults.append(f"{titre.sigle} n’a pas de compétence {competence}.")
    _refuse_if([*faults, *ecf_faults(met, known, situation)])
    ref = titre.competence_id(competence)
    former = Ecf.objects.filter(parcours=parcours, competence_ref=ref, superseded_by=None).first()
    made = Ecf.objects.create(
        parcours=parcours, competence_ref=ref, on=on, situation=situation.strip(), observations=observations.strip(),
        acquired=acquired, recorded_at=now, actor_ref=actor.ref, actor_label=actor.label,
    )  # fmt: skip
    EcfCriterion.objects.bulk_create(
        EcfCriterion(ecf=made, criterion_ref=one, met=met.get(one, Met.UNSEEN)) for one in known
    )
    if former is not None:
        former.superseded_by = made
        former.save(update_fields=["superseded_by"])
    record_ecf_results(
        actor=actor, parcours=parcours, results={ref: acquired}, evaluated_on=on, now=now,
        comments={ref: observations.strip()},
    )  # fmt: skip
    record_act(
        actor=actor, verb="formation.ecf", target=parcours, now=now, acquired=acquired,
        sentence=f"A évalué C{competence} de {parcours.person} en cours de formation.",
    )  # fmt: skip
    refresh_watches([parcours], now=now)
    return made


def mock_criteria(titre: TitreVersion, scope: str, kind: TestKind) -> list[Criterion]:
    """The criteria that the grid of a test holds: those of the RE for the competences it assesses."""
    test = titre.scheme(scope).test(kind)
    numbers = test.competences if test else ()
    return [one for number in numbers for one in titre.criteria_for(number, kind, scope)]


def record_mock_exam(
    *,
    actor: Actor,
    parcours: Parcours,
    scope: str,
    kind: TestKind,
    on: date,
    minutes: int,
    met: Mapping[str, Met],
    note: str,
    now: datetime,
) -> MockExam:
    """Keep a mock exam on the real grid of a test. Raises TransitionRefused with every reason."""
    titre = get_titre(parcours.titre_ref)
    scheme = titre.schemes.get(scope)
    test = scheme.test(kind) if scheme else None
    faults = day_faults(on, timezone.localdate(now), parcours.person.birth_date, "L’examen blanc")
    if test is None:
        faults.append("Cette épreuve n’est pas de cette session.")
    if minutes < 1:
        faults.append("L’examen blanc dure au moins une minute.")
    known = [one.id for one in mock_criteria(titre, scope, kind)] if test else []
    faults += grid_faults(met, known) if known else []
    _refuse_if(faults)
    made = MockExam.objects.create(
        parcours=parcours, scope=scope, kind=kind, on=on, minutes=minutes, note=note.strip(), recorded_at=now,
        actor_ref=actor.ref, actor_label=actor.label,
    )  # fmt: skip
    MockExamLine.objects.bulk_create(
        MockExamLine(exam=made, criterion_ref=one, met=met.get(one, Met.UNSEEN)) for one in known
    )
    record_act(
        actor=actor, verb="formation.mock_exam", target=parcours, now=now, scope=scope, kind=str(kind),
        sentence=f"A tenu un examen blanc pour {parcours.person} : {TEST_LABELS[kind].lower()}.",
    )  # fmt: skip
    refresh_watches([parcours], now=now)
    return made


def _refuse_if(faults: list[str]) -> None:
    if faults:
        raise TransitionRefused(dict.fromkeys(faults))
