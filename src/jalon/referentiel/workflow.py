"""The life of an imported référentiel, as one table: received, read, reviewed, published."""

from dataclasses import dataclass

from jalon.common.workflow import Guard, Transition, Workflow

STATES = {
    "received": "Reçu",
    "unreadable": "Illisible",
    "read": "Lu",
    "under_review": "En relecture",
    "published": "Publié",
    "abandoned": "Abandonné",
}
OPEN = frozenset({"received", "unreadable", "read", "under_review"})
REVIEWED = frozenset({"read", "under_review"})

# A référentiel is a national text, which no centre owns, and one publication serves every organisme of the
# installation: it is the act of those who administer one, the only role that keeps what others rely on.
IMPORTERS = frozenset({"administrateur"})


@dataclass(frozen=True, slots=True)
class PublicationFacts:
    """What the guards look at: `faults` are reasons of `review.Review`, `findings` how many of them stand."""

    faults: tuple[str, ...] = ()
    findings: int = 0
    findings_accepted: bool = False
    reason: str = ""


def _may_publish(facts: PublicationFacts) -> list[str]:
    reasons = list(facts.faults)
    if facts.findings and not facts.findings_accepted:
        reasons.append("Les constats sont à lire et à accepter : le texte officiel est ainsi.")
    return reasons


def _reason_given(facts: PublicationFacts) -> list[str]:
    return [] if facts.reason.strip() else ["Le motif est à écrire."]


def _t(
    name: str, label: str, sources: str, target: str, done: str, basis: str = "",
    guard: Guard | None = None, confirm: str = "",
) -> Transition:  # fmt: skip
    return Transition(name, label, frozenset(sources.split()), target, IMPORTERS, done, basis, guard, confirm)


IMPORT_WORKFLOW = Workflow(
    name="referentiel",
    label="Vie d’un référentiel importé",
    states=STATES,
    initial="received",
    transitions=(
        _t("read", "Lire", "received unreadable read under_review", "read", "A fait lire le référentiel",
           basis="A0.7, A0.8 ; les corrections sont reposées sur la nouvelle lecture"),
        _t("refuse", "Constater que rien ne se lit", "received unreadable", "unreadable",
           "A constaté que les documents ne se lisent pas"),
        _t("decide", "Répondre et corriger", "read under_review", "under_review", "A relu le référentiel"),
        _t("publish", "Publier", "read under_review", "published", "A publié le référentiel",
           basis="A0.7, A0.8 ; une version publiée ne change plus", guard=_may_publish),
        _t("abandon", "Abandonner", " ".join(sorted(OPEN)), "abandoned", "A abandonné l’import",
           guard=_reason_given),
    ),
)  # fmt: skip
