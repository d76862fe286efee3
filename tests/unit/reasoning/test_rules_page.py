"""`docs/reference/rules.md` says the rule table as it is."""

import re
from pathlib import Path

from coopkg.reasoning.owl2rl import NOT_ROWS, TABLE
from coopkg.reasoning.proof import short
from coopkg.reasoning.rules import Atom, ForEach, Var

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "rules.md"
ROW = re.compile(r"\| `[a-z]+-[a-z0-9-]+` \|")


def words(condition):
    if isinstance(condition, Atom):
        return " ".join(str(term) if isinstance(term, Var) else short(term) for term in condition.terms)
    if isinstance(condition, ForEach):
        return f"for each {condition.member} in {condition.list}: " + " . ".join(map(words, condition.atoms))
    return str(condition)


def row(rule):
    conclusion = " . ".join(map(words, rule.head)) or "false"
    asked = "on request" if rule.is_on_request else "always"
    return f"| `{rule.name}` | `{' . '.join(map(words, rule.body)) or 'true'}` | `{conclusion}` | {asked} |"


def rows(bars):
    """Return the table rows of the page that begin with a rule's name and have so many bars."""
    lines = PAGE.read_text(encoding="utf-8").split("\n")
    return [line for line in lines if ROW.match(line) and line.count("|") == bars]


def test_the_page_holds_every_row_in_the_order_of_the_table():
    assert rows(5) == [row(rule) for rule in TABLE]


def test_the_page_says_how_every_other_rule_is_treated():
    assert rows(3) == [f"| `{name}` | {why} |" for name, why in NOT_ROWS.items()]
