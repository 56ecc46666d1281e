"""The journal says who in one column and what in another, in French that elides."""

from datetime import datetime

import pytest

from jalon.common.actor import system_actor
from jalon.common.journal import record_act
from jalon.common.models import JournalEntry

pytestmark = pytest.mark.django_db


def test_the_sentence_does_not_repeat_its_author_and_elides_names(now: datetime) -> None:
    actor = system_actor("essai")
    target = record_act(
        actor=actor,
        verb="test",
        target=JournalEntry(pk=7),
        sentence=f"{actor.label} a créé la fiche de Élodie.",
        now=now,
    )
    assert target.sentence == "A créé la fiche d’Élodie."
    assert target.actor_label == actor.label


def test_an_entry_is_written_once(now: datetime) -> None:
    entry = record_act(
        actor=system_actor("essai"), verb="test", target=JournalEntry(pk=7), sentence="A essayé.", now=now
    )
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()
