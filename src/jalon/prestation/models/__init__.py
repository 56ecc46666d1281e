"""What is given and sold to people on a path: prestations, engagements, séances, presence, certificates."""

from jalon.prestation.models.engagements import (
    Delivery,
    Engagement,
    EngagementSignature,
    Financing,
    Instalment,
)
from jalon.prestation.models.presence import Attendance, PaperSheet, SeanceCode, SeanceSignature
from jalon.prestation.models.prestations import Certificate, Participation, Prestation
from jalon.prestation.models.seances import Seance

__all__ = [
    "Attendance",
    "Certificate",
    "Delivery",
    "Engagement",
    "EngagementSignature",
    "Financing",
    "Instalment",
    "PaperSheet",
    "Participation",
    "Prestation",
    "Seance",
    "SeanceCode",
    "SeanceSignature",
]
