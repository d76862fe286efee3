"""What `coopkg ingest` tells: how far it is, and in the end what came of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console

from coopkg.pipeline.outcome import Advice, Outcome

# What goes wrong with thousands of files goes wrong in a few ways.
_MOST_TOLD = 50


@contextmanager
def watching() -> Iterator[Callable[[Outcome], None]]:
    """Give a function that shows how far a batch is, on a terminal only."""
    console = Console(stderr=True, highlight=False)
    with console.status("") as status:
        yield lambda outcome: status.update(f"{outcome.looked_at} looked at, {outcome.articles} articles read")


def report_of(outcome: Outcome, seconds: float) -> Iterator[str]:
    """Yield the lines of the report on a batch that took `seconds`."""
    total = outcome.proposals.total()
    types = ", ".join(f"{name} {number}" for name, number in outcome.proposals.most_common())
    yield f"read        articles: {outcome.articles}, proposals: {total}{f' ({types})' if types else ''}"
    if outcome.done:
        yield f"done        {outcome.done} had been read before; --again reads them again"
    yield from _advice(outcome.advice)
    yield from _listed(
        "duplicates",
        (
            f"{each.place}: duplicate of {each.slug}{'' if each.is_exact else ', with small changes'}"
            for each in outcome.duplicates
        ),
        len(outcome.duplicates),
    )
    yield from _listed("skipped", (f"{each.place}: {each.reason}" for each in outcome.skipped), len(outcome.skipped))
    yield from _listed("notes", (f"{each.place}: {each.text}" for each in outcome.notes), len(outcome.notes))
    yield f"time        {seconds:.1f} s"


def _advice(advice: Advice) -> Iterator[str]:
    """Yield what came of asking a model, if one was asked."""
    if not advice.articles:
        return
    yield f"model       kept: {advice.kept}, dropped: {advice.dropped.total()}{_counted(advice.dropped)}"
    if advice.failures:
        yield f"model       {advice.failures.total()} articles not answered{_counted(advice.failures)}"
    if advice.unasked:
        yield f"model       {advice.unasked} articles not asked about, after too many failures in a row"
    if advice.failures or advice.unasked:
        yield "            the grammar has read them; the same command asks about them again"


def _counted(counts: Counter[str]) -> str:
    told = ", ".join(f"{name} {number}" for name, number in counts.most_common())
    return f" ({told})" if told else ""


def _shown(line: str) -> str:
    """Return a line without the signs that would tell a terminal what to do: a name of a file may have any."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in line)


def _listed(title: str, lines: Iterable[str], number: int) -> Iterator[str]:
    if not number:
        return
    yield f"{title:<12}{number}"
    for _, line in zip(range(_MOST_TOLD), lines, strict=False):
        yield f"  {_shown(line)}"
    if number > _MOST_TOLD:
        yield f"  … and {number - _MOST_TOLD} more"
