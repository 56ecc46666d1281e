"""What two floors tell of one occasion is told once, by the one that knows more of it."""

from datetime import date

from jalon.parcours.steps import Step, told_once

DAY = date(2026, 12, 2)
BELOW = Step("prestation.seance-7", "Prochaine séance", "le bénéficiaire", due_on=DAY, occasion="seance:12")
ABOVE = Step("vae.meeting.3", "Séance de travail", "le candidat", due_on=DAY, occasion="seance:12")
OTHER = Step("vae.meeting.4", "Soutenance blanche", "le candidat", due_on=DAY, occasion="seance:13")
ALONE = Step("vae.work.1", "Travail à rendre", "le candidat", due_on=DAY)


def test_the_floor_registered_last_tells_the_occasion_and_nothing_else_is_lost() -> None:
    assert told_once([BELOW, ALONE, ABOVE, OTHER]) == [ALONE, ABOVE, OTHER]


def test_steps_without_an_occasion_are_all_told() -> None:
    assert told_once([ALONE, ALONE]) == [ALONE, ALONE]
    assert told_once([]) == []
