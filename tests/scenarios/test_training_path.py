"""A title by training, from the first contact to the validated procès-verbal, by both routes of training (A2.1).

Every step goes through the product's own operations; what is missing on the way is refused with its reason.
"""

from datetime import date, time, timedelta

import pytest

from jalon.accounts.enums import Role
from jalon.common.models import JournalEntry
from jalon.common.uploads import PDF, Received
from jalon.common.workflow import TransitionRefused
from jalon.documents.models import IssuedDocument
from jalon.examen.enums import InscriptionStatus
from jalon.examen.queries.path_sessions import candidacies
from jalon.formation.enums import EntryStep, Met, Placing
from jalon.formation.operations.companies import agree_convention, declare_week
from jalon.formation.operations.entry import place, record_entry_step, record_interview
from jalon.formation.operations.evaluations import record_ecf
from jalon.parcours.models import Parcours, TitreAward
from jalon.parcours.operations import advance_parcours, create_parcours
from jalon.parcours.steps import steps_of
from jalon.prestation.enums import DeliveryKind, EngagementKind, HalfDay, Party, Presence, PrestationKind
from jalon.prestation.models import Participation, Prestation
from jalon.prestation.operations import (
    add_participation,
    advance_prestation,
    countersign_seance,
    issue_attestation,
    issue_certificate,
    open_prestation,
    plan_seance,
    prepare_engagement,
    record_attendance,
    record_delivery,
    send_engagement,
    sign_attendance,
    sign_engagement,
)
from jalon.quality.operations.surveys import answer_survey, ask_opinion
from jalon.quality.queries import indicator_lines, survey_kind, year_results
from jalon.quality.rules.satisfaction import questions_for
from jalon.referentiel.operations import load_shipped_titres
from jalon.referentiel.queries import get_titre
from tests import cast
from tests.jury import cast as bench
from tests.prestation.story import CLAUSES, STROKES, at
from tests.scenarios.exam_day import announced, judged, moment, registered

pytestmark = pytest.mark.django_db

CIP = bench.CIP
CONTACT = date(2026, 1, 5)
BEGINS, ENDS = date(2026, 3, 2), date(2026, 7, 31)
EXAM = date(2026, 10, 12)
PROOF = Received("presence.pdf", PDF, b"%PDF-1.7\n%%EOF\n")
PAPERS = (
    DeliveryKind.PROGRAMME, DeliveryKind.RULES, DeliveryKind.TRAINERS, DeliveryKind.HOURS, DeliveryKind.EVALUATION,
    DeliveryKind.CONTACT,
)  # fmt: skip


def done(path: Parcours, act: str, on: date) -> None:
    advance_parcours(actor=bench.responsable(), parcours=path, act=act, on=on, now=moment(on, 10))


def entered(path: Parcours) -> None:
    """Information, file, positioning of both sides, interview."""
    trainer, titre = cast.actor(Role.FORMATEUR), get_titre(CIP)
    for days, step, act in ((4, EntryStep.INFORMATION, "inform"), (9, EntryStep.FILE, "apply")):
        on = CONTACT + timedelta(days=days)
        record_entry_step(actor=trainer, parcours=path, step=step, on=on, now=moment(on))
        done(path, act, on)
    on = CONTACT + timedelta(days=15)
    refs = [titre.competence_id(c.number) for ccp in titre.ccps for c in ccp.competences]
    for who, placing in ((cast.actor(Role.CANDIDAT), Placing.SELF), (trainer, Placing.TRAINER)):
        place(actor=who, parcours=path, placing=placing, levels=dict.fromkeys(refs, 1), on=on, now=moment(on))
    record_interview(
        actor=trainer, parcours=path, on=on, project="Devenir CIP.", needs="", conditions="", conclusion="Entrée.",
        now=moment(on, 11),
    )  # fmt: skip
    done(path, "position", on)
    done(path, "admit", on + timedelta(days=3))


