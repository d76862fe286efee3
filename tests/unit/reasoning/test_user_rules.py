import pytest

from coopkg.errors import RuleError
from coopkg.reasoning.rule_parser import parse_user_rule
from coopkg.reasoning.rules import Differs, Var
from coopkg.reasoning.user_rules import read_user_rules, with_iris_under

RULE = "CONSTRUCT { ?a <urn:p> ?b } WHERE { ?a <urn:q> ?b }"


def test_each_file_is_a_rule_named_after_it_in_the_order_of_names(tmp_path):
    for name in ("second.rq", "first.rq", "notes.txt"):
        (tmp_path / name).write_text(RULE)

    assert [rule.name for rule in read_user_rules(tmp_path)] == ["first", "second"]


def test_a_directory_without_rules_gives_none(tmp_path):
    assert read_user_rules(tmp_path) == ()


def test_a_file_may_not_take_the_name_of_a_rule_of_the_table(tmp_path):
    (tmp_path / "prp-trp.rq").write_text(RULE)

    with pytest.raises(RuleError, match=r"prp-trp.*rename the file"):
        read_user_rules(tmp_path)


def test_a_file_that_is_not_utf_8_is_an_error(tmp_path):
    (tmp_path / "latin.rq").write_bytes(b"# \xe9\n" + RULE.encode())

    with pytest.raises(RuleError, match="not UTF-8"):
        read_user_rules(tmp_path)


def test_a_byte_order_mark_makes_no_difference(tmp_path):
    (tmp_path / "rule.rq").write_bytes(b"\xef\xbb\xbf" + RULE.encode())

    assert read_user_rules(tmp_path) == (parse_user_rule(RULE, "rule"),)


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    (tmp_path / "folder.rq").mkdir()

    with pytest.raises(RuleError, match="cannot be read"):
        read_user_rules(tmp_path)


def test_constants_move_to_another_base_and_nothing_else_does():
    rule = parse_user_rule(
        "CONSTRUCT { ?a <urn:p> <https://old.example/id/x> } WHERE { "
        "?a <https://old.example/id/y> 'https://old.example/id/z' FILTER(?a != <https://old.example/id/>) }",
        "rule",
    )

    (moved,) = with_iris_under([rule], "https://old.example/id/", "https://new.example/")

    assert moved.head[0].object == "<https://new.example/x>"
    assert moved.body[0].predicate == "<https://new.example/y>"
    assert moved.body[0].object == '"https://old.example/id/z"'
    assert moved.filters == (Differs(Var("a"), "<https://new.example/>"),)
