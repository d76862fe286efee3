"""Review on the command line: lists, decisions in files, and the walk in a terminal."""

import json
import os
import pty
import re
import select
import shlex
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from tests.conftest import COMMAND_TIMEOUT_S, environ_of
from tests.unit.curation.conftest import NEW_H, ReviewedDir

from coopkg.curation.decisions import parse_decisions
from coopkg.ingest.inputs import read_data


@pytest.fixture
def reviewed(tmp_path):
    return ReviewedDir(tmp_path / "data")


@pytest.fixture
def own(settings, reviewed):
    """Settings over the reviewed directory, with a store of its own."""
    return replace(settings, data_dir=reviewed.path, store_dir=reviewed.path.parent / "store")


def decided(number, verdict, **more):
    return json.dumps({"proposal": f"second-p{number}", "decision": verdict} | more) + "\n"


def test_what_waits_is_listed_with_what_it_lacks(own, coopkg):
    told = coopkg(own, "review", "--list")
    listed = json.loads(coopkg(own, "review", "--list", "--format", "json", "--type", "membership").stdout)

    assert told.returncode == 0
    assert "«Viện H mong được vào Hội G»" in told.stdout
    assert "3 wait, 1 of them lack nothing" in told.stdout
    assert [(each["id"], bool(each["missing"])) for each in listed] == [("second-p1", False), ("second-p2", True)]


def test_all_that_lack_nothing_are_accepted_and_built(own, reviewed, coopkg):
    told = coopkg(own, "review", "--accept-all-resolved", "--reviewer", "Bà An", "--build")

    assert (told.returncode, told.stdout) == (0, "accept second-p1\n1 decided; 2 wait\n")
    assert "snapshot 1" in told.stderr
    asked = "PREFIX coop: <https://w3id.org/coopkg/ontology#> SELECT ?who { ?claim coop:reviewedBy ?who }"
    assert "Bà An" in coopkg(own, "query", "-", "--format", "csv", given=asked).stdout
    assert [each["status"] for each in reviewed.lines("proposals/second.jsonl")] == ["accepted", "proposed", "proposed"]


def test_what_an_article_says_twice_is_accepted_once(own, reviewed, coopkg):
    first, *_ = reviewed.lines("proposals/second.jsonl")
    reviewed.write("proposals/second.jsonl", "".join(json.dumps(first | {"id": f"second-p{n}"}) + "\n" for n in (1, 2)))
    told = coopkg(own, "review", "--accept-all-resolved")

    assert told.returncode == 0
    assert "not done: accept second-p2: the article says so already in the fact second-p1" in told.stdout


def test_filters_bound_what_is_accepted(own, coopkg):
    told = coopkg(own, "review", "--accept-all-resolved", "--modality", "planned", "second")

    assert told.stdout == "0 decided; 3 wait\n"


def test_decisions_come_from_a_file_or_standard_input(own, reviewed, coopkg, tmp_path):
    path = tmp_path / "decisions.jsonl"
    path.write_text(decided(2, "accept", time="2021", new_entities=[NEW_H]) + "\n" + decided(3, "reject"), "utf-8")
    told = coopkg(own, "review", "--decisions", path)
    again = coopkg(
        own, "review", "--decisions", "-", "--format", "json", given=decided(2, "reject") + decided(1, "accept")
    )

    report = json.loads(again.stdout)
    assert told.stdout == "accept second-p2; new: vien-h\nreject second-p3\n2 decided; 1 wait\n"
    assert again.returncode == 1
    assert [each["done"] for each in report["decisions"]] == [False, True]
    assert report["waiting"] == 0
    assert {fact.id for fact in read_data(reviewed.path).facts if fact.reviewed_by} == {"second-p1", "second-p2"}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "Expecting property name"),
        ("[]", "a JSON object is asked for"),
        ('{"decision": "accept"}', "`proposal`: the id"),
        ('{"proposal": "a", "decision": "maybe"}', "`decision`: not accept, reject or edit"),
        ('{"proposal": "a", "decision": "accept", "reason": ""}', "there is no such key here"),
        ('{"proposal": "a", "decision": "accept", "type": 5}', "`type`: a text is asked for"),
        ('{"proposal": "a", "decision": "accept", "arguments": []}', "`arguments`: an object"),
        ('{"proposal": "a", "decision": "accept", "evidence": [5]}', "`evidence`: a list of objects"),
    ],
)
def test_a_faulty_decision_stops_all_and_is_told_with_its_line(own, reviewed, coopkg, line, fault):
    before = reviewed.files()
    told = coopkg(own, "review", "--decisions", "-", given=decided(1, "accept") + line + "\n")

    assert told.returncode == 1
    assert "standard input:2: " in told.stderr
    assert fault in told.stderr
    assert reviewed.files() == before


