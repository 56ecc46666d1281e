"""How long comparing the dossiers of a centre takes (target: 1,000 in under 60 s on 2 cores, under 500 MB).

Run from the repository: python -m benchmarks.likeness [HOW MANY]. Prints are timed in processor time, reading the
files is apart. Dossiers are invented: words drawn by rank as in a language, a few paragraphs that all share, and one
chapter in fifty copied.
"""

import itertools
import random
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from jalon.common.machine import cores
from jalon.dossier.conformity.likeness import Print, clusters, compare, print_of
from jalon.dossier.conformity.paper import Address, Paper, Paragraph, Run

PARAGRAPHS, WORDS = 150, 60
_SYLLABLES = [first + last for first in "bcdfglmnprstv" for last in ("a", "e", "i", "o", "u", "an", "on")]
_GLUE = "de la le les à un une et dans pour avec sur je nous il elle est a".split()  # noqa: SIM905


def vocabulary(rng: random.Random) -> list[str]:
    endings = ("tion", "ment", "eur", "age", "é", "")
    return ["".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))) + rng.choice(endings) for _ in range(9000)]


def paragraph(rng: random.Random, words: list[str], weights: list[float]) -> str:
    drawn = rng.choices(words, cum_weights=weights, k=WORDS)
    return " ".join(itertools.chain.from_iterable((word, rng.choice(_GLUE)) for word in drawn)) + "."


def paper_of(texts: list[str]) -> Paper:
    lines = tuple(
        Paragraph(Address("word/document.xml", rank), (Run(text),), page=1 + rank // 4)
        for rank, text in enumerate(texts)
    )
    return Paper("dossier.docx", "docx", lines)


def dossiers(count: int) -> Iterator[Paper]:
    rng = random.Random(3)
    words = vocabulary(rng)
    weights = list(itertools.accumulate(1 / (rank + 8) for rank in range(len(words))))
    shared = [paragraph(rng, words, weights) for _ in range(6)]
    chapter = [paragraph(rng, words, weights) for _ in range(15)]
    for rank in range(count):
        own = [paragraph(rng, words, weights) for _ in range(PARAGRAPHS)]
        yield paper_of([*own[:20], *chapter, *own[20:], *shared] if rank % 50 == 0 else [*own, *shared])


def timed_print(paper: Paper) -> tuple[Print, float]:
    started = time.process_time()
    made = print_of(paper)
    return made, time.process_time() - started


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    prints: dict[str, Print] = {}
    spent = 0.0
    with ProcessPoolExecutor(cores()) as pool:
        papers = dossiers(count)
        # A few at a time: papers are five times as large as their prints.
        while few := list(itertools.islice(papers, 8 * cores())):
            for made, seconds in pool.map(timed_print, few):
                prints[f"{len(prints)}.docx"] = made
                spent += seconds
    started = time.perf_counter()
    found = compare(prints)
    seconds = time.perf_counter() - started
    groups = clusters(found)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = 1000 * spent / count
    print(
        f"{count} dossiers, prints      {spent / cores():6.1f} s of {cores()} processors, {each:.0f} ms each"
    )
    print(
        f"{count} dossiers, comparison  {seconds:6.1f} s, {len(found)} pairs, groups of {[len(g) for g in groups]}"
    )
    print(f"memory at most            {memory:6.0f} MB")


if __name__ == "__main__":
    main()
