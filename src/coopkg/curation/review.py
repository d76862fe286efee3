"""A review: proposals are looked at one by one, accepted, rejected or edited, and `data/` says so at once.

What is accepted becomes a line of `data/facts/<article>.jsonl`, a new entity an entry of `data/registry/`, and each
decision stands with who and when in `data/proposals/<article>.jsonl`. All of it changes together, and nothing that
people wrote is written anew.
"""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from coopkg.curation.changes import data_held, write_changes
from coopkg.curation.decisions import Decision, Outcome
from coopkg.curation.drafts import Draft
from coopkg.curation.records import Signature
from coopkg.curation.splices import Splice, Texts
from coopkg.curation.state import Fingerprint, Readers, State, fingerprint, read_state
from coopkg.curation.work import Work
from coopkg.domain.proposals import Proposal
from coopkg.errors import UnknownTermError
from coopkg.ingest.values import suggestion

# What is written first may stand alone if a build comes in between: an entity without facts, a fact without decision.
_ORDER = {"registry": 0, "facts": 1, "proposals": 2}


class Review:
    """A review of what waits in `data_dir`, by one person on one day; what it has decided can be undone in turn."""

    def __init__(self, data_dir: Path, signature: Signature) -> None:
        """Complete what a crash cut short, and read everything; FaultsError as `read_state`."""
        self._data = data_dir
        self._signature = signature
        self._readers = Readers()
        self._done: list[tuple[Outcome, list[Splice]]] = []
        self._seen: Fingerprint | None = None
        with data_held(data_dir):
            self._read()

    def _read(self) -> None:
        """Read everything, unless it is as this review has read or left it; the lock must be held."""
        now = fingerprint(self._data)
        if now != self._seen:
            self._state = read_state(self._data)
        self._seen = now

    @property
    def state(self) -> State:
        """Return what `data/` held when it was read last."""
        return self._state

    def waiting(self, articles: Collection[str] = ()) -> list[Proposal]:
        """Return the proposals that nobody has decided on, of `articles` (none: of all), in the order of their files.

        UnknownTermError where there are no proposals of an article.
        """
        known = dict.fromkeys(article for article, _ in self._state.proposals)
        for article in articles:
            if article not in known:
                raise UnknownTermError(article, f"there are no proposals of that article{suggestion(article, known)}")
        wanted = set(articles or known)
        return [each for each in self._state.proposals.values() if each.status == "proposed" and each.article in wanted]

    def draft(self, proposal: Proposal, decision: Decision | None = None) -> Draft:
        """Return what a proposal becomes where it is accepted as `decision` says, and what it lacks for that."""
        wanted = decision or Decision(proposal.id, "accept", proposal.article)
        return self._work().draft(proposal, wanted)

    def resolved(self, proposals: Iterable[Proposal]) -> list[Decision]:
        """Return decisions to accept those of `proposals` that lack nothing."""
        wanted = (Decision(each.id, "accept", each.article) for each in proposals if self.draft(each).fact is not None)
        return list(wanted)

    def decide(self, decisions: Sequence[Decision]) -> list[Outcome]:
        """Carry out decisions, in one change of `data/`, and return what came of each.

        What cannot be carried out is left, with the reasons in its outcome; the others are not held up by it.
        """
        with data_held(self._data):
            self._read()
            work = self._work()
            # Until it is written, what is decided stands in the state alone.
            self._seen = None
            done = [work.carry_out(decision) for decision in decisions]
            _write(self._data, work.texts)
            self._seen = fingerprint(self._data)
            self._done += [(outcome, splices) for outcome, splices in done if outcome.is_done]
        return [outcome for outcome, _ in done]

    def _work(self) -> Work:
        return Work(self._data, self._state, self._readers, self._signature, Texts())

    def undo(self) -> Outcome | None:
        """Undo the last decision of this review that is not undone yet, and return it; None where there is none.

        RefusedError where what it wrote has been changed since.
        """
        if not self._done:
            return None
        outcome, splices = self._done[-1]
        with data_held(self._data):
            texts = Texts()
            texts.undo(splices)
            _write(self._data, texts, is_undoing=True)
            self._done.pop()
            self._read()
        return outcome


def _write(data_dir: Path, texts: Texts, *, is_undoing: bool = False) -> None:
    changes = sorted(texts.changes(), key=lambda change: _ORDER[change.path.parent.name], reverse=is_undoing)
    write_changes(data_dir, changes)
