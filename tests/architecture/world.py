"""The world of the permission table: two centres, five sessions at different moments, and everything they hold.

`today` is being held, `planned` is in preparation, `sent` waits for the DDETS, `validated` is over: all four in
Toulouse. `elsewhere` is declared by the centre of Paris. It is half past nine on Monday 16 November 2026.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client

from jalon.accounts.enums import Role
from jalon.accounts.models import Site, User
from jalon.accounts.operations import invite_member
from jalon.common.jobs import enqueue
from jalon.common.uploads import PDF, Received
from jalon.dossier.operations import hand_over_piece, withdraw_piece
from jalon.dossier.operations.dossiers import deposit_version, hand_over_version, keep_report, open_dossier
from jalon.dossier.operations.orals import record_oral
from jalon.dossier.operations.remarks import make_remark
from jalon.examen.enums import (
    HalfDay,
    IncidentKind,
    InscriptionStatus,
    Presence,
    SessionStatus,
    TimetableStatus,
    UnforeseenKind,
    WallShow,
)
from jalon.examen.jobs import PLAN
from jalon.examen.models import ExamSession, Inscription, Salle, SessionJury, Timetable, Unavailability
from jalon.examen.operations.checklist import draw_up_checklist
from jalon.examen.operations.convocations import send_convocations
from jalon.examen.operations.day import record_pli_opening, report_incident
from jalon.examen.operations.draw import draw_scenario, publish_commitment, save_sheet
from jalon.examen.operations.imports import receive_candidates
from jalon.examen.operations.reports import add_complement, sign_report, write_report
from jalon.examen.operations.sessions import save_agrement
from jalon.examen.operations.signatures import sign
from jalon.examen.operations.unforeseen import report_unforeseen
from jalon.examen.operations.wall import open_wall
from jalon.jury.models import GridEntry
from jalon.jury.operations.archive import build_session_file
from jalon.jury.operations.grids import open_grid, save_mark
from jalon.jury.operations.pv import transmit_pv, validate_pv
from jalon.parcours.models import Parcours
from jalon.parcours.operations import record_company_period
from jalon.people.enums import RelationKind
from jalon.people.models import Relation
from jalon.people.operations import link_account
from jalon.referentiel.operations.imports import correct_piece
from tests import cast as house
from tests.architecture import rows
from tests.dossier import workshop
from tests.jury import cast
from tests.referentiel import readings
from tests.referentiel import scene as referentiel

NOW, DAY = cast.NOW, cast.DAY
PAPER = Received("dossier.pdf", PDF, b"%PDF-1.7\n%%EOF\n")


@dataclass
class World:
    """`things` names what an address takes (keys, versions, tokens); `sessions` holds each member's cookie."""

    things: dict[str, Any] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def __getitem__(self, name: str) -> Any:
        """The value of a name; a name that is not in the world stands for itself."""
        return self.things.get(name, name)

    def browser(self, member: str) -> Client:
        """The browser as a member left it, signed in unless it is a visitor's."""
        self.client.cookies.clear()
        if cookie := self.cookies.get(member):
            self.client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        return self.client


