"""What is done to prestations: opened, sold, held, signed, certified."""

from jalon.prestation.operations.certificates import (
    issue_attendance_sheet,
    issue_attestation,
    issue_certificate,
)
from jalon.prestation.operations.engagements import (
    decline_engagement,
    engagement_faults,
    prepare_engagement,
    record_payment,
    retract_engagement,
    send_engagement,
    sign_engagement,
    update_engagement,
)
from jalon.prestation.operations.handovers import (
    ask_financing,
    decide_financing,
    record_delivery,
    send_convocation,
    send_convocations,
)
from jalon.prestation.operations.presence import (
    countersign_seance,
    enter_paper_sheet,
    open_code,
    record_attendance,
    sign_attendance,
    withdraw_signature,
)
from jalon.prestation.operations.prestations import (
    add_participation,
    advance_prestation,
    leave_prestation,
    open_prestation,
    update_participation,
    update_prestation,
)
from jalon.prestation.operations.seances import cancel_seance, plan_seance, update_seance

__all__ = [
    "add_participation",
    "advance_prestation",
    "ask_financing",
    "cancel_seance",
    "countersign_seance",
    "decide_financing",
    "decline_engagement",
    "engagement_faults",
    "enter_paper_sheet",
    "issue_attendance_sheet",
    "issue_attestation",
    "issue_certificate",
    "leave_prestation",
    "open_code",
    "open_prestation",
    "plan_seance",
    "prepare_engagement",
    "record_attendance",
    "record_delivery",
    "record_payment",
    "retract_engagement",
    "send_convocation",
    "send_convocations",
    "send_engagement",
    "sign_attendance",
    "sign_engagement",
    "update_engagement",
    "update_participation",
    "update_prestation",
    "update_seance",
    "withdraw_signature",
]
