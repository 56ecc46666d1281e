"""From a référentiel scheme to a candidate's chain of tests: minutes and order are the référentiel's alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from jalon.examen.planning.facts import DELIBERATION, READING, SESSION_FILE_READING, Block, Readings, Step

if TYPE_CHECKING:
    from jalon.referentiel.schema import Scheme, Test, TitreVersion

STAGE = "mise_en_situation"
FINAL = "entretien_final"
FINAL_INTERVIEW = "final_interview"
ON_PRODUCTION = ("questionnement_production", "presentation_projet")
READING_LABELS = {
    READING: "Lecture de la production écrite",
    SESSION_FILE_READING: "Lecture du dossier de préparation",
    DELIBERATION: "Délibération",
}


def chain_from_scheme(
    scheme: Scheme, *, titre_ref: str, scope: str, readings: Readings, actor: bool = True
) -> tuple[Block, ...]:
    """The chain of one scope ("title", "ccp1"…, "final_interview"): tests in blocks, jury's tasks around.

    A test that must come after the mise en situation follows it without a gap (RE CIP and ETI, 3.1). The
    jury reads each written production on the day, before the test that rests on it, and deliberates after
    the last test (A4.9, A6.6). `actor` False: nobody shared plays opposite the candidate.
    Raises ValueError when the scheme holds no test for this scope.
    """
    tests = [test for test in scheme.tests if scope != FINAL_INTERVIEW or test.kind == FINAL]
    if not tests:
        raise ValueError(f"{titre_ref} : aucune épreuve n’est prévue pour « {scope} ».")
    tasks = _readings(scheme, tests, scope, readings)
    joined = [t for t in tests if t.kind != FINAL and STAGE in t.after] if _has(tests, STAGE) else []
    blocks = [_alone(kind, minutes) for kind, minutes in tasks.values()]
    for test in tests:
        if test in joined or test.kind == FINAL:
            continue
        members = [test, *(joined if test.kind == STAGE else [])]
        kinds = tuple(str(member.kind) for member in members)
        before = {str(kind) for member in members for kind in member.after} - set(kinds)
        before |= {tasks[kind][0] for kind in kinds if kind in tasks}
        steps = tuple(step for member in members for step in _steps(member, actor=actor))
        blocks.append(Block(kinds, steps, tuple(sorted(before))))
    for test in tests:
        if test.kind == FINAL:
            blocks.append(Block((FINAL,), _steps(test, actor=actor), _tests_of(blocks)))
    if readings.deliberation:
        blocks.append(_alone(DELIBERATION, readings.deliberation, after=_tests_of(blocks)))
    return tuple(blocks)


def concatenate(chains: Sequence[tuple[str, Sequence[Block]]]) -> tuple[Block, ...]:
    """One chain from those of several scopes: each keeps its order, one final interview, one deliberation."""
    if len(chains) == 1:
        return tuple(chains[0][1])
    blocks: list[Block] = []
    finals: list[Block] = []
    ends: list[Block] = []
    for scope, chain in chains:
        for block in chain:
            if block.kinds == (DELIBERATION,):
                ends.append(block)
            elif block.kinds == (FINAL,):
                finals.append(block)
            else:
                blocks.append(_named(block, scope))
    blocks += [replace(block, after=_tests_of(blocks)) for block in finals[:1]]
    longest = max(ends, key=lambda block: block.steps[0].minutes, default=None)
    return (*blocks, replace(longest, after=_tests_of(blocks))) if longest else tuple(blocks)


def chain_for(
    titre: TitreVersion, scope: Iterable[str], readings: Readings, *, actor: bool = True
) -> tuple[Block, ...]:
    """The chain of a candidate to `titre` for one or several scopes."""
    return concatenate(
        [
            (
                part,
                chain_from_scheme(
                    titre.scheme("title" if part == FINAL_INTERVIEW else part),
                    titre_ref=titre.ref, scope=part, readings=readings, actor=actor,
                ),
            )
            for part in scope
        ]
    )  # fmt: skip


def _readings(
    scheme: Scheme, tests: Sequence[Test], scope: str, readings: Readings
) -> dict[str, tuple[str, int]]:
    """What the jury reads before which test: kind of test -> (kind of reading, minutes).

    A scheme with more productions than tests resting on them prescribes a preparation file, handed to the
    jury before the mise en situation (RE ETI 3.1).
    """
    resting = [str(test.kind) for test in tests if test.kind in ON_PRODUCTION]
    minutes = readings.title if scope == "title" else readings.ccp
    found = {kind: (READING, minutes) for kind in resting[:1] if minutes}
    if len(scheme.productions) > len(resting) and _has(tests, STAGE) and readings.preparation_file:
        found[STAGE] = (SESSION_FILE_READING, readings.preparation_file)
    return found


def _has(tests: Iterable[Test], kind: str) -> bool:
    return any(test.kind == kind for test in tests)


def _alone(kind: str, minutes: int, after: tuple[str, ...] = ()) -> Block:
    """A task of the jury without the candidate."""
    step = Step(kind, READING_LABELS[kind], minutes, jury=True, room="jury", extra_time=False)
    return Block((kind,), (step,), after)


def _steps(test: Test, *, actor: bool) -> tuple[Step, ...]:
    kind = str(test.kind)
    if not test.phases:
        return (Step(kind, "Épreuve", test.minutes, jury=True, room="jury"),)
    return tuple(
        Step(
            kind, phase.label, phase.minutes, phase.jury,
            room=("mise_en_situation" if kind == STAGE else "jury") if phase.jury else "preparation",
            actor=actor and kind == STAGE and phase.jury,
        )
        for phase in test.phases
    )  # fmt: skip


def _tests_of(blocks: Iterable[Block]) -> tuple[str, ...]:
    return tuple(kind for block in blocks if block.candidate for kind in block.kinds)


def _named(block: Block, scope: str) -> Block:
    """The block with its kinds and labels told apart from those of other scopes: "ccp2:reading", « CCP 2 »."""
    place = f"{scope[:3].upper()} {scope[3:]}"
    return Block(
        tuple(f"{scope}:{kind}" for kind in block.kinds),
        tuple(replace(step, label=f"{place} – {step.label}") for step in block.steps),
        tuple(f"{scope}:{kind}" for kind in block.after),
    )
