"""Which pieces a candidate must hand over, as the référentiel's schemes say."""

from collections.abc import Iterable
from dataclasses import dataclass

from jalon.referentiel.schema import TitreVersion

DP, PRODUCTION, PREPARATION_FILE, LIVRET = "dp", "production", "preparation_file", "livret"
FINAL_INTERVIEW = "final_interview"
DP_NAME = "Dossier professionnel"


@dataclass(frozen=True, slots=True)
class PieceDue:
    """A piece expected for the day of the session: `kind` of `PieceKind`, `label` as the RE names it."""

    kind: str
    label: str
    basis: str


def pieces_due(titre: TitreVersion, scopes: Iterable[str]) -> tuple[PieceDue, ...]:
    """What the jury must hold for these scopes, each kind once.

    The DP in every case (A6.1, A6.3, A6.4); the written productions of each scheme (A6.6); for the final
    interview of a capitalisation, the livret de certification (A6.2).
    """
    due = {DP: PieceDue(DP, DP_NAME, "A6.1, A6.4")}
    for scope in scopes:
        if scope == FINAL_INTERVIEW:
            due.setdefault(LIVRET, PieceDue(LIVRET, "Livret de certification", "A6.2"))
        elif scope in titre.schemes:
            for production in titre.scheme(scope).productions:
                kind = production_kind(production.name)
                due.setdefault(kind, PieceDue(kind, production.name, "RE, productions ; A6.6"))
    return tuple(due.values())


def production_kind(name: str) -> str:
    """The kind of piece that a production named by the RE is: the preparation file is handed to the jury apart."""
    return PREPARATION_FILE if "préparation" in name.lower() else PRODUCTION


def productions_of(titre: TitreVersion, scope: str) -> tuple[str, ...]:
    """What a candidate writes for a scope: the productions of its scheme, then the DP (A6.1, A6.3, A6.6)."""
    return (*(production.name for production in titre.scheme(scope).productions), DP_NAME)


def piece_kind_of(production: str) -> str:
    """The kind of piece that a dossier becomes once handed over."""
    return DP if production == DP_NAME else production_kind(production)


def reasons_against_hand_over(state: str, *, exam_open: bool) -> list[str]:
    """Every reason, in French, why a version cannot be handed over now; a fault to mend is no reason (A6.4).

    `state` is a `VersionState`; `exam_open` False once the session has begun.
    """
    reasons = []
    if state == "waiting":
        reasons.append("La vérification de cette version n’est pas finie ; attendez son résultat.")
    if state == "unreadable":
        reasons.append("Ce fichier ne peut pas être lu ; déposez-en une version lisible.")
    if not exam_open:
        reasons.append(
            "La session a commencé : la remise se fait désormais auprès du responsable de session."
        )
    return reasons