def engaged(path: Parcours, kind: PrestationKind) -> Participation:
    """A prestation, its papers handed over, its deed signed by both."""
    lead = bench.responsable()
    group: Prestation = open_prestation(
        actor=lead, organisme=cast.centre(), kind=kind, titre_ref=CIP, heading="Groupe de mars", starts_on=BEGINS,
        ends_on=ENDS, minutes_planned=7 * 60, price_cents=300_000, site=cast.site(), now=moment(CONTACT),
        trainer=cast.person("Roumégas", "Bastien", date(1979, 2, 2), user=cast.user(Role.FORMATEUR)),
    )  # fmt: skip
    on = CONTACT + timedelta(days=20)
    one = add_participation(actor=lead, prestation=group, parcours=path, entered_on=BEGINS, now=moment(on))
    for paper in PAPERS:
        record_delivery(
            actor=lead, participation=one, kind=paper, on=on, how="En main propre", now=moment(on)
        )
    deed = prepare_engagement(
        actor=lead, participation=one, kind=EngagementKind.CONVENTION, clauses=CLAUSES, now=moment(on, 9),
        purchaser_name="Ateliers du Lot", purchaser_signatory="Bruno Delmas", purchaser_siret="98765432100021",
        purchaser_address="4 chemin des Étroits\n31400 Toulouse",
    )  # fmt: skip
    deed = send_engagement(actor=lead, engagement=deed, now=moment(on, 10))
    for party in (Party.PURCHASER, Party.ORGANISME):
        sign_engagement(
            actor=lead, engagement=deed, party=party, strokes=STROKES, document_sha256=deed.document.sha256,
            now=moment(on, 11),
        )  # fmt: skip
    return one


