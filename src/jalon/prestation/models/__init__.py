"""What is given and sold to people on a path: prestations, engagements, séances, presence, certificates."""

from jalon.prestation.models.absences import Justification
from jalon.prestation.models.cpf import CpfFile
from jalon.prestation.models.engagements import (
    Delivery,
    Engagement,
    EngagementSignature,
    Financing,
    Instalment,
)
from jalon.prestation.models.presence import Attendance, CodeMiss, PaperSheet, SeanceCode, SeanceSignature
from jalon.prestation.models.prestations import Certificate, Participation, Prestation
from jalon.prestation.models.seances import Seance
from jalon.prestation.models.trainers import TrainerRecord

__all__ = [
    "Attendance",
    "Certificate",
    "CodeMiss",
    "CpfFile",
    "Delivery",
    "Engagement",
    "EngagementSignature",
    "Financing",
    "Instalment",
    "Justification",
    "PaperSheet",
    "Participation",
    "Prestation",
    "Seance",
    "SeanceCode",
    "SeanceSignature",
    "TrainerRecord",
]
