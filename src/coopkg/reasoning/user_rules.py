"""The rules of a directory: `*.rq` files, each a rule named after its file, rows like those of the rule table."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from coopkg.errors import RuleError
from coopkg.reasoning.owl2rl import NOT_ROWS, TABLE
from coopkg.reasoning.rule_parser import parse_user_rule
from coopkg.reasoning.rules import Atom, Condition, Differs, Rule, RuleTerm, Var


def read_user_rules(directory: Path) -> tuple[Rule, ...]:
    """Return the rules of all `*.rq` files in `directory` by file name; RuleError names file, line and column."""
    return tuple(_read(path) for path in sorted(directory.glob("*.rq")))


def _read(path: Path) -> Rule:
    if path.stem in {rule.name for rule in TABLE} | NOT_ROWS.keys():
        raise RuleError(str(path), f"{path.stem} is the name of a rule of OWL 2 RL; rename the file")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleError(str(path), f"not UTF-8: {error.reason} at byte {error.start}") from error
    except OSError as error:
        raise RuleError(str(path), f"cannot be read: {error.strerror}") from error
    return parse_user_rule(text, path.stem, str(path))


def with_iris_under(rules: Sequence[Rule], old: str, new: str) -> tuple[Rule, ...]:
    """Return the rules with each constant IRI that begins with `old` beginning with `new` instead.

    For rules of a directory, which have no condition on lists.
    """

    def moved(term: RuleTerm) -> RuleTerm:
        if isinstance(term, Var) or not term.startswith(f"<{old}"):
            return term
        return f"<{new}{term[len(old) + 1 :]}"

    def atoms(conditions: Sequence[Condition]) -> tuple[Atom, ...]:
        return tuple(Atom(*map(moved, each.terms)) for each in conditions if isinstance(each, Atom))

    return tuple(
        replace(
            rule,
            body=atoms(rule.body),
            head=atoms(rule.head),
            filters=tuple(Differs(each.left, moved(each.right)) for each in rule.filters),
        )
        for rule in rules
    )
