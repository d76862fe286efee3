"""The walk through proposals in a terminal: one after another, decided by a key and Enter."""

from dataclasses import replace

import click
from rich.console import Console

from coopkg.cli.shown import Choices, show
from coopkg.curation.decisions import Decision, Outcome, Verdict
from coopkg.curation.drafts import Draft, OpenName
from coopkg.curation.entities import proposed_entity
from coopkg.curation.records import Edits
from coopkg.curation.review import Review
from coopkg.curation.typed import NOTHING, typed_edits
from coopkg.domain.entities import KINDS
from coopkg.domain.proposals import Proposal
from coopkg.errors import CoopkgError

_KEYS = "[a]ccept [e]dit [r]eject [n]ew entity [s]kip [u]ndo [q]uit, or the number of an entity"
_END = "that was the last one: [u]ndo, or Enter to end"


class Walk:
    """A walk through `proposals`; what is decided stands in the data at once."""

    def __init__(self, review: Review, proposals: list[Proposal], console: Console) -> None:
        self._review = review
        self._console = console
        self._proposals = proposals
        self._wanted = [Decision(each.id, "accept", each.article) for each in proposals]
        self._decided: list[int] = []
        self._place = 0
        self.outcomes: list[Outcome] = []

    def run(self) -> list[Outcome]:
        """Go on until everything is decided or passed over, or the person has enough; return what was decided."""
        try:
            self._go_on()
        except click.Abort:
            self._tell("stopped; what was decided stands")
            raise
        return self.outcomes

    def _go_on(self) -> None:
        while self._place < len(self._proposals) or self._is_undone_at_the_end():
            draft = self._review.draft(self._proposals[self._place], self._wanted[self._place])
            title = f"[{self._place + 1}/{len(self._proposals)}]"
            choices = show(draft, self._review.state, self._console, title)
            key = click.prompt(_KEYS, default="", show_default=False).strip().lower()
            if key == "q":
                break
            try:
                self._act(key, draft, choices)
            except CoopkgError as error:
                self._tell(str(error))

    def _is_undone_at_the_end(self) -> bool:
        if self._decided and click.prompt(_END, default="", show_default=False).strip().lower() == "u":
            self._undo()
        return self._place < len(self._proposals)

    def _act(self, key: str, draft: Draft, choices: Choices) -> None:
        match key:
            case "a":
                self._accept(draft)
            case "r":
                self._decide("reject")
            case "e":
                self._edit(draft)
            case "n":
                self._register(draft)
            case "s":
                self._place += 1
            case "u":
                self._undo()
            case number if number.isdecimal() and 0 < int(number) <= len(choices):
                name, candidate = choices[int(number) - 1]
                self._put(name, candidate.entity.slug, draft)
            case _:
                self._tell("no such key" if key else "press one of the keys, then Enter")

    def _accept(self, draft: Draft) -> None:
        if draft.fact is None:
            self._tell("cannot be accepted yet: edit what is missing, choose an entity, or make a new one")
            return
        self._decide("accept")

    def _decide(self, verdict: Verdict) -> None:
        wanted = self._wanted[self._place]
        if verdict == "reject":
            wanted = Decision(wanted.proposal, "reject", wanted.article)
        (outcome,) = self._review.decide([wanted])
        if not outcome.is_done:
            self._tell("; ".join(outcome.reasons))
            # Another reviewer may have decided on it.
            proposal = self._proposals[self._place]
            self._place += self._review.state.proposals[proposal.article, proposal.id].status != "proposed"
            return
        self.outcomes.append(outcome)
        self._decided.append(self._place)
        self._place += 1

    def _undo(self) -> None:
        outcome = self._review.undo()
        if outcome is None:
            self._tell("there is nothing to undo")
            return
        self.outcomes.remove(outcome)
        self._place = self._decided.pop()
        self._tell(f"undone: {outcome.decision.verdict} {outcome.decision.proposal}")

    def _edit(self, draft: Draft) -> None:
        parts = ("type", "modality", "time", "evidence", *draft.record["arguments"])
        part = click.prompt(f"what ({', '.join(parts)}, or another argument)", default="", show_default=False).strip()
        if part:
            text = click.prompt(f"{part} ({NOTHING} for none)", default="", show_default=False)
            if text.strip():
                self._change(typed_edits(part, text, draft.record["type"], self._review.state.registry))

    def _register(self, draft: Draft) -> None:
        if not draft.open_names:
            self._tell("all names are known; edit an argument to name another")
            return
        name = draft.open_names[0]
        entry = proposed_entity(name.mention.names, name.mention.kind, self._review.state.registry)
        entry["slug"] = click.prompt("slug", default=entry["slug"])
        entry["kind"] = click.prompt("kind", default=entry["kind"], type=click.Choice(list(KINDS)), show_choices=False)
        for language, label in entry["labels"].items():
            entry["labels"][language] = click.prompt(f"label ({language})", default=label or None)
        wanted = self._wanted[self._place]
        entities = [each for each in wanted.new_entities if each["slug"] != entry["slug"]]
        self._wanted[self._place] = replace(wanted, new_entities=(*entities, entry))
        self._put(name, entry["slug"], draft)

    def _put(self, name: OpenName, slug: str, draft: Draft) -> None:
        """Let an argument, or one of several values of it, be the entity `slug`."""
        value = draft.record["arguments"][name.argument]
        listed = [*value] if name.position is not None else []
        if name.position is not None:
            listed[name.position] = slug
        self._change(Edits(arguments={name.argument: listed or slug}))

    def _change(self, edits: Edits) -> None:
        wanted = self._wanted[self._place]
        self._wanted[self._place] = replace(wanted, edits=wanted.edits.and_then(edits))

    def _tell(self, text: str) -> None:
        self._console.print(f"  {text}", markup=False, style="magenta")