def test_modes_exclude_one_another_and_unknown_articles_are_told(own, coopkg):
    assert coopkg(own, "review", "--list", "--accept-all-resolved").returncode == 2
    told = coopkg(own, "review", "--list", "secon")
    assert (told.returncode, told.stderr) == (
        1,
        "coopkg: secon: there are no proposals of that article; did you mean `second`?\n",
    )


def test_proposals_with_faults_are_told_with_their_line(own, reviewed, coopkg):
    reviewed.write("proposals/second.jsonl", (reviewed.path / "proposals/second.jsonl").read_text("utf-8") + "{}\n")
    told = coopkg(own, "review", "--list")

    assert told.returncode == 1
    assert "second.jsonl:4: `id`: missing" in told.stderr


def walked(own, *keys):
    """Walk in a pseudo-terminal, with a line for each prompt, and return exit code and all that was shown."""
    terminal, inner = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "coopkg", "review", "--reviewer", "An"],
        env=environ_of(own) | {"COLUMNS": "200", "TERM": "xterm"}, stdin=inner, stdout=inner, stderr=inner,
    )  # fmt: skip
    os.close(inner)
    os.write(terminal, "".join(f"{key}\n" for key in keys).encode())
    shown = b""
    while select.select([terminal], [], [], COMMAND_TIMEOUT_S)[0]:
        try:
            piece = os.read(terminal, 1 << 16)
        except OSError:
            break
        shown += piece
        if not piece:
            break
    os.close(terminal)
    return process.wait(COMMAND_TIMEOUT_S), shown.decode()


def test_the_walk_shows_the_sentence_and_accepts_edits_registers_rejects_and_undoes(own, reviewed):
    keys = [
        "a",  # the first
        "a",  # the second cannot be accepted yet
        "e", "time", "2021",
        "e", "organization", "Hội G",
        "n", "", "", "", "Institute H",
        "a",
        "r",  # the third, taken back at the end
        "u",
        "e", "content", "vào Hội G",
        "x",
        "a",
        "",
        "n",
    ]  # fmt: skip
    code, shown = walked(own, *keys)

    assert code == 0
    # The marks of the quotation, and its colours.
    assert "«\x1b[0m\x1b[1;33mViện H là thành viên của Tổ chức A\x1b[0m\x1b[2m»" in shown
    assert "missing: `arguments.member`: Viện H" in shown
    assert "cannot be accepted yet" in shown
    assert "undone: reject second-p3" in shown
    assert "no such key" in shown
    assert "Institute H: member of" in shown
    facts = {fact.id: fact for fact in read_data(reviewed.path).facts}
    assert (facts["second-p2"].content.organization, facts["second-p2"].time.text) == ("association-g", "2021")
    assert facts["second-p3"].content.content == {"vi": "vào Hội G"}
    assert facts["second-p3"].content.holder == "vien-h"


def test_an_entity_is_chosen_by_its_number_and_the_graph_is_built_on_request(own, reviewed):
    reviewed.change(
        "proposals/second.jsonl", '"names": ["Viện H"]}, "organization"', '"names": ["Hội GG"]}, "organization"'
    )
    code, shown = walked(own, "s", "1", "a", "q", "y")

    assert code == 0
    assert "snapshot 1" in shown
    (fact,) = [fact for fact in read_data(reviewed.path).facts if fact.id == "second-p2"]
    assert fact.content.member == "association-g"


def test_who_leaves_keeps_what_was_decided(own, reviewed):
    code, shown = walked(own, "u", "a", "\x04")

    assert code == 130
    assert "there is nothing to undo" in shown
    assert "what was decided stands" in shown
    assert [each["status"] for each in reviewed.lines("proposals/second.jsonl")] == ["accepted", "proposed", "proposed"]


def test_the_reviewer_is_the_one_that_is_named(own, reviewed, coopkg):
    command = [sys.executable, "-m", "coopkg", "review", "--accept-all-resolved"]
    environ = environ_of(own) | {"COOPKG_REVIEWER": " Chị  Hoa"}
    subprocess.run(command, env=environ, capture_output=True, timeout=COMMAND_TIMEOUT_S, check=True)

    assert [each["reviewed_by"] for each in reviewed.lines("facts/second.jsonl")] == ["Chị Hoa"]
    refused = coopkg(own, "review", "--list", "--reviewer", "a\u0001b")
    assert (refused.returncode, "not the name of a person" in refused.stderr) == (3, True)


PAGE = Path(__file__).parent.parent / "docs" / "how-to" / "review-and-withdraw.md"
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("line", [line for block in BLOCKS for line in block.splitlines()])
def test_the_commands_of_the_how_to_can_be_given(line):
    name, *arguments = shlex.split(line.partition(" > ")[0])[1:]
    command = import_module(f"coopkg.cli.{name}").command

    assert command.make_context(name, arguments)


def test_the_decisions_of_the_how_to_can_be_read():
    (lines,) = re.findall(r"^```json\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)

    assert [each.verdict for each in parse_decisions("page", lines.splitlines())] == ["accept", "edit"]
