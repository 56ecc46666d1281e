"""Lifecycles as data: one table yields buttons, checks, journal sentences, documentation and tests."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Guard = Callable[[Any], Iterable[str]]


class TransitionRefused(Exception):
    """An act that the lifecycle does not allow now; `reasons` holds every reason, in French."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(" ".join(self.reasons))


@dataclass(frozen=True, slots=True)
class Transition:
    """One act that moves an object from any of `sources` to `target`.

    `guard` receives the facts that the operation gathered and returns all the reasons to refuse (empty: allowed).
    `basis` names the rule or text that founds the act. `confirm` is the question asked before an act hard to undo.
    """

    name: str
    label: str
    sources: frozenset[str]
    target: str
    roles: frozenset[str]
    done: str
    basis: str = ""
    guard: Guard | None = None
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class Workflow:
    """A lifecycle: its states (value -> French label), the state of birth, and the table of transitions."""

    name: str
    label: str
    states: Mapping[str, str]
    initial: str
    transitions: tuple[Transition, ...]
    _by_name: Mapping[str, Transition] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_name = {t.name: t for t in self.transitions}
        if len(by_name) != len(self.transitions):
            raise ValueError(f"{self.name}: two transitions share a name")
        unknown = {s for t in self.transitions for s in (*t.sources, t.target)} - set(self.states)
        if unknown or self.initial not in self.states:
            raise ValueError(f"{self.name}: unknown states {sorted(unknown)}")
        object.__setattr__(self, "_by_name", by_name)

    def __getitem__(self, name: str) -> Transition:
        return self._by_name[name]

    def available(self, state: str, roles: Iterable[str]) -> tuple[Transition, ...]:
        """Acts that someone holding `roles` may attempt in `state`: the buttons of the screen."""
        held = frozenset(roles)
        return tuple(t for t in self.transitions if state in t.sources and t.roles & held)

    def reasons_against(self, name: str, *, state: str, roles: Iterable[str], facts: Any = None) -> list[str]:
        """Every reason, in French, why this act cannot be done now; empty when it can."""
        transition = self[name]
        reasons = []
        if not transition.roles & frozenset(roles):
            reasons.append(f"« {transition.label} » ne relève pas de votre rôle.")
        if state not in transition.sources:
            expected = ", ".join(f"« {self.states[s]} »" for s in self.states if s in transition.sources)
            reasons.append(
                f"« {transition.label} » n’est pas possible à l’état « {self.states[state]} » (attendu : {expected})."
            )
        elif transition.guard is not None:
            reasons.extend(transition.guard(facts))
        return reasons

    def check(self, name: str, *, state: str, roles: Iterable[str], facts: Any = None) -> Transition:
        """Return the transition, or raise TransitionRefused with all the reasons at once."""
        if reasons := self.reasons_against(name, state=state, roles=roles, facts=facts):
            raise TransitionRefused(reasons)
        return self[name]

    def to_markdown(self, role_labels: Mapping[str, str]) -> str:
        """The page of `docs/workflows/`: a diagram and the table of acts."""
        lines = [f"# {self.label}", "", "```mermaid", "stateDiagram-v2", f"    [*] --> {self.initial}"]
        for t in self.transitions:
            lines += [f"    {s} --> {t.target}: {t.label}" for s in self.states if s in t.sources]
        lines += ["```", "", "| État | Libellé |", "|---|---|"]
        lines += [f"| `{value}` | {label} |" for value, label in self.states.items()]
        lines += ["", "| Acte | De | Vers | Rôles | Fondement |", "|---|---|---|---|---|"]
        for t in self.transitions:
            sources = ", ".join(label for s, label in self.states.items() if s in t.sources)
            roles = ", ".join(label for r, label in role_labels.items() if r in t.roles)
            lines.append(f"| {t.label} | {sources} | {self.states[t.target]} | {roles} | {t.basis} |")
        return "\n".join(lines) + "\n"
