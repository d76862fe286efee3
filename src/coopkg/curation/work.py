"""Decisions carried out: what each adds to the state of a review, and to the files of `data/`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from coopkg.curation.decisions import Decision, Outcome
from coopkg.curation.drafts import Draft, draft_of
from coopkg.curation.editing import edited_proposal
from coopkg.curation.entities import checked_entity, entry_text, file_for, with_entity
from coopkg.curation.records import Signature
from coopkg.curation.splices import Splice, Texts
from coopkg.curation.state import Readers, State
from coopkg.domain.proposals import Proposal
from coopkg.errors import RefusedError
from coopkg.ingest.proposals import proposal_json
from coopkg.ingest.registry import Registry


@dataclass(slots=True)
class Work:
    """Decisions that are being carried out on a `state` that nobody else changes; `texts` are the files as they become.

    A decision that cannot be carried out leaves both as they were.
    """

    data: Path
    state: State
    readers: Readers
    signature: Signature
    texts: Texts

    def carry_out(self, decision: Decision) -> tuple[Outcome, list[Splice]]:
        """Return what came of a decision, and where it was written."""
        try:
            proposal = self._proposal(decision)
        except RefusedError as error:
            return Outcome(decision, decision.article or "", (error.reason,)), []
        try:
            return self._decided(proposal, decision)
        except RefusedError as error:
            return Outcome(decision, proposal.article, (str(error),)), []

    def _proposal(self, decision: Decision) -> Proposal:
        """Return the proposal that is decided on; RefusedError where it cannot be."""
        found = [
            each
            for (article, name), each in self.state.proposals.items()
            if name == decision.proposal and decision.article in (None, article)
        ]
        if len(found) != 1:
            reason = "there is no such proposal" if not found else "several articles have it: name the `article`"
            raise RefusedError(decision.proposal, reason)
        if found[0].status != "proposed":
            by = f" by {found[0].reviewed_by} on {found[0].reviewed}" if found[0].reviewed_by else ""
            raise RefusedError(decision.proposal, f"it was {found[0].status} already{by}")
        return found[0]

    def _decided(self, proposal: Proposal, decision: Decision) -> tuple[Outcome, list[Splice]]:
        registry, reasons = self._registry_with(decision.new_entities)
        draft = self._draft(proposal, decision, registry, reasons) if decision.verdict == "accept" else None
        reasons = draft.reasons if draft is not None else reasons
        if reasons:
            return Outcome(decision, proposal.article, reasons), []
        texts = Texts(dict(self.texts.before), dict(self.texts.after))
        splices = [self._registered(entry, texts) for entry in decision.new_entities]
        if draft is not None:
            splices.append(self._entered(draft, texts))
        splices.append(self._marked(proposal, self._judged(proposal, decision, registry), texts))
        self.texts, self.state.registry = texts, registry
        slugs = tuple(str(entry["slug"]) for entry in decision.new_entities)
        if draft is None or draft.fact is None:
            return Outcome(decision, proposal.article, entities=slugs), splices
        self.state.note(draft.fact)
        also = tuple(each.id for each in draft.same)
        return Outcome(decision, proposal.article, fact=draft.fact.id, also=also, entities=slugs), splices

    def draft(self, proposal: Proposal, decision: Decision) -> Draft:
        """Return what `proposal` becomes where it is accepted as `decision` says, and what it lacks for that."""
        registry, reasons = self._registry_with(decision.new_entities)
        return self._draft(proposal, decision, registry, reasons)

    def _draft(self, proposal: Proposal, decision: Decision, registry: Registry, reasons: tuple[str, ...]) -> Draft:
        state = replace(self.state, registry=registry)
        draft = draft_of(proposal, decision.edits, state, self.readers.desk(state.articles, registry), self.signature)
        return replace(draft, fact=None, reasons=(*reasons, *draft.reasons)) if reasons else draft

    def _registry_with(self, entries: tuple[Mapping[str, Any], ...]) -> tuple[Registry, tuple[str, ...]]:
        """Return the registry with new entities, and what is wrong with their entries."""
        registry = self.state.registry
        reasons: list[str] = []
        for entry in entries:
            entity, wrong = checked_entity(entry, registry, self.readers.entity)
            reasons += [f"new entity {entry.get('slug')}: {each}" for each in wrong]
            if entity is not None:
                registry = with_entity(registry, entity, self._file_for(entity.kind))
        return registry, tuple(reasons)

    def _file_for(self, kind: str) -> Path:
        return file_for(kind, self.state.registry, self.data / "registry")

    def _registered(self, entry: Mapping[str, Any], texts: Texts) -> Splice:
        path = self._file_for(str(entry["kind"]))
        return texts.appended(path, entry_text(entry, path, texts.read(path)))

    def _entered(self, draft: Draft, texts: Texts) -> Splice:
        line = json.dumps(draft.record, ensure_ascii=False) + "\n"
        return texts.appended(self.data / "facts" / f"{draft.proposal.article}.jsonl", line.encode())

    def _judged(self, proposal: Proposal, decision: Decision, registry: Registry) -> Proposal:
        """Return the proposal as it stands after the decision: what was read stays, unless it is edited to wait on."""
        judged = replace(proposal, reviewed_by=self.signature.reviewer, reviewed=self.signature.day)
        if decision.verdict == "edit":
            # Who has edited it is told, so that another reading of the article does not take its place.
            return edited_proposal(judged, decision.edits, self.state.articles, registry)
        return replace(judged, status="accepted" if decision.verdict == "accept" else "rejected")

    def _marked(self, before: Proposal, after: Proposal, texts: Texts) -> Splice:
        path = self.data / "proposals" / f"{before.article}.jsonl"
        line = _line_of(before.id, texts.read(path) or b"")
        end = b"\n" if line.endswith(b"\n") else b""
        splice = texts.replaced(path, line, proposal_json(after).encode() + end)
        self.state.proposals[before.article, before.id] = after
        return splice


def _line_of(proposal: str, content: bytes) -> bytes:
    """Return the line of a proposal, with its line end."""
    for line in content.splitlines(keepends=True):
        text = line.removeprefix(b"\xef\xbb\xbf")
        if proposal.encode() in text and json.loads(text).get("id") == proposal:
            return text
    raise RefusedError(proposal, "its line is no longer there")
