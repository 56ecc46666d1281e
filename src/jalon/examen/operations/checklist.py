"""Acts on the checklist of premises and resources: draw it up from the RE, tick it on site (A4.11)."""

from datetime import datetime

from jalon.common.actor import Actor
from jalon.common.journal import record_act
from jalon.examen.models import ChecklistItem, ExamSession
from jalon.examen.queries.checklist import expected_items


def draw_up_checklist(*, actor: Actor, session: ExamSession, now: datetime) -> list[ChecklistItem]:
    """Write the lines that the RE asks for today's number of candidates and juries.

    A line that is still asked for keeps its tick and note, unless more is now required of it.
    """
    session = ExamSession.objects.select_for_update().get(pk=session.pk)
    former = {(item.category, item.label): item for item in session.checklist.all()}
    session.checklist.all().delete()
    items = []
    for position, line in enumerate(expected_items(session), 1):
        old = former.get((line.category, line.label))
        item = ChecklistItem(
            session=session,
            position=position,
            category=line.category,
            label=line.label,
            required_count=line.count,
        )
        if old is not None and line.count <= old.required_count:
            item.available, item.note = old.available, old.note
            item.checked_by, item.checked_at = old.checked_by, old.checked_at
        elif old is not None:
            item.note = old.note
        items.append(item)
    ChecklistItem.objects.bulk_create(items)
    record_act(
        actor=actor, verb="checklist.draw_up", target=session,
        sentence=f"{actor.label} a établi la liste du plateau technique ({session}).", now=now, lines=len(items),
    )  # fmt: skip
    return items


def tick_item(
    *, actor: Actor, item: ChecklistItem, available: bool | None, note: str, now: datetime
) -> ChecklistItem:
    """Note whether something is there; None takes the tick back."""
    item = ChecklistItem.objects.select_for_update().get(pk=item.pk)
    if (item.available, item.note) == (available, note):
        return item
    item.available, item.note = available, note
    item.checked_by, item.checked_at = (actor.label, now) if available is not None else ("", None)
    item.save(update_fields=["available", "note", "checked_by", "checked_at"])
    what = {True: "présent", False: "absent", None: "à vérifier"}[available]
    record_act(
        actor=actor, verb="checklist.tick", target=item, now=now,
        sentence=f"{actor.label} a noté « {item.label[:200]} » : {what}.",
    )  # fmt: skip
    return item
