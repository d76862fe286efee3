"""`coopkg review`: what extractors propose becomes facts, or does not."""

import json
import sys
from pathlib import Path
from typing import Any, TypedDict, Unpack, get_args

import click
from rich.console import Console

from coopkg.bootstrap.review import open_review
from coopkg.cli.examples import Command
from coopkg.curation.decisions import Decision, Outcome, parse_decisions
from coopkg.curation.review import Review
from coopkg.domain.facts import FACT_TYPES, Modality
from coopkg.domain.proposals import Proposal
from coopkg.errors import BadInputError
from coopkg.ingest.proposals import proposal_json
from coopkg.settings import Settings

EXAMPLES = (
    "coopkg review hop-tac-quoc-te-2021",
    "coopkg review --list --modality asserted",
    "coopkg review --accept-all-resolved --type membership --build",
    "coopkg review --decisions decisions.jsonl --reviewer 'Bà Biên tập'",
)


class Options(TypedDict):
    """The options of the command, by name."""

    articles: tuple[str, ...]
    is_listing: bool
    is_accepting_all: bool
    decisions: str | None
    types: tuple[str, ...]
    modalities: tuple[str, ...]
    reviewer: str | None
    form: str
    is_building: bool | None


@click.command("review", cls=Command, examples=EXAMPLES)
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@click.option("--list", "is_listing", is_flag=True, help="List what waits, and change nothing.")
@click.option(
    "--accept-all-resolved", "is_accepting_all", is_flag=True, help="Accept every proposal that lacks nothing, unseen."
)
@click.option("--decisions", metavar="FILE|-", help="Carry out decisions, one JSON object a line.")
@click.option("--type", "types", multiple=True, type=click.Choice(list(FACT_TYPES)), help="Only facts of this type.")
@click.option("--modality", "modalities", multiple=True, type=click.Choice(get_args(Modality)), help="Only those.")
@click.option(
    "--reviewer", metavar="NAME", help="Who reviews.  [default: COOPKG_REVIEWER, git's user.name, the account]"
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--build/--no-build", "is_building", default=None, help="Build when facts were accepted; a walk asks.")
@click.pass_obj
def command(settings: Settings, **options: Unpack[Options]) -> None:
    """Accept, edit or reject what was read in articles; without articles, in all.

    Walks through the proposals in the terminal, unless an option says otherwise. What is decided stands in the data at
    once: who, when, the fact, new entities. A proposal can be accepted only if nothing is missing that a fact needs.
    """
    if sum((options["is_listing"], options["is_accepting_all"], options["decisions"] is not None)) > 1:
        raise click.UsageError("--list, --accept-all-resolved and --decisions exclude one another")
    given = _decisions(options["decisions"]) if options["decisions"] is not None else None
    review = open_review(settings, options["reviewer"])
    waiting = [each for each in review.waiting(options["articles"]) if _is_wanted(each, options)]
    if options["is_listing"]:
        _list(review, waiting, options["form"])
        return
    if options["is_accepting_all"]:
        given = review.resolved(waiting)
    outcomes = _walk(review, waiting) if given is None else review.decide(given)
    _report(outcomes, options["form"], len(review.waiting(options["articles"])))
    if any(outcome.fact for outcome in outcomes) and _is_building(options["is_building"], is_asking=given is None):
        _build(settings)
    # What is accepted unseen may be said twice in one article; that is told, and no fault of who calls.
    if options["decisions"] is not None and not all(outcome.is_done for outcome in outcomes):
        sys.exit(1)


def _is_wanted(proposal: Proposal, options: Options) -> bool:
    types, modalities = options["types"], options["modalities"]
    return (not types or proposal.type in types) and (not modalities or proposal.modality in modalities)


def _decisions(name: str) -> list[Decision]:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return parse_decisions("standard input" if name == "-" else name, content.decode("utf-8-sig").split("\n"))
    except OSError as error:
        raise BadInputError(name, 0, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInputError(name, 0, f"not UTF-8: {error.reason} at byte {error.start}") from error


def _walk(review: Review, waiting: list[Proposal]) -> list[Outcome]:
    # The walk needs a terminal's width and colours, which scripts do not.
    from coopkg.cli.walk import Walk  # noqa: PLC0415  (see above)

    return Walk(review, waiting, Console(file=sys.stdout, highlight=False)).run()


def _list(review: Review, waiting: list[Proposal], form: str) -> None:
    told = [(each, review.draft(each)) for each in waiting]
    if form == "json":
        listed: list[dict[str, Any]] = [
            json.loads(proposal_json(each)) | {"missing": list(draft.reasons)} for each, draft in told
        ]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for each, draft in told:
        state = "lacks nothing" if draft.fact is not None else f"missing: {'; '.join(draft.reasons)}"
        click.echo(f"{each.id}  {each.type} ({each.modality})\n    «{each.evidence[0].quote}»\n    {state}")
    ready = sum(draft.fact is not None for _, draft in told)
    click.echo(f"{len(told)} wait, {ready} of them lack nothing")


def _report(outcomes: list[Outcome], form: str, waiting: int) -> None:
    if form == "json":
        told = [outcome.as_dict() for outcome in outcomes]
        click.echo(json.dumps({"decisions": told, "waiting": waiting}, ensure_ascii=False, indent=2))
        return
    for outcome in outcomes:
        click.echo(_line(outcome))
    click.echo(f"{sum(outcome.is_done for outcome in outcomes)} decided; {waiting} wait")


def _line(outcome: Outcome) -> str:
    decision = outcome.decision
    if not outcome.is_done:
        return f"not done: {decision.verdict} {decision.proposal}: {'; '.join(outcome.reasons)}"
    parts = [f"{decision.verdict} {decision.proposal}"]
    if outcome.entities:
        parts.append(f"new: {', '.join(outcome.entities)}")
    if outcome.also:
        parts.append(f"also said by {', '.join(outcome.also)}")
    return "; ".join(parts)


def _is_building(choice: bool | None, *, is_asking: bool) -> bool:  # noqa: FBT001  (None: not chosen)
    if choice is None and is_asking:
        return click.confirm("build the graph now?", default=True)
    return bool(choice)


def _build(settings: Settings) -> None:
    # The reasoner takes longer to import than a decision takes.
    from coopkg.bootstrap.build import refresh  # noqa: PLC0415  (see above)
    from coopkg.cli.progress import stages, told  # noqa: PLC0415  (see above)

    with stages() as report:
        built = refresh(settings, report)
    click.echo(told(built), err=True)
