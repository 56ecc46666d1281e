"""The addresses of `quality`: those who lead an organisme; anyone signed in complains; the public reads results."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from jalon.accounts.enums import Role
from jalon.common.uploads import PDF, Received
from jalon.documents.queries import documents_of
from jalon.parcours.models import Parcours
from jalon.quality.operations.audits import open_access
from jalon.quality.operations.complaints import answer_complaint, receive_complaint, subject_ref
from jalon.quality.operations.pieces import file_piece
from jalon.quality.operations.reviews import decide_action, publish_results
from jalon.quality.operations.subcontracts import add_subcontract
from jalon.quality.operations.surveys import ask_opinion
from jalon.quality.rules.results import YearResults
from tests import cast as house
from tests.architecture.table import ALL, LEADERS, LEADING, NOBODY, Row, act, form, page
from tests.jury import cast

if TYPE_CHECKING:
    from tests.architecture.world import World

ROWS: list[Row] = [
    *page("quality:overview", door=LEADING),
    *page("quality:indicator", "4", door=LEADING),
    *page("quality:indicator_csv", "4", door=LEADING),
    *form("quality:piece_file", "23", door=LEADING),
    *page("quality:piece_download", "quality piece", door=LEADING),
    *form("quality:piece_withdraw", "quality piece", door=LEADING),
    *page("quality:document", "quality letter", door=LEADING),
    *page("quality:surveys", door=LEADING),
    *act("quality:survey_ask", door=LEADING),
    *page("quality:survey_synthesis", door=LEADING),
    *act("quality:survey_synthesis", code=200, door=LEADING),
    *page("quality:survey_paper", door=LEADING),
    *page("quality:surveys_csv", door=LEADING),
    *form("quality:survey_partner", "path of ines", door=LEADING, knows=LEADERS),
    *form("quality:survey_decline", "x", get=410, empty=410, visitor=410),
    *page("quality:complaint_choose", visitor=200),
    *form("quality:complaint_public", "centre", visitor=200),
    *page("quality:complaint_thanks", "centre", visitor=200),
    *page("quality:complaints_csv", door=LEADING),
    *act("quality:complaint_acknowledge", "complaint", door=LEADING),
    *form("quality:complaint_entrust", "complaint", door=LEADING),
    *form("quality:survey", "x", get=410, empty=410, visitor=410),
    *page("quality:complaints", door=LEADING),
    *form("quality:complaint_receive", door=LEADING),
    *form("quality:complaint_write", knows=ALL - {NOBODY}),
    *page("quality:complaint", "complaint", door=LEADING),
    *act("quality:complaint_answer", "complaint", door=LEADING, code=422),
    *act("quality:complaint_close", "complaint", door=LEADING, code=422),
    *act("quality:complaint_reopen", "complaint", door=LEADING),
    *form("quality:review", door=LEADING),
    *form("quality:action_decide", door=LEADING),
    *form("quality:action_finish", "quality action", door=LEADING),
    *page("quality:bpf", door=LEADING),
    *page("quality:bpf_csv", door=LEADING),
    *page("quality:bpf_xlsx", door=LEADING),
    *page("quality:bpf_rows", door=LEADING),
    *act("quality:report_sent", door=LEADING, code=422),
    *page("quality:piece_renew", "quality piece", door=LEADING, code=302),
    *page("quality:indicator_zip", "23", door=LEADING),
    *page("quality:year_zip", door=LEADING),
    *page("quality:audits", door=LEADING),
    *act("quality:sample_draw", door=LEADING, code=422),
    *act("quality:access_open", door=LEADING, code=422),
    *act("quality:access_revoke", "audit access", door=LEADING),
    *form("quality:audit_enter", "x", get=410, empty=410, visitor=410),
    *page("quality:audit_path", "path of ines", door=LEADING, knows=LEADERS),
    *page("quality:audit_path_zip", "path of ines", door=LEADING, knows=LEADERS),
    *page("quality:subcontracts", door=LEADING),
    *form("quality:subcontract_add", door=LEADING),
    *form("quality:subcontract_withdraw", "subcontract", door=LEADING),
    *page("quality:embedded_results", "centre", visitor=200),
    *page("quality:results", door=LEADING),
    *act("quality:results_publish", door=LEADING),
    *act("quality:results_withdraw", "published results", door=LEADING),
    *page("quality:public_results", "centre", visitor=200),
]
KNOWN: dict[str, Collection[str]] = dict.fromkeys(
    (
        "quality piece",
        "quality letter",
        "complaint",
        "quality action",
        "published results",
        "audit access",
        "subcontract",
    ),
    LEADERS,
)


def build(world: "World") -> None:
    """A complaint answered, a piece filed, an action decided, results published, an opinion asked."""
    leader, centre = house.actor(Role.RESPONSABLE_SESSION), house.centre()
    now, today = cast.NOW, cast.DAY
    complaint = receive_complaint(
        actor=leader, organisme=centre, channel="phone", text="La salle était froide.", author="Inès Mazarguil",
        received_on=today, now=now,
    )  # fmt: skip
    answer_complaint(actor=leader, complaint=complaint, answer="La chaudière est réparée.", now=now)
    path = Parcours.objects.get(pk=world["path of ines"])
    if path.person.email:
        ask_opinion(actor=leader, parcours=path, moment="end", base_url="https://jalon.example", now=now)
    world.things |= {
        "complaint": complaint.pk,
        "quality letter": documents_of(subject_ref(complaint)).get().pk,
        "quality piece": file_piece(
            actor=leader, organisme=centre, indicator=23, heading="Veille", dated=today, now=now,
            file=Received("veille.pdf", PDF, b"%PDF-1.7\n%%EOF\n"),
        ).pk,
        "quality action": decide_action(
            actor=leader, organisme=centre, heading="Chauffer", owner="Odile", due_on=today, origin="team", now=now
        ).pk,
        "audit access": open_access(
            actor=leader, organisme=centre, auditor="Paule Ferrand", days=3, now=now
        )[0].pk,
        "subcontract": add_subcontract(
            actor=leader, organisme=centre, way="given", partner="Atelier du Canal", kind="formation",
            heading="Bureautique", starts_on=today, ends_on=today, trainees=4, minutes=840, amount_cents=90_000,
            now=now,
        ).pk,
        "published results": publish_results(
            actor=leader, organisme=centre, year=today.year, minimum=1, now=now,
            results=YearResults("TP-00403.08", 2, 2, 1, 1, 0, 0, 0),
        ).pk,
        "centre": centre.pk,
    }  # fmt: skip
