"""The addresses of `prestation`, and what they take."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from jalon.common.uploads import PDF, Received
from jalon.parcours.models import Parcours
from jalon.people.models import Person
from jalon.prestation.enums import AbsenceNature, EngagementKind, Funder, HalfDay, PrestationKind
from jalon.prestation.operations import (
    add_participation,
    ask_financing,
    enter_paper_sheet,
    justify_absence,
    open_code,
    open_prestation,
    plan_seance,
    prepare_engagement,
    send_engagement,
    sign_attendance,
)
from jalon.prestation.queries.codes import token_of
from jalon.prestation.rules.engagements import Payment
from jalon.prestation.rules.hours import PARIS
from tests.architecture.table import (
    ACCOMPAGNATEUR,
    CANDIDATE,
    FORMATEUR,
    LEADERS,
    LEADING,
    SITTING,
    TEACHING,
    Row,
    act,
    form,
    page,
)
from tests.jury import cast
from tests.prestation.story import CLAUSES, STROKES

if TYPE_CHECKING:
    from tests.architecture.world import World

WALKING = TEACHING | SITTING
GIVING = LEADERS | {FORMATEUR}
AROUND = GIVING | {CANDIDATE}
KNOWN: dict[str, Collection[str]] = {
    **dict.fromkeys(("group", "place", "seance", "deed", "deed document"), AROUND),
    **dict.fromkeys(("instalment", "financing", "attendance signature", "paper"), AROUND),
    **dict.fromkeys(("justification", "cpf"), AROUND),
    "draft deed": GIVING,
    "trainer person": GIVING | {ACCOMPAGNATEUR},
}  # fmt: skip

ROWS: list[Row] = [
    *page("prestation:list", door=WALKING),
    *page("prestation:own_ics", door=WALKING),
    *form("prestation:new", door=TEACHING),
    *page("prestation:path", "path of ines", door=WALKING),
    *page("prestation:detail", "group", door=WALKING),
    *form("prestation:edit", "group", door=TEACHING),
    *act("prestation:act", "group", door=TEACHING, transition="start"),
    *form("prestation:cancel", "group", door=LEADING),
    *form("prestation:reopen", "group", door=LEADING),
    *form("prestation:participant_add", "group", door=TEACHING),
    *act("prestation:convene", "group", door=TEACHING),
    *page("prestation:ics", "group", door=WALKING),
    *page("prestation:calendar", "group", door=WALKING),
    *form("prestation:seance_new", "group", door=TEACHING),
    *page("prestation:attendance", "group", door=WALKING),
    *page("prestation:documents", "group", door=WALKING),
    *page("prestation:period_sheet", "group", door=TEACHING),
    *act("prestation:sheet_issue", "group", door=TEACHING, code=200),
    *page("prestation:seance", "seance", door=WALKING),
    *form("prestation:seance_edit", "seance", door=TEACHING),
    *form("prestation:seance_cancel", "seance", door=TEACHING),
    *page("prestation:blank_sheet", "seance", door=TEACHING),
    *form("prestation:paper", "seance", door=TEACHING),
    *act("prestation:presences", "seance", "matin", door=TEACHING),
    *form("prestation:countersign", "seance", "matin", door=TEACHING),
    *page("prestation:code", "seance", "matin", door=TEACHING),
    *act("prestation:code_open", "seance", "matin", door=TEACHING),
    *act("prestation:code_close", "seance", "matin", door=TEACHING),
    # In the room, a participant signs by the code; the pad of this address is that of the trainer.
    *form("prestation:sign", "seance", "matin", "place", door=WALKING, ok=GIVING),
    *page("prestation:paper_file", "paper", door=TEACHING),
    *form("prestation:signature_withdraw", "attendance signature", door=TEACHING),
    *form("prestation:code_entry", door=SITTING),
    # Whoever holds the address of the half-day may sign: it is shown in the room, and expires.
    *form("prestation:signing", "signing token", visitor=200),
    *page("prestation:participation", "place", door=WALKING),
    *form("prestation:participation_edit", "place", door=TEACHING),
    *form("prestation:participation_leave", "place", door=TEACHING),
    *form("prestation:participation_return", "place", door=TEACHING),
    *form("prestation:participation_remove", "place", door=TEACHING),
    *form("prestation:justify", "place", door=WALKING),
    *page("prestation:justification_file", "justification", door=WALKING),
    *form("prestation:justification_answer", "justification", door=TEACHING),
    *page("prestation:absences", door=TEACHING),
    *page("prestation:day", door=TEACHING),
    *page("prestation:week", door=TEACHING),
    *page("prestation:trainers", door=TEACHING),
    *form("prestation:trainer_edit", "trainer person", door=TEACHING, ok=GIVING),
    *form("prestation:cpf", "cpf", door=TEACHING),
    *form("prestation:financing_ask", "place", door=TEACHING),
    *form("prestation:delivery_record", "place", door=TEACHING),
    *act("prestation:convene_one", "place", door=TEACHING),
    *form("prestation:certificate_issue", "place", get=403, empty=302, door=LEADING),
    *form("prestation:certificate_withdraw", "place", door=LEADING),
    *act("prestation:attestation_issue", "place", door=LEADING),
    *act("prestation:engagement_prepare", "place", door=TEACHING),
    *form("prestation:financing_decide", "financing", door=TEACHING),
    *page("prestation:engagement", "deed", door=WALKING),
    *page("prestation:engagement", "draft deed", door=WALKING),
    *form("prestation:engagement_edit", "draft deed", door=TEACHING),
    *form("prestation:engagement_edit", "deed", get=403, empty=403, door=TEACHING),
    *form("prestation:engagement_discard", "draft deed", door=TEACHING),
    *form("prestation:engagement_discard", "deed", get=403, empty=403, door=TEACHING),
    *page("prestation:engagement_preview", "draft deed", door=TEACHING),
    *act("prestation:engagement_send", "draft deed", door=TEACHING),
    *form("prestation:engagement_sign", "deed", "beneficiaire", door=WALKING),
    *form("prestation:engagement_sign", "deed", "organisme", door=WALKING, ok=LEADERS),
    *form("prestation:engagement_decline", "deed", door=WALKING),
    *form("prestation:engagement_retract", "deed", door=WALKING, ok=LEADERS | {CANDIDATE}),
    *act("prestation:engagement_replace", "deed", door=TEACHING),
    *form("prestation:payment", "instalment", door=LEADING),
    *page("prestation:document", "deed document", door=WALKING),
]


def build(world: "World") -> None:
    """A group that Luc Azéma gives, in which Inès takes part: a séance of this morning, a contract to sign."""
    leader, now, day = cast.responsable(), cast.NOW, cast.NOW.date()
    before = now - timedelta(days=30)
    path = Parcours.objects.get(pk=world["path of ines"])
    trainer = Person.objects.get(birth_name="Azéma", organisme=path.person.organisme)
    group = open_prestation(
        actor=leader, organisme=path.person.organisme, kind=PrestationKind.FORMATION, titre_ref=path.titre_ref,
        heading="Groupe d’automne", starts_on=day - timedelta(days=7), ends_on=day + timedelta(days=30),
        minutes_planned=6000, price_cents=300_000, trainer=trainer, now=before,
    )  # fmt: skip
    place = add_participation(actor=leader, prestation=group, parcours=path, now=before)
    seance = plan_seance(
        actor=leader, prestation=group, starts_at=_at(day, 9), ends_at=_at(day, 17), pause_from=time(12),
        pause_until=time(13), heading="Analyser la demande", now=before,
    )  # fmt: skip
    code = open_code(actor=leader, seance=seance, half_day=HalfDay.MORNING, now=now)
    signature = sign_attendance(
        actor=leader, seance=seance, participation=place, half_day=HalfDay.MORNING, signed_at=now, now=now,
        strokes=STROKES,
    )  # fmt: skip
    paper = enter_paper_sheet(
        actor=leader, seance=seance, scan=Received("feuille.pdf", PDF, b"%PDF-1.7"), sha256="0" * 64, signers={},
        trainer_signed=[HalfDay.MORNING], now=now,
    )  # fmt: skip
    told = {"actor": leader, "participation": place, "kind": EngagementKind.CONTRACT, "now": before}
    draft = prepare_engagement(clauses={}, **told)
    deed = prepare_engagement(clauses=CLAUSES, payments=_payments(day), **told)
    deed = send_engagement(actor=leader, engagement=deed, now=now)
    financing = ask_financing(
        actor=leader, participation=place, funder=Funder.OPCO, amount_cents=300_000, asked_on=day, now=now
    )
    cpf = ask_financing(
        actor=leader, participation=place, funder=Funder.CPF, amount_cents=300_000, asked_on=day, now=now
    )
    paper_of_absence = justify_absence(
        actor=leader, participation=place, first_on=day, last_on=day, nature=AbsenceNature.SUMMONS,
        scan=Received("convocation.pdf", PDF, b"%PDF-1.7"), now=now,
    )  # fmt: skip
    assert deed.document is not None
    world.things |= {
        "group": group.pk, "place": place.pk, "seance": seance.pk, "deed": deed.pk, "draft deed": draft.pk,
        "signing token": token_of(code, now), "attendance signature": signature.pk, "paper": paper.pk,
        "financing": financing.pk, "instalment": deed.instalments.first().pk, "deed document": deed.document.uuid,
        "cpf": cpf.pk, "justification": paper_of_absence.pk, "trainer person": trainer.pk,
    }  # fmt: skip


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), PARIS)


def _payments(day: date) -> list[Payment]:
    return [
        Payment("Premier versement", day + timedelta(days=15), 90_000),
        Payment("Solde", day + timedelta(days=30), 210_000),
    ]
