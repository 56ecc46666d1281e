"""The words of the quality documents: from records to the frozen contexts that the templates take."""

from collections.abc import Iterable, Sequence

from jalon.accounts.letterhead import letterhead
from jalon.accounts.models import Organisme
from jalon.common.typography import counted, day_label, percent
from jalon.documents.blocks import Recipient, Signatory
from jalon.examen.letters import recipient
from jalon.quality.contexts import (
    Questionnaire,
    ReponseReclamation,
    ReviewAction,
    ReviewFigure,
    RevueAnnuelle,
    SurveyLine,
    SyntheseSatisfaction,
)
from jalon.quality.models import Complaint, ImprovementAction, YearReview
from jalon.quality.rules.satisfaction import SCALE, Spread, overall_rate, questions_for, spreads


def paragraphs(text: str) -> tuple[str, ...]:
    """A text cut at its blank lines."""
    return tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())


def reponse_reclamation(complaint: Complaint) -> ReponseReclamation:
    """The letter that answers a complaint, as just written (C14)."""
    assert complaint.answered_on is not None
    path = complaint.parcours
    return ReponseReclamation(
        organisme=letterhead(complaint.organisme),
        recipient=recipient(path.person)
        if path
        else Recipient(
            name=complaint.author, address=tuple(filter(None, complaint.author_address.splitlines()))
        ),
        number=complaint.number,
        received=day_label(complaint.received_on),
        text=paragraphs(complaint.text),
        paragraphs=paragraphs(complaint.answer),
        written=day_label(complaint.answered_on),
        signatory=Signatory(name=complaint.answered_by, quality=complaint.organisme.name),
    )


def synthese_satisfaction(
    organisme: Organisme,
    period: str,
    asked: int,
    answers: Sequence[dict[str, int]],
    comments: Iterable[str],
    *,
    minimum: int = 1,
) -> SyntheseSatisfaction:
    """What the opinions of a period say; comments lose their authors, questions answered by too few are left out."""
    return SyntheseSatisfaction(
        organisme=letterhead(organisme),
        period=period,
        asked=counted(asked, "personne interrogée", "personnes interrogées"),
        answered=counted(len(answers), "réponse"),
        overall=percent(overall_rate(answers)) if answers else "sans objet",
        scale=tuple(SCALE.values()),
        lines=tuple(
            SurveyLine(
                question=spread.question.text,
                answers=str(spread.total),
                satisfied=percent(spread.satisfied),
                shares=shares(spread),
            )
            for spread in spreads(answers, minimum=minimum)
        ),
        comments=tuple(comment for comment in comments if comment.strip()),
    )


def shares(spread: Spread) -> tuple[int, ...]:
    """Whole percentages that add up to 100: the largest remainders are rounded up."""
    exact = [count * 100 / spread.total for _, count in spread.counts]
    floor = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda i: (floor[i] - exact[i], i))
    for i in order[: 100 - sum(floor)]:
        floor[i] += 1
    return tuple(floor)


def questionnaire(
    organisme: Organisme, kind: str, label: str, moment: str, moment_label: str
) -> Questionnaire:
    """The questionnaire on paper."""
    return Questionnaire(
        organisme=letterhead(organisme),
        heading=label,
        moment=moment_label,
        scale=tuple(SCALE.values()),
        questions=tuple(q.text for q in questions_for(kind, moment)),
    )


def revue_annuelle(
    review: YearReview, figures: Iterable[tuple[str, str]], actions: Iterable[ImprovementAction]
) -> RevueAnnuelle:
    """The yearly review as just signed."""
    assert review.reviewed_on is not None
    return RevueAnnuelle(
        organisme=letterhead(review.organisme),
        year=f"Année {review.year}",
        figures=tuple(ReviewFigure(label=label, value=value) for label, value in figures),
        analysis=paragraphs(review.analysis),
        actions=tuple(
            ReviewAction(
                heading=one.heading, owner=one.owner, due=day_label(one.due_on, "court"),
                effect=one.effect or "en cours",
            )
            for one in actions
        ),
        written=day_label(review.reviewed_on),
        signatory=Signatory(name=review.reviewed_by, quality=review.organisme.name),
    )  # fmt: skip
