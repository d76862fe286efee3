"""`coopkg withdraw`: take back what an article says, and tell what that changes."""

import json
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

import click

from coopkg.bootstrap.withdraw import Prospect, carry_out, prospect
from coopkg.cli.examples import Command
from coopkg.cli.progress import stages, told
from coopkg.curation.consequences import Standing
from coopkg.curation.sayings import Sayings
from coopkg.domain.facts import Fact
from coopkg.rdf.dictionary import TokenTriple
from coopkg.settings import Settings

EXAMPLES = (
    "coopkg withdraw iso-forum-2022-02 --dry-run",
    "coopkg withdraw hop-tac-quoc-te-2021 --fact hop-tac-quoc-te-2021-005",
)
# Of each part of the account so many lines are shown; JSON has all.
_MOST = 20


class Options(TypedDict):
    """The options of the command, by name."""

    article: str
    facts: tuple[str, ...]
    is_dry: bool
    day: datetime | None
    language: str
    form: str
    is_whole: bool


@click.command("withdraw", cls=Command, examples=EXAMPLES)
@click.argument("article")
@click.option("--dry-run", "is_dry", is_flag=True, help="Tell what would change, and change nothing.")
@click.option("--fact", "facts", metavar="ID", multiple=True, help="Only this fact of the article; may be repeated.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day of the withdrawal.  [default: today]")
@click.option("--lang", "language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option("--all", "is_whole", is_flag=True, help=f"Show all lines, not {_MOST} of each kind.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def command(settings: Settings, **options: Unpack[Options]) -> None:
    """Withdraw the facts that rest on an article, and publish the graph without them.

    Tells which triples fall with them, stated ones and conclusions, and which stand, because another claim states them
    or because they follow from others. The claims stay on record as withdrawn.
    """
    day: date | None = options["day"].date() if options["day"] is not None else None
    with stages() as report:
        found = prospect(settings, options["article"], options["facts"], day, report)
    sayings = Sayings(found.stated, options["language"])
    if options["form"] == "json":
        click.echo(json.dumps(_as_dict(found, sayings) | {"done": not options["is_dry"]}, ensure_ascii=False, indent=2))
    else:
        _tell(found, sayings, None if options["is_whole"] else _MOST)
    if options["is_dry"]:
        return
    with stages() as report:
        built = carry_out(settings, found, report)
    click.echo(told(built), err=options["form"] == "json")


def _tell(found: Prospect, sayings: Sayings, most: int | None) -> None:
    withdrawal, changes = found.withdrawal, found.consequences
    parts = {
        f"facts of {withdrawal.article} withdrawn on {withdrawal.day}": list(map(_fact, withdrawal.facts)),
        "facts that rest on other articles too, and stay": list(map(_fact, withdrawal.kept)),
        "stated triples that fall": sayings.sentences(changes.stated_fallen),
        "stated triples that stand": [_standing(each, sayings) for each in changes.stated_standing],
        "conclusions that fall": sayings.sentences(changes.implied_fallen),
        "conclusions that still follow from other sources": [
            sayings.sentence(each.triple) for each in changes.implied_standing
        ],
    }
    for title, lines in parts.items():
        click.echo(f"{title}: {len(lines)}")
        for line in lines[:most]:
            click.echo(f"  {line}")
        if most is not None and len(lines) > most:
            click.echo(f"  … and {len(lines) - most} more (--all)")


def _fact(fact: Fact) -> str:
    return f"{fact.id} ({fact.type}, {fact.modality}): «{fact.evidence[0].quote}»"


def _standing(standing: Standing, sayings: Sayings) -> str:
    graphs = ", ".join(sayings.graph(graph) for graph in standing.graphs)
    return (
        f"{sayings.sentence(standing.triple)}  [{f'also stated in {graphs}' if graphs else 'still follows by rules'}]"
    )


def _as_dict(found: Prospect, sayings: Sayings) -> dict[str, Any]:
    withdrawal, changes = found.withdrawal, found.consequences
    return {
        "article": withdrawal.article,
        "withdrawn": withdrawal.day.isoformat(),
        "facts": [fact.id for fact in withdrawal.facts],
        "kept": [fact.id for fact in withdrawal.kept],
        "stated": {
            "fall": [_triple(each, sayings) for each in changes.stated_fallen],
            "stand": [
                _triple(each.triple, sayings) | {"graphs": list(each.graphs)} for each in changes.stated_standing
            ],
        },
        "implied": {
            "fall": [_triple(each, sayings) for each in changes.implied_fallen],
            "stand": [_triple(each.triple, sayings) for each in changes.implied_standing],
        },
        "counts": {
            "facts": len(withdrawal.facts),
            "stated_fall": len(changes.stated_fallen),
            "stated_stand": len(changes.stated_standing),
            "implied_fall": len(changes.implied_fallen),
            "implied_stand": len(changes.implied_standing),
        },
    }


def _triple(triple: TokenTriple, sayings: Sayings) -> dict[str, Any]:
    return {"triple": list(triple), "words": sayings.sentence(triple)}