def trained(path: Parcours, one: Participation) -> None:
    """A séance signed by half-days, stays that reach every minimum of the RE, each competence evaluated."""
    lead, trainer, titre = bench.responsable(), cast.actor(Role.FORMATEUR), get_titre(CIP)
    advance_prestation(actor=lead, prestation=one.prestation, act="start", now=at(8, day=BEGINS))
    seance = plan_seance(
        actor=lead, prestation=one.prestation, starts_at=at(9, day=BEGINS), ends_at=at(17, day=BEGINS),
        pause_from=time(12), pause_until=time(13), heading="Analyser la demande", room="Salle Tarn",
        now=moment(CONTACT + timedelta(days=25)),
    )  # fmt: skip
    for half_day, begins, ends in ((HalfDay.MORNING, 9, 12), (HalfDay.AFTERNOON, 13, 17)):
        record_attendance(
            actor=trainer, seance=seance, participation=one, half_day=half_day, presence=Presence.PRESENT,
            now=at(ends, day=BEGINS),
        )  # fmt: skip
        if half_day == HalfDay.AFTERNOON:
            with pytest.raises(TransitionRefused, match=r"signature|signé|émarg"):
                issue_certificate(actor=lead, participation=one, now=moment(ENDS, 18))
        sign_attendance(
            actor=trainer, seance=seance, participation=one, half_day=half_day, strokes=STROKES,
            signed_at=at(begins, 10, day=BEGINS), now=at(ends, day=BEGINS),
        )  # fmt: skip
        countersign_seance(
            actor=trainer, seance=seance, half_day=half_day, strokes=STROKES, now=at(ends, day=BEGINS)
        )
    monday = BEGINS + timedelta(weeks=1)
    for ccp in titre.ccps:
        weeks = -(-(ccp.scheme.company_hours or 0) // 35)
        stay = agree_convention(
            actor=trainer, parcours=path, ccp_number=ccp.number, company="Maison de l’emploi", address="8 quai\n31000",
            signatory="Hélène Pradier", tutor="Yanis Ferrand", tutor_quality="conseiller", tutor_contact="",
            starts_on=monday, ends_on=monday + timedelta(weeks=weeks, days=-3), hours=weeks * 35, schedule="9 h – 17 h",
            activities="Accueillir le public.", now=moment(monday - timedelta(days=10)),
            competence_refs=[titre.competence_id(c.number) for c in ccp.competences[:1]],
        )  # fmt: skip
        for rank in range(weeks):
            week = monday + timedelta(weeks=rank)
            declare_week(
                actor=trainer, convention=stay, monday=week, hours=35, activities="Accueil.", proof=PROOF,
                now=moment(week + timedelta(days=4), 17),
            )  # fmt: skip
        monday += timedelta(weeks=weeks)
        for competence in ccp.competences:
            record_ecf(
                actor=trainer, parcours=path, competence=competence.number, on=monday, acquired=True,
                situation="Mise en situation", met={c.id: Met.YES for c in titre.criteria(competence.number)},
                observations="Acquis.", now=moment(monday, 17),
            )  # fmt: skip


@pytest.fixture
def ines(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_shipped_titres(now=moment(CONTACT))
    person = cast.candidate_person()
    person.birth_place = "Albi"
    person.save()
    return person


@pytest.mark.parametrize("route", ["formation", "apprentissage"])
def test_from_the_first_contact_to_the_title(ines, route: str) -> None:
    lead = bench.responsable()
    path = create_parcours(
        actor=lead, person=ines, titre_ref=CIP, route=route, starts_on=BEGINS, ends_on=ENDS, contacted_on=CONTACT,
        trainers=[cast.person("Roumégas", "Bastien", date(1979, 2, 2), user=cast.user(Role.FORMATEUR))],
        now=moment(CONTACT),
    )  # fmt: skip
    entered(path)
    one = engaged(path, PrestationKind(route))
    path.refresh_from_db()
    assert path.stage == "contracted", "the deed signed by all moves the path by itself"
    done(path, "enter", BEGINS)

    exam = announced(EXAM, "S1", ["title"])
    (early,) = candidacies(path, [exam], today=BEGINS)
    told = " ".join(reason.message_fr for reason in early.admission.reasons)
    assert "175" in told, "the hours that the RE asks of each CCP are told before the exam"

    trained(path, one)
    done(path, "complete", ENDS)
    certificate = issue_certificate(actor=lead, participation=one, now=moment(ENDS + timedelta(days=3)))
    assert certificate.minutes == 7 * 60
    issue_attestation(actor=lead, participation=one, now=moment(ENDS + timedelta(days=3)))

    row = registered(path, exam, ["title"])
    assert (row.status, row.route) == (InscriptionStatus.ADMITTED, route), "admissible by construction"
    path.refresh_from_db()
    assert path.stage == "registered"
    judged(row, "title", {1: True, 2: True, 3: True}, "favourable")
    path.refresh_from_db()
    assert path.stage == "awarded"
    assert TitreAward.objects.get().person == ines

    dues = [step for step in steps_of([path])[path.pk] if step.done_on is None and step.due_on is not None]
    assert dues == [], "nothing is expected of a path that is over"
    survey = ask_opinion(
        actor=lead,
        parcours=path,
        moment="end",
        base_url="https://jalon.example",
        now=moment(EXAM + timedelta(days=20)),
    )
    kind = survey_kind(path)
    assert kind == route
    answer_survey(
        survey=survey, kind=kind, answers={q.code: 4 for q in questions_for(kind, "end")}, comment="", actor=lead,
        now=moment(EXAM + timedelta(days=21)),
    )  # fmt: skip
    lines = {
        line.indicator.number: line for rows in indicator_lines(cast.centre(), 2026).values() for line in rows
    }
    proven = {number for number, line in lines.items() if line.count}
    assert proven >= {1, 4, 8, 9, 10, 11, 16, 30}
    (results,) = year_results(cast.centre(), 2026)
    assert (results.full, results.entered, results.interrupted, results.satisfied) == (1, 1, 0, 1)
    kinds = set(IssuedDocument.objects.values_list("kind", flat=True))
    assert {
        "prestation.convention",
        "prestation.certificat",
        "prestation.attestation",
        "jury.pv_session",
    } <= kinds
    assert JournalEntry.objects.filter(verb="parcours.enter", target_id=str(path.pk)).exists()


def test_an_interrupted_path_says_why_and_expects_nothing_more(ines) -> None:
    path = create_parcours(
        actor=bench.responsable(),
        person=ines,
        titre_ref=CIP,
        route="formation",
        now=moment(CONTACT),
    )
    with pytest.raises(TransitionRefused, match="Indiquez le motif"):
        advance_parcours(
            actor=bench.responsable(), parcours=path, act="interrupt", on=CONTACT, now=moment(CONTACT, 10)
        )
    advance_parcours(
        actor=bench.responsable(), parcours=path, act="interrupt", on=CONTACT, now=moment(CONTACT, 10),
        note="A trouvé un emploi.",
    )  # fmt: skip
    assert [step for step in steps_of([path])[path.pk] if step.done_on is None] == []
    with pytest.raises(TransitionRefused):
        advance_parcours(
            actor=bench.responsable(), parcours=path, act="enter", on=CONTACT, now=moment(CONTACT, 11)
        )
