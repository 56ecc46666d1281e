"""Contexts of the VAE's documents: frozen, plain, already written in French."""

from dataclasses import dataclass

from jalon.documents.blocks import DocumentContext, Recipient, Signatory


@dataclass(frozen=True, kw_only=True)
class ToldExperience:
    """An experience as the candidate tells it; `shows` lists what it shows, « C3 – … », with its example."""

    number: str
    heading: str
    structure: str
    nature: str
    period: str
    time: str
    tasks: str
    shows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ToldBloc:
    """A bloc of the title: its competences, and the numbers of the experiences that show each."""

    label: str
    title: str
    aim: str
    competences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class DossierFaisabilite(DocumentContext):
    """What the certifier reads to decide on the recevabilité (B3, B7): the person, the target, the experiences.

    No proof of any experience is joined, nor asked (B7).
    """

    candidate: str
    birth: str
    contact: tuple[str, ...]
    titre: str
    titre_code: str
    rncp: str
    target: str
    situation: str
    requested: str
    sent: str
    motive: str = ""
    interview: str = ""
    experiences: tuple[ToldExperience, ...] = ()
    blocs: tuple[ToldBloc, ...] = ()
    credentials: tuple[tuple[str, str, str], ...] = ()
    cv: str = ""
    opinion: str
    opinion_text: str = ""
    opinion_by: str
    advised: str = ""
    signatories: tuple[Signatory, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlannedMeeting:
    """A meeting of the plan: « 1 », « mardi 1er décembre 2026, 9 h à 11 h »."""

    number: str
    when: str
    length: str
    kind: str
    modality: str
    objectives: str


@dataclass(frozen=True, kw_only=True)
class PlanAccompagnement(DocumentContext):
    """The plan agreed between the candidate and the centre: hours, price, calendar, objectives (B14)."""

    candidate: str
    adviser: str
    titre: str
    titre_code: str
    target: str
    number: str
    agreed: str
    hours: str
    price: str
    total: str
    modality: str
    aims: str
    meetings: tuple[PlannedMeeting, ...]
    signatories: tuple[Signatory, ...] = ()


@dataclass(frozen=True, kw_only=True)
class HeldMeeting:
    """A page of the livret: what was aimed at, worked on, found hard, reached."""

    when: str
    length: str
    kind: str
    objectives: str
    done: str = ""
    difficulties: str = ""
    reached: str = ""
    rehearsal: str = ""
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class GivenWork:
    """Work set between meetings, and what became of it."""

    what: str
    due: str
    state: str
    answer: str = ""
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class LivretSuivi(DocumentContext):
    """The livret de suivi of an accompaniment: its hours, its meetings one by one, the work between them (B14)."""

    candidate: str
    adviser: str
    titre: str
    titre_code: str
    target: str
    hours: str
    until: str
    aims: str
    meetings: tuple[HeldMeeting, ...] = ()
    works: tuple[GivenWork, ...] = ()
    resources: tuple[str, ...] = ()
    results: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class CurriculumVitae(DocumentContext):
    """The candidate's CV, drawn up from what they have told of their experiences (B7)."""

    candidate: str
    contact: tuple[str, ...]
    aim: str
    drawn: str
    experiences: tuple[ToldExperience, ...] = ()
    credentials: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class DemandeConge(DocumentContext):
    """The employee's letter to their employer: the leave asked, its days, the law that founds it (B13)."""

    recipient: Recipient
    sender: str
    sender_address: tuple[str, ...]
    place_date: str
    titre: str
    titre_code: str
    days: str
    length: str
    recevabilite: str
    answer_due: str
    certifier: str
    adviser: str
    nature: str
    notice: str
    silence: bool
    postponed: str
    signatory: Signatory
