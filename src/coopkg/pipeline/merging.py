"""New proposals beside those that a person has judged."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from coopkg.domain.proposals import Proposal
from coopkg.ingest.proposals import proposal_json


def merged(judged: Sequence[Proposal], proposals: Sequence[Proposal]) -> list[Proposal]:
    """Return what a person has judged, and of the new proposals those that say something else, in order of the text."""
    said = {_said(each) for each in judged}
    # What a person changed, or resolved by a name of the registry, is still what was read at its place.
    read = Counter(_place(each) for each in judged) - Counter(_place(each) for each in proposals if _said(each) in said)
    taken = {each.id for each in judged}
    kept = list(judged)
    for each in proposals:
        if _said(each) in said:
            continue
        if read[_place(each)] > 0:
            read[_place(each)] -= 1
            continue
        number = 1
        name = each.id
        while name in taken:
            number += 1
            name = f"{each.id}-{number}"
        taken.add(name)
        kept.append(each if name == each.id else replace(each, id=name))
    return sorted(kept, key=lambda each: each.evidence[0].start)


def _place(proposal: Proposal) -> tuple[str, tuple[tuple[int, int], ...]]:
    return proposal.type, tuple((each.start, each.end) for each in proposal.evidence)


def _said(proposal: Proposal) -> str:
    """Return what a proposal says, whatever it is called and whoever read or judged it."""
    unjudged = replace(proposal, status="proposed", reviewed_by=None, reviewed=None)
    return proposal_json(replace(unjudged, id="", extractor="", coreferences=()))
