"""Contexts of the quality documents: frozen, plain, already written in French."""

from dataclasses import dataclass

from jalon.documents.blocks import DocumentContext, Recipient, Signatory


@dataclass(frozen=True, kw_only=True)
class ReponseReclamation(DocumentContext):
    """The answer to a complaint; `paragraphs` are those of the answer as written."""

    recipient: Recipient
    number: str
    received: str
    text: tuple[str, ...]
    paragraphs: tuple[str, ...]
    written: str
    signatory: Signatory


@dataclass(frozen=True, kw_only=True)
class SurveyLine:
    """One question: shares are whole percentages, from the most satisfied to the least, adding up to 100."""

    question: str
    answers: str
    satisfied: str
    shares: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SyntheseSatisfaction(DocumentContext):
    """What the opinions of a year say; `comments` without names."""

    period: str
    asked: str
    answered: str
    overall: str
    scale: tuple[str, ...]
    lines: tuple[SurveyLine, ...]
    comments: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Questionnaire(DocumentContext):
    """The questionnaire on paper, for those who do not answer on a screen."""

    heading: str
    moment: str
    scale: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ReviewFigure:
    """One figure of the yearly review, already written."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ReviewAction:
    """One improvement action: what, by whom, before when, and what it changed once done."""

    heading: str
    owner: str
    due: str
    effect: str


@dataclass(frozen=True, kw_only=True)
class RevueAnnuelle(DocumentContext):
    """The yearly review of quality, as it was signed (indicator 32)."""

    year: str
    figures: tuple[ReviewFigure, ...]
    analysis: tuple[str, ...]
    actions: tuple[ReviewAction, ...]
    written: str
    signatory: Signatory
