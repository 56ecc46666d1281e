"""The addresses of `parcours`, and what they take."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from jalon.accounts.queries import actor_for
from jalon.parcours.models import CCPAward, Parcours, ParcoursAct
from jalon.parcours.operations.agenda import open_feed
from tests.architecture.table import CANDIDATE, FORMATEUR, LEADERS, SITTING, TEACHING, Row, act, form, page
from tests.jury.cast import NOW

if TYPE_CHECKING:
    from tests.architecture.world import World

WALKING = TEACHING | SITTING

ROWS: list[Row] = [
    *page("parcours:board", door=WALKING),
    *page("parcours:board_export", door=TEACHING),
    *form("parcours:open", door=TEACHING),
    *page("parcours:agenda", door=WALKING),
    *act("parcours:agenda_open", code=200, door=WALKING),
    *act("parcours:agenda_close", door=WALKING),
    *page("parcours:agenda_ics", "agenda of ines", visitor=200),
    *page("parcours:path", "path of ines", door=WALKING),
    *page("parcours:path_ics", "path of ines", door=WALKING),
    *form("parcours:entrust", "path of ines", door=TEACHING, ok=LEADERS, empty=302),
    *form("parcours:dates", "path of ines", door=TEACHING, empty=302),
    *form("parcours:act", "path of ines", "interrupt", door=WALKING, ok=LEADERS | {FORMATEUR}),
    *form("parcours:correct", "path of ines", "act of ines", door=TEACHING),
    *page("parcours:standing", "path of ines", door=WALKING),
    *form("parcours:held_add", "path of ines", door=WALKING, ok=LEADERS),
    *act("parcours:held_recognise", "path of ines", door=WALKING, ok=LEADERS),
    *form("parcours:held_withdraw", "path of ines", "award of ines", door=WALKING, ok=LEADERS),
    *page("parcours:held_proof", "path of ines", "award of ines", door=WALKING, ok=LEADERS | {CANDIDATE}),
]
KNOWN: dict[str, Collection[str]] = {}


def build(world: "World") -> None:
    """An act done on the path of Inès, and a CCP of another title that she holds, with its proof."""
    path = Parcours.objects.get(pk=world["path of ines"])
    done = ParcoursAct.objects.create(
        parcours=path, act="inform", on=NOW.date(), from_stage="contact", to_stage="contact", recorded_at=NOW,
        actor_ref="user:1", actor_label="Odile Varenne",
    )  # fmt: skip
    world.things["act of ines"] = done.pk
    user = path.person.user
    assert user is not None
    world.things["agenda of ines"] = open_feed(actor=actor_for(user), user=user, now=NOW)
    award = CCPAward(
        person=path.person, ccp_ref="TP-00448.06/CCP1", awarded_on=NOW.date(), proof_received_on=NOW.date()
    )
    award.proof.save("preuve.pdf", ContentFile(b"%PDF-1.7"))
    world.things["award of ines"] = award.pk
