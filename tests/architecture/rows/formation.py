"""The addresses of `formation`, and what they take."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.architecture.table import (
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

if TYPE_CHECKING:
    from tests.architecture.world import World

_TRAINERS = TEACHING - {"accompagnateur"}
_WALKING = TEACHING | SITTING
_CENTRE = LEADERS | {FORMATEUR}
_READ = {"door": _WALKING}
_WRITE = {"door": _WALKING, "ok": _CENTRE}
_BOTH = {"door": _WALKING, "ok": _CENTRE | {CANDIDATE}}
PATH, STAY, WEEK = "path of ines", "stay of ines", "week of ines"

ROWS: list[Row] = [
    *page("formation:programmes", door=_TRAINERS),
    *form("formation:programme_import", door=LEADING),
    *form("formation:programme_draft", door=LEADING),
    *page("formation:programme_template", "TP-00403.08", door=_TRAINERS),
    *page("formation:programme", "programme", door=_TRAINERS),
    *act("formation:programme_act", "programme", door=LEADING, transition="discard"),
    *form("formation:programme_texts", "programme", door=LEADING, empty=302),
    *form("formation:programme_item", "programme", "item of programme", door=LEADING),
    *act("formation:programme_copy", "programme", door=LEADING),
    *form("formation:programme_module", "programme", "module of programme", door=LEADING),
    *form("formation:programme_item_add", "programme", "module of programme", door=LEADING),
    *act("formation:programme_item_raise", "programme", "item of programme", door=LEADING),
    *act("formation:programme_item_remove", "programme", "item of programme", door=LEADING),
    *page("formation:programme_pdf", "programme", door=_TRAINERS),
    *form("formation:programme_hand_over", "followed programme", "use of programme", door=LEADING),
    *form("formation:programme_calendar", "programme", door=LEADING),
    *page("formation:dropout", door=_TRAINERS),
    *page("formation:dropout_export", door=_TRAINERS),
    *act("formation:dropout_read", door=_TRAINERS),
    *page("formation:positioning", PATH, **_READ),
    *form("formation:positioning_place", PATH, **_BOTH),
    *form("formation:interview", PATH, **_WRITE),
    *act("formation:entry_step", PATH, **_WRITE),
    *form("formation:dispensation", PATH, **_WRITE),
    *act("formation:dispensation_withdraw", PATH, "dispensation of ines", **_WRITE),
    *act("formation:paper_issue", PATH, "positionnement", **_WRITE),
    *page("formation:paper", PATH, "positionnement", code=404, **_READ),  # nothing issued yet
    *page("formation:companies", PATH, **_READ),
    *form("formation:convention_new", PATH, **_WRITE),
    *form("formation:convention_edit", PATH, STAY, **_WRITE),
    *act("formation:convention_issue", PATH, STAY, **_WRITE),
    *page("formation:convention_pdf", PATH, STAY, code=404, **_READ),  # nothing issued yet
    *form("formation:week_declare", PATH, STAY, **_BOTH),
    *form("formation:week_prove", PATH, STAY, WEEK, **_BOTH),
    *page("formation:week_proof", PATH, STAY, WEEK, **_BOTH),
    *form("formation:convention_end", PATH, STAY, **_WRITE),
    *form("formation:tutor", PATH, STAY, **_WRITE),
    *page("formation:evaluations", PATH, **_READ),
    *form("formation:ecf", PATH, "1", **_WRITE),
    *form("formation:mock_exam", PATH, "ccp1", "entretien_technique", **_WRITE),
    *form("formation:follow_up", PATH, **_WRITE),
    *act("formation:livret_issue", PATH, **_WRITE),
    *page("formation:livret", PATH, code=404, **_READ),  # nothing issued yet
]
KNOWN: dict[str, Collection[str]] = {"programme": _CENTRE, "followed programme": _CENTRE}


def build(world: "World") -> None:
    """A programme proposed in Toulouse; a stay of Inès, one week of it proved, and a dispensation."""
    from jalon.accounts.enums import Role
    from jalon.common.uploads import PDF, Received
    from jalon.formation.models import ProgrammeUse
    from jalon.formation.operations.companies import agree_convention, declare_week
    from jalon.formation.operations.entry import dispense
    from jalon.formation.operations.programmes import propose_programme
    from jalon.formation.programme import check_programme, read_programme
    from jalon.formation.queries import items_of
    from jalon.parcours.models import Parcours
    from jalon.prestation.models import Prestation
    from jalon.referentiel.shipped import shipped_titres
    from tests import cast
    from tests.architecture.world import DAY, NOW
    from tests.formation.programme.written import as_text, sound

    cip = shipped_titres()["TP-00403.08"]
    leader = cast.actor(Role.RESPONSABLE_SESSION)
    read = read_programme(as_text(sound(cip)).encode(), "programme.txt", cip)
    programme = propose_programme(
        actor=leader,
        organisme=cast.centre(),
        titre=cip,
        heading="",
        report=check_programme(read, cip),
        now=NOW,
    )
    followed = propose_programme(
        actor=leader,
        organisme=cast.centre(),
        titre=cip,
        heading="Suivi",
        report=check_programme(read, cip),
        now=NOW,
    )
    prestation = Prestation.objects.create(
        organisme=cast.centre(), kind="formation", titre_ref=cip.ref, heading="Promotion", starts_on=DAY, ends_on=DAY,
        minutes_planned=420, created_at=NOW,
    )  # fmt: skip
    use = ProgrammeUse.objects.create(programme=followed, prestation=prestation, since=NOW)
    path = Parcours.objects.get(pk=world["path of ines"])
    monday: date = DAY - timedelta(days=DAY.weekday() + 7)
    stay = agree_convention(
        actor=leader, parcours=path, ccp_number=1, company="Mission locale", address="", signatory="H. Pradier",
        tutor="Y. Ferrand", tutor_quality="", tutor_contact="", starts_on=monday, ends_on=monday + timedelta(days=18),
        hours=70, activities="Accueillir.", competence_refs=[cip.competence_id(1)], schedule="", now=NOW,
    )  # fmt: skip
    proof = Received("presence.pdf", PDF, b"%PDF-1.7\n%%EOF\n")
    week = declare_week(
        actor=leader, convention=stay, monday=monday, hours=35, activities="", now=NOW, proof=proof
    )
    lifted = dispense(
        actor=leader, parcours=path, ccp_number=3, minutes=420, reason="Acquis", on=DAY, now=NOW
    )
    world.things |= {
        "programme": programme.pk, "item of programme": items_of(programme)[0].pk,
        "module of programme": items_of(programme)[0].module_id, STAY: stay.pk, WEEK: week.pk,
        "dispensation of ines": lifted.pk, "followed programme": followed.pk, "use of programme": use.pk,
    }  # fmt: skip
