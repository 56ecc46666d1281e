"""The addresses of apprenticeship, and what they take: a path of Inès by that route, its contract, what hangs on it."""

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.architecture.table import (
    ALL,
    CANDIDATE,
    EVERYWHERE,
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

if TYPE_CHECKING:
    from tests.architecture.world import World

_TRAINERS = TEACHING - {"accompagnateur"}
_WALKING = TEACHING | SITTING
_CENTRE = LEADERS | {FORMATEUR}
_READ = {"door": _WALKING}
_WRITE = {"door": _WALKING, "ok": _CENTRE}
_OWN = {"door": _WALKING, "ok": {CANDIDATE}}
PATH, CONTRACT, PERIOD = "apprenticeship of ines", "contract of ines", "period of ines"
VISIT, PLANNED, ACT, ENTRY, REFERENT = (
    "visit of ines",
    "visit planned",
    "support of ines",
    "act of centre",
    "referent",
)
SECRET = "secret of the maitre"
_OPEN = {"door": EVERYWHERE, "knows": ALL}

ROWS: list[Row] = [
    *page("formation:apprentices", door=_TRAINERS),
    *page("formation:apprentices_csv", door=_TRAINERS),
    *page("formation:cfa_acts", door=LEADING),
    *form("formation:cfa_act_new", door=LEADING),
    *form("formation:cfa_act_withdraw", ENTRY, door=LEADING),
    *page("formation:cfa_act_file", ENTRY, door=LEADING, code=404),  # no document came with it
    *form("formation:cfa_referent_new", door=LEADING),
    *form("formation:cfa_referent_end", REFERENT, door=LEADING),
    *page("formation:apprenticeship", PATH, **_READ),
    *form("formation:contract_new", PATH, **_WRITE),
    *form("formation:contract_edit", PATH, CONTRACT, **_WRITE),
    *act("formation:contract_issue", PATH, CONTRACT, **_WRITE),
    *page("formation:contract_pdf", PATH, CONTRACT, code=404, **_READ),  # nothing issued yet
    *form("formation:contract_file", PATH, CONTRACT, **_WRITE),
    *form("formation:contract_absences", PATH, CONTRACT, **_WRITE),
    *form("formation:contract_break", PATH, CONTRACT, **_WRITE),
    *form("formation:calendar_plan", PATH, CONTRACT, **_WRITE),
    *form("formation:calendar_week", PATH, CONTRACT, **_WRITE),
    *form("formation:calendar_agree", PATH, CONTRACT, **_WRITE),
    *act("formation:access_open", PATH, CONTRACT, code=200, **_WRITE),
    *act("formation:access_close", PATH, CONTRACT, **_WRITE),
    *act("formation:apprentice_livret_issue", PATH, **_WRITE),
    *page("formation:apprentice_livret", PATH, code=404, **_READ),  # nothing issued yet
    *form("formation:period_new", PATH, **_WRITE),
    *form("formation:period_edit", PATH, PERIOD, **_WRITE),
    *act("formation:period_remove", PATH, PERIOD, **_WRITE),
    *form("formation:period_hours", PATH, PERIOD, **_WRITE),
    *page("formation:period_proof", PATH, PERIOD, code=404, **_READ),  # nothing attested yet
    *form("formation:progress", PATH, "company", empty=302, **_WRITE),
    *form("formation:visit_new", PATH, **_WRITE),
    *form("formation:visit_move", PATH, PLANNED, **_WRITE),
    *form("formation:visit_hold", PATH, VISIT, **_WRITE),
    *form("formation:visit_cancel", PATH, PLANNED, **_WRITE),
    *act("formation:visit_redo", PATH, VISIT, **_WRITE),
    *form("formation:visit_sign", PATH, VISIT, **_OWN),
    *form("formation:act_new", PATH, **_WRITE),
    *form("formation:act_withdraw", PATH, ACT, **_WRITE),
    *act("formation:act_receive", PATH, ACT, **_OWN),
    *page("formation:act_file", PATH, ACT, code=404, **_READ),  # no document came with it
    *form("formation:master", SECRET, visitor=200, **_OPEN),
    *form("formation:master_visit", SECRET, VISIT, visitor=200, **_OPEN),
    *form("formation:master_hours", SECRET, PERIOD, visitor=200, **_OPEN),
    *form("formation:master_progress", SECRET, visitor=200, **_OPEN),
]
_KNOW = LEADERS | {FORMATEUR, CANDIDATE}
KNOWN: dict[str, Collection[str]] = {PATH: _KNOW, ENTRY: LEADERS, REFERENT: LEADERS}


def build(world: "World") -> None:
    """Inès is also an apprentice: a contract, a period, two visits, an act, the secret page of her maître."""
    from jalon.accounts.enums import Role
    from jalon.formation.enums import CfaActKind, CfaFunction, VisitKind
    from jalon.formation.operations.apprentissage import plan_weeks, save_contract
    from jalon.formation.operations.apprentissage_actes import name_referent, record_cfa_act
    from jalon.formation.operations.apprentissage_suivi import entrust, hold_visit, open_access, plan_visit
    from jalon.formation.rules.apprentissage import Rhythm
    from jalon.parcours.models import Parcours
    from jalon.referentiel.shipped import shipped_titres
    from tests import cast
    from tests.architecture.world import DAY, NOW

    leader, eti = cast.actor(Role.RESPONSABLE_SESSION), shipped_titres()["TP-00448.06"]
    first = Parcours.objects.get(pk=world["path of ines"])
    path = Parcours.objects.create(person=first.person, titre_ref=eti.ref, route="apprentissage")
    path.trainers.set(first.trainers.all())
    path.referent = first.referent
    path.save()
    begun = DAY - timedelta(days=60)
    contract = save_contract(
        actor=leader, parcours=path, now=NOW,
        facts={
            "employer": "Les Jardins", "address": "", "siret": "", "employer_contact": "", "signatory": "B. Delmas",
            "master": "Yaëlle Ferrand", "master_quality": "", "master_email": "", "master_adult": True,
            "master_titled": True, "master_years": 6, "signed_on": begun, "starts_on": begun,
            "ends_on": begun + timedelta(days=360), "weekly_hours": 35, "representative": "",
        },
    )  # fmt: skip
    plan_weeks(actor=leader, contract=contract, rhythm=Rhythm(1, 3), leave=[], since=begun, now=NOW)
    period = entrust(
        actor=leader, parcours=path, ccp_number=1, starts_on=begun, ends_on=begun + timedelta(days=25),
        activities="Encadrer.", competence_refs=[eti.competence_id(1)], now=NOW,
    )  # fmt: skip
    visits = [
        plan_visit(
            actor=leader, parcours=path, kind=VisitKind.ON_SITE, planned_on=begun + timedelta(days=days),
            visitor="Bastien Roumégas", now=NOW,
        )
        for days in (30, 90)
    ]  # fmt: skip
    hold_visit(
        actor=leader, visit=visits[0], held_on=visits[0].planned_on, present="", done="Bien.", difficulties="",
        decided="", now=NOW,
    )  # fmt: skip
    acts = [
        record_cfa_act(
            actor=leader, organisme=cast.centre(), kind=kind, on=begun, heading="Fait", told="", people="Tous",
            paths=paths, now=NOW,
        )
        for kind, paths in ((CfaActKind.RIGHTS, [path]), (CfaActKind.COUNCIL, []))
    ]  # fmt: skip
    referent = name_referent(
        actor=leader, organisme=cast.centre(), function=CfaFunction.MOBILITY, name="S. Arnaud", contact="",
        since=begun, now=NOW,
    )  # fmt: skip
    _, url = open_access(actor=leader, contract=contract, base_url="", now=NOW)
    world.things |= {
        PATH: path.pk, CONTRACT: contract.pk, PERIOD: period.pk, VISIT: visits[0].pk, PLANNED: visits[1].pk,
        ACT: acts[0].pk, ENTRY: acts[1].pk, REFERENT: referent.pk, SECRET: url.rstrip("/").rpartition("/")[2],
    }  # fmt: skip
