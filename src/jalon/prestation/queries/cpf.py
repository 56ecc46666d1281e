"""Requests on the CPF portal, as their rules read them."""

from jalon.prestation.models import CpfFile, Financing
from jalon.prestation.rules.cpf import CpfDays


def days_of(financing: Financing, file: CpfFile | None) -> CpfDays:
    """The days of a request; without a file, only that of the request."""
    if file is None:
        return CpfDays(financing.asked_on)
    return CpfDays(
        financing.asked_on, file.prerequisites, file.proposed_on, file.confirmed_on, file.retracted_on,
        file.done_on, file.paid_on,
    )  # fmt: skip
