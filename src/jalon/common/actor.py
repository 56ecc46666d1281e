"""Who acts: what every operation receives, journals and checks, whatever the door (page, command, job)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for one organisme with the roles held there.

    `ref` is stable ("user:12", "system:demo"); `label` is the name shown in the journal.
    `organisme_id` is None only for the system and for users without any membership.
    """

    ref: str
    label: str
    user_id: int | None
    organisme_id: int | None
    roles: frozenset[str]

    def has(self, *roles: str) -> bool:
        """Whether the actor holds at least one of `roles` in the current organisme."""
        return not self.roles.isdisjoint(roles)


def system_actor(name: str, *, organisme_id: int | None = None, roles: frozenset[str] = frozenset()) -> Actor:
    """The actor of a scheduled or installation task, journaled under its own name."""
    return Actor(
        ref=f"system:{name}", label=f"Jalon ({name})", user_id=None, organisme_id=organisme_id, roles=roles
    )
