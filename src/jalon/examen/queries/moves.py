"""What was moved by hand in a draft, as the journal tells it."""

from jalon.common.models import JournalEntry
from jalon.examen.models import Inscription, Timetable

MOVE, UNDO = "timetable.move", "timetable.undo"


def undoable(timetable: Timetable) -> JournalEntry | None:
    """The last move of a draft not undone yet; None when something else has changed the draft since.

    Each move and each undoing tells the revisions that it led from and to: the chain must reach today's.
    """
    entries = JournalEntry.objects.filter(
        target_type=Timetable._meta.label_lower, target_id=str(timetable.pk), verb__in=(MOVE, UNDO)
    ).order_by("-pk")
    revision, undone = timetable.revision, 0
    for entry in entries.iterator(chunk_size=20):
        if entry.data.get("after") != revision:
            return None
        revision = entry.data["before"]
        if entry.verb == UNDO:
            undone += 1
        elif undone:
            undone -= 1
        else:
            return entry
    return None


def last_move(timetable: Timetable) -> Inscription | None:
    """Who would be put back by undoing now."""
    entry = undoable(timetable)
    if entry is None:
        return None
    return Inscription.objects.select_related("person").filter(pk=entry.data["inscription"]).first()