@contextmanager
def told() -> Iterator[World]:
    """The whole world, in a transaction that the caller rolls back; the clock stands still."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: NOW)
        world = World()
        _people(world)
        _today(world)
        _planned(world)
        _over(world)
        _elsewhere(world)
        _house(world)
        _workshop(world)
        rows.build(world)
        yield world


def _people(world: World) -> None:
    paris, service = house.other_centre(), house.other_ddets()
    members: dict[str, User] = {
        "responsable": house.user(Role.RESPONSABLE_SESSION),
        "administrateur": house.user(Role.ADMINISTRATEUR),
        "formateur": house.user(Role.FORMATEUR),
        "accompagnateur": house.user(Role.ACCOMPAGNATEUR_VAE),
        "conseiller": house.user(Role.CONSEILLER),
        "encadrant": house.user(Role.ENCADRANT),
        "juror": cast.juror_user(1),
        "colleague": cast.juror_user(2),
        "other juror": cast.juror_user(3),
        "candidate": house.user(Role.CANDIDAT),
        "other candidate": house.user(Role.CANDIDAT, number=2),
        "ddets": house.user(Role.DDETS),
        "other ddets": house.user(Role.DDETS, service),
        "responsable in Paris": house.user(Role.RESPONSABLE_SESSION, paris),
        "administrateur in Paris": house.user(Role.ADMINISTRATEUR, paris),
        "formateur in Paris": house.user(Role.FORMATEUR, paris),
        "juror in Paris": house.user(Role.JURE, paris),
        "candidate in Paris": house.user(Role.CANDIDAT, paris),
        "member without role": User.objects.create_user("sans.role@exemple.example", password=house.PASSWORD),
    }
    for member, user in members.items():
        browser = house.client(user)
        world.cookies[member] = browser.cookies[settings.SESSION_COOKIE_NAME].value
    karim = cast.candidate_person(2)
    link_account(actor=cast.responsable(), person=karim, user=members["other candidate"], now=NOW)
    world.things |= {"ines": cast.candidate_person(1).pk, "karim": karim.pk, "juree": cast.juror(1).pk}


def _held(world: World, name: str, status: SessionStatus) -> ExamSession:
    """A session held today: jury 1 (juror, colleague) assesses Inès, jury 2 (other juror) Karim."""
    exam = cast.bare_session(number=name, status=status)
    first = cast.seat(SessionJury.objects.create(session=exam, number=1), 1, 2)
    second = cast.seat(SessionJury.objects.create(session=exam, number=2), 3, 4)
    ines, karim = cast.candidate(exam, 1), cast.candidate(exam, 2)
    cast.publish(exam, {first: [ines], second: [karim]})
    _name(world, name, exam, ines=ines, karim=karim)
    return exam


def _name(world: World, name: str, exam: ExamSession, **candidates: Inscription) -> None:
    world.things[name] = exam.pk
    for who, inscription in candidates.items():
        world.things[f"{name}.{who}"] = inscription.pk
        piece = hand_over_piece(
            actor=cast.responsable(), parcours=inscription.parcours, kind="dp", file=PAPER, now=NOW
        )
        world.things[f"{name}.{who}.dp"] = piece.pk


def _today(world: World) -> None:
    exam = _held(world, "today", SessionStatus.CONVENED)
    lead, ines, karim = cast.responsable(), cast.inscription(exam, 1), cast.inscription(exam, 2)
    exam.salles.set(house.salles())
    exam.comediens.add(house.person("Fontvieille", "Lucas", date(1985, 3, 3)))
    send_convocations(actor=lead, session=exam, now=NOW)
    for number, label in ((11, "Secret du scénario onze"), (22, "Secret du scénario vingt-deux")):
        save_sheet(actor=lead, session=exam, number=number, label=label, content=label, now=NOW)
    publish_commitment(actor=lead, session=exam, now=NOW)
    line = draw_up_checklist(actor=lead, session=exam, now=NOW)[0]
    record_pli_opening(
        actor=lead, session=exam, witness=ines, opened_at=NOW, seals_intact=True, remarks="", now=NOW
    )
    aside = hand_over_piece(
        actor=lead, parcours=ines.parcours, kind="production", file=PAPER, name="Écartée", now=NOW
    )
    exam.status = SessionStatus.IN_PROGRESS
    exam.save()
    draw_scenario(actor=lead, inscription=cast.inscription(exam, 1), now=NOW)
    grids = {
        name: open_grid(
            actor=cast.juror_actor(number), inscription=inscription, scope="title",
            test_kind="mise_en_situation", juror=cast.juror(number), now=NOW,
        )
        for name, number, inscription in (
            ("grid of juror", 1, ines), ("grid of colleague", 2, ines), ("grid of other jury", 3, karim)
        )
    }  # fmt: skip
    for number, (name, grid) in enumerate(grids.items(), 1):
        save_mark(
            actor=cast.juror_actor(number), grid=grid, criterion_ref="general", value="",
            note=f"Remarque de la {name}", base_revision=0, op_id=uuid4(), now=NOW,
        )  # fmt: skip
        world.things[name] = grid.pk
    world.things |= {
        "wall of today": open_wall(actor=lead, session=exam, show=WallShow.NUMBER, now=NOW).token,
        "today.signature": sign(
            actor=lead, session=exam, uuid=uuid4(), signer=cast.juror(1), day=DAY, half_day=HalfDay.MORNING,
            at=NOW, now=NOW, strokes=[[[100, 100], [900, 200]]],
        ).pk,
        **_upset(exam, ines),
        "seed": exam.scenario_draw.seed,
        "today.ines.aside": withdraw_piece(actor=lead, piece=aside, now=NOW).pk,
        "line": line.pk,
        "entry": GridEntry.objects.get(grid=grids["grid of juror"]).pk,
        "convocation of candidate": exam.convocations.get(person=ines.person).uid,
        "convocation of juror": exam.convocations.get(person=cast.juror(1)).uid,
        "period": record_company_period(
            actor=lead, parcours=ines.parcours, ccp_number=1, company="Mission locale", hours=70,
            proof_received_on=DAY, proof=PAPER, now=NOW,
        ).pk,
    }  # fmt: skip


def _upset(exam: ExamSession, ines: Inscription) -> dict[str, int]:
    """An incident whose report the juror is to sign, a fraud whose report is signed, something unforeseen."""
    lead = cast.responsable()
    incident, fraud = (
        report_incident(actor=lead, session=exam, kind=kind, description="Faits", inscription=ines, now=NOW)
        for kind in IncidentKind
    )
    content = {"place": "Salle", "facts": "Faits", "decided": "Rien", "statement_outcome": "refused"}
    at = NOW.isoformat()
    write_report(
        actor=lead, incident=incident, content={**content, "happened_at": at, "signer": cast.juror(1).pk},
        present=["Un juré"], revision=0, now=NOW,
    )  # fmt: skip
    written = write_report(
        actor=lead, incident=fraud, content={**content, "happened_at": at}, present=["Un juré"], revision=0, now=NOW
    )  # fmt: skip
    signed = sign_report(actor=lead, report=written, revision=written.revision, now=NOW)
    told = report_unforeseen(
        actor=lead, session=exam, kind=UnforeseenKind.NO_SHOW, facts={"inscription": ines.pk},
        sentence="Inès ne vient pas", now=NOW,
    )  # fmt: skip
    return {
        "today.incident": incident.pk,
        "today.fraud": fraud.pk,
        "today.complement": add_complement(actor=lead, report=signed, text="Suite", now=NOW).pk,
        "today.unforeseen": told.pk,
    }


def _planned(world: World) -> None:
    """In a month: the only jury is seated, Inès admitted, the timetable a draft."""
    exam = cast.bare_session(number="planned", status=SessionStatus.PREPARATION)
    exam.starts_on, exam.ends_on = DAY + timedelta(days=28), DAY + timedelta(days=29)
    exam.save()
    for day in exam.days.all():
        day.date += timedelta(days=28)
        day.save()
    exam.salles.set(house.salles())
    cast.seat(SessionJury.objects.create(session=exam, number=1), 1, 2)
    _name(world, "planned", exam, ines=cast.candidate(exam, 1, presence=Presence.EXPECTED))
    Timetable.objects.create(session=exam, version=1, status=TimetableStatus.DRAFT, created_at=NOW)
    imported, _ = receive_candidates(
        actor=cast.responsable(),
        session=exam,
        file=ContentFile(b"Nom;Pr\xe9nom\n", name="liste.csv"),
        now=NOW,
    )
    asked = enqueue(PLAN, actor=cast.responsable(), now=NOW, payload={"session": exam.pk}, label="Calcul")
    away = Unavailability.objects.create(
        session=exam,
        person=cast.candidate_person(1),
        date=exam.starts_on,
        starts_at=time(9),
        ends_at=time(10),
    )
    world.things |= {"import": imported.pk, "job": asked.pk, "away": away.pk}


def _over(world: World) -> None:
    for name in ("sent", "validated"):
        exam = _held(world, name, SessionStatus.IN_PROGRESS)
        cast.decide(exam, 1)
        cast.decide(
            exam, 2, outcome="partial", ccps=cast.ccps(True, False, True, reasons=f"Motif de refus ({name})")
        )
        pv = cast.signed(exam)
        transmit_pv(actor=cast.responsable(), pv=pv, now=NOW)
        world.things[f"pv of {name}"] = pv.pk
    ExamSession.objects.filter(number="sent").update(decision_reason="Composition du jury à revoir")
    validate_pv(actor=cast.ddets(), pv=pv, now=NOW)
    exam.refresh_from_db()
    world.things["archive"] = build_session_file(actor=cast.responsable(), session=exam, now=NOW).pk


def _elsewhere(world: World) -> None:
    """The centre of Paris declares a session: whoever is there has the same roles, and no business in Toulouse."""
    paris = house.other_centre()
    exam = cast.bare_session(number="elsewhere")
    exam.organisme, exam.site = paris, house.site(paris)
    exam.responsable = house.user(Role.RESPONSABLE_SESSION, paris)
    exam.save()
    jury = SessionJury.objects.create(session=exam, number=1)
    jury.seats.create(person=house.juror_person(paris))
    lea = house.candidate_person(paris)
    made = Inscription.objects.create(
        session=exam, person=lea, parcours=Parcours.objects.create(person=lea, titre_ref=cast.CIP, route="vae"),
        number=1, route="vae", scopes=["title"], status=InscriptionStatus.ADMITTED,
    )  # fmt: skip
    _name(world, "elsewhere", exam, lea=made)


def _house(world: World) -> None:
    """What a centre keeps besides its sessions."""
    lead, admin = cast.responsable(), house.actor(Role.ADMINISTRATEUR)
    agrement = save_agrement(
        actor=lead, organisme=house.centre(), site=house.site(), titre_code="TP-00403", number="AG-31",
        valid_from=date(2024, 1, 1), valid_until=date(2028, 3, 22), now=NOW,
    )  # fmt: skip
    relation = Relation.objects.create(
        person=cast.juror(1), other=cast.candidate_person(3), kind=RelationKind.WORK, declared_on=DAY,
        declared_by="Odile Varenne",
    )  # fmt: skip
    invitation = invite_member(
        actor=admin, organisme=house.centre(), email="un@exemple.example", role=Role.FORMATEUR,
        first_name="Awa", base_url="https://jalon.example", now=NOW,
    )  # fmt: skip
    imported = referentiel.read(readings.doubtful(pages=True), referentiel.read_pdf())
    corrected = correct_piece(
        actor=admin, imported=imported, address="sigle", value="FDM", reason="Vu page 1.", now=NOW
    )
    world.things |= {
        "referentiel": imported.pk,
        "referentiel.document": imported.files.get().pk,
        "referentiel.correction": corrected.corrections[0].pk,
        "agrement": agrement.pk,
        "salle": Salle.objects.create(site=house.site(), name="Salle vide", kind="jury", capacity=2).pk,
        "site": Site.objects.create(
            organisme=house.centre(), name="Annexe", address="Rue", departement="31"
        ).pk,
        "habilitation": cast.juror(1)
        .habilitations.create(
            titre_code="TP-00448", valid_from=date(2025, 1, 1), valid_until=date(2027, 1, 1)
        )
        .pk,
        "relation": relation.pk,
        "invitation": invitation.pk,
        "member": house.user(Role.CONSEILLER).pk,
    }


def _workshop(world: World) -> None:
    """What Inès writes for the title, accompanied by the formateur of Toulouse; the accompagnateur follows others."""
    path = Parcours.objects.create(person=cast.candidate_person(1), titre_ref=cast.CIP, route="formation")
    trainer = house.person("Azéma", "Luc", date(1979, 2, 2), user=house.user(Role.FORMATEUR))
    path.trainers.add(trainer)
    ines, formateur = house.actor(Role.CANDIDAT), house.actor(Role.FORMATEUR)
    dossier = open_dossier(
        actor=ines, parcours=path, scope="title", production="Dossier support du questionnement", now=NOW
    )
    versions = []
    for content in (b"%PDF-1.7 un\n%%EOF\n", b"%PDF-1.7 deux\n%%EOF\n"):
        version, _ = deposit_version(
            actor=ines, dossier=dossier, file=Received("dossier.pdf", PDF, content), now=NOW
        )
        versions.append(keep_report(version=version, report=workshop.report(), passages=[], reason=""))
    remark = make_remark(actor=formateur, version=versions[0], text="Datez les entretiens", now=NOW)
    hand_over_version(actor=ines, version=versions[0], now=NOW)
    played = {
        name: record_oral(
            actor=who, parcours=path, scope="title", kind="questionnement_production", seconds=1200,
            heard=name == "heard", now=NOW,
        ).pk
        for name, who in (("alone", ines), ("heard", formateur))
    }  # fmt: skip
    world.things |= {
        "path of ines": path.pk,
        "dossier of ines": dossier.pk,
        "remark on ines": remark.pk,
        "oral alone": played["alone"],
        "oral heard": played["heard"],
    }
