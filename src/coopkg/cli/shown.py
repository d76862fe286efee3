"""How a proposal is shown in a terminal: the sentence with what is quoted, the fact in words, and what it lacks."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from coopkg.curation.candidates import Candidate, candidates
from coopkg.curation.drafts import Draft, OpenName
from coopkg.curation.state import State
from coopkg.curation.words import named, words_of

# Characters of the article shown on either side of a quotation: about a sentence.
_CONTEXT = 160

#: The entities that can be chosen by number, each for the name that it stands for.
Choices = Sequence[tuple[OpenName, Candidate]]


def show(draft: Draft, state: State, console: Console, title: str) -> Choices:
    """Print a draft, and return the entities that were offered for the names that it leaves open, in their order."""
    proposal = draft.proposal
    head = Text.assemble((f"{title}  {proposal.id}", "bold"), (f"  {proposal.article} · {proposal.extractor}", "dim"))
    console.print(Text(), head, sep="\n")
    for quotation in draft.record.get("evidence", ()):
        console.print(_sentence(quotation, state.articles.texts.get(quotation.get("article", proposal.article)) or ""))
    for line in _content(draft):
        console.print(line)
    choices = list(_offered(draft, state))
    for number, choice in enumerate(choices, start=1):
        console.print(_choice(number, *choice))
    for each in draft.same:
        console.print(Text(f"  also said by {each.id} of {each.evidence[0].article}", style="dim"))
    for reason in draft.reasons:
        console.print(Text(f"  missing: {reason}", style="red"))
    return choices


def _content(draft: Draft) -> Iterator[Text]:
    """Yield the fact in words, if it is one, and its parts."""
    record = draft.record
    if draft.fact is not None:
        yield from (Text(f"  {words}", style="green") for words in words_of(draft.fact, draft.registry).values())
    for name in ("type", "modality", "time"):
        yield Text(f"  {name:<18}{record.get(name, '–')}")
    for name, value in record["arguments"].items():
        yield Text(f"    {name:<16}{named(value, draft.registry)}")


def _sentence(quotation: dict[str, object], text: str) -> Text:
    """Return what is quoted, marked, with the words around it."""
    start, end, quote = quotation.get("start"), quotation.get("end"), str(quotation.get("quote", ""))
    if not isinstance(start, int) or not isinstance(end, int) or text[start:end] != quote:
        return Text(f"  «{quote}» (not at this place)", style="red")
    before = text[max(0, start - _CONTEXT) : start].rpartition("\n")[2]
    after = text[end : end + _CONTEXT].partition("\n")[0]
    # The marks tell it where there are no colours.
    return Text.assemble("  ", (before, "dim"), ("«", "dim"), (quote, "bold yellow"), ("»", "dim"), (after, "dim"))


def _offered(draft: Draft, state: State) -> Iterator[tuple[OpenName, Candidate]]:
    for name in draft.open_names:
        for candidate in candidates(name.mention.names, name.groups, state.registry, name.mention.kind):
            yield name, candidate


def _choice(number: int, name: OpenName, candidate: Candidate) -> Text:
    entity = candidate.entity
    return Text.assemble(
        f"  {number:>3} ", (f"{name.path} = ", "dim"), (f"{candidate.label}", "cyan"),
        f" ({entity.slug}, {entity.kind}) {candidate.score:.0f}",
    )  # fmt: skip
