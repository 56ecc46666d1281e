"""What a centre must know of those who give its séances: titles, and a contract for a subcontractor (L6353-4 4°)."""

from datetime import date


def trainer_faults(
    *,
    status: str,
    titles: str,
    checked_on: date | None,
    today: date,
    company: str = "",
    siret: str = "",
    contract_from: date | None = None,
    contract_until: date | None = None,
) -> list[str]:
    """Every reason why this record says too little or contradicts itself."""
    faults = []
    if not titles.strip():
        faults.append("Indiquez les diplômes, titres ou références : le contrat les porte (L6353-4 4°).")
    if checked_on is not None and checked_on > today:
        faults.append("Des justificatifs ne sont pas vus dans l’avenir.")
    digits = siret.replace(" ", "")
    if digits and (not digits.isascii() or not digits.isdecimal() or len(digits) != 14):
        faults.append("Un SIRET compte quatorze chiffres.")
    if contract_from and contract_until and contract_until < contract_from:
        faults.append("Le contrat finit avant d’avoir commencé.")
    if status == "subcontractor":
        if not company.strip():
            faults.append("Nommez l’entreprise du sous-traitant (indicateur 27).")
        if contract_from is None:
            faults.append("Indiquez le début du contrat de sous-traitance (indicateur 27).")
    return faults


def contract_alert(status: str, contract_until: date | None, today: date) -> str:
    """What to say of a contract that is over, else nothing."""
    if status == "subcontractor" and contract_until is not None and contract_until < today:
        return "contrat échu"
    return ""
