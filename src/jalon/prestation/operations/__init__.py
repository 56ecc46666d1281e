"""What is done to prestations: opened, sold, held, signed, certified."""

from jalon.prestation.operations.absences import answer_justification, justify_absence
from jalon.prestation.operations.certificates import (
    issue_attendance_sheet,
    issue_attestation,
    issue_certificate,
    withdraw_certificate,
)
from jalon.prestation.operations.codes import close_code, open_code
from jalon.prestation.operations.cpf import record_cpf_step
from jalon.prestation.operations.engagements import (
    decline_engagement,
    discard_engagement,
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
    record_attendance,
    sign_attendance,
    withdraw_signature,
)
from jalon.prestation.operations.prestations import (
    add_participation,
    advance_prestation,
    leave_prestation,
    open_prestation,
    remove_participation,
    return_to_prestation,
    update_participation,
    update_prestation,
)
from jalon.prestation.operations.seances import cancel_seance, plan_seance, update_seance
from jalon.prestation.operations.trainers import record_trainer

__all__ = [
    "add_participation",
    "advance_prestation",
    "answer_justification",
    "ask_financing",
    "cancel_seance",
    "close_code",
    "countersign_seance",
    "decide_financing",
    "decline_engagement",
    "discard_engagement",
    "engagement_faults",
    "enter_paper_sheet",
    "issue_attendance_sheet",
    "issue_attestation",
    "issue_certificate",
    "justify_absence",
    "leave_prestation",
    "open_code",
    "open_prestation",
    "plan_seance",
    "prepare_engagement",
    "record_attendance",
    "record_cpf_step",
    "record_delivery",
    "record_payment",
    "record_trainer",
    "remove_participation",
    "retract_engagement",
    "return_to_prestation",
    "send_convocation",
    "send_convocations",
    "send_engagement",
    "sign_attendance",
    "sign_engagement",
    "update_engagement",
    "update_participation",
    "update_prestation",
    "update_seance",
    "withdraw_certificate",
    "withdraw_signature",
]
