"""`coopkg bench` from outside: a quick run tells all tables and equal closures; what cannot be run is told."""

import re
import sys
import time

import pytest

from coopkg.bench.closures import comparison
from coopkg.bench.engines import ENGINES, Places
from coopkg.bench.peers import nemo_directory
from coopkg.bench.processes import Failure, Run, run
from coopkg.bench.tasks import Task, prepare

ROW = re.compile(
    r"^\| (\w[\w-]*) \| (OWL 2 RL|ours, given) \| [\d,]+ \| [\d.,]+ \| .* \| [\d.,]+ \| .* \| [\d,]+ \| (.*) \|$"
)


@pytest.fixture(scope="module")
def quick(settings, coopkg, tmp_path_factory):
    path = tmp_path_factory.mktemp("bench") / "report.md"
    return coopkg(settings, "bench", "reason", "--quick", "--output", str(path)), path


def test_a_quick_run_finds_every_closure_equal(quick):
    told, _ = quick
    rows = [match.groups() for line in told.stdout.splitlines() if (match := ROW.match(line))]

    assert told.returncode == 0, told.stderr
    assert {name for name, _, _ in rows} >= {"columns", "owlrl"}
    assert len(rows) == 4 * len({name for name, _, _ in rows})
    assert {compared for name, _, compared in rows if name == "columns"} == {"ours"}
    assert {compared for name, _, compared in rows if name != "columns"} == {"equal"}


def test_a_quick_run_tells_the_machine_and_every_table(quick):
    told, _ = quick

    assert told.stdout.startswith("Machine: ")
    assert "\nVersions: Python 3." in told.stdout
    assert re.findall(r"^###? (\w+(?: \w+)?)", told.stdout, re.MULTILINE) == [
        *("Closures", "coop", "univ", "coop", "univ", "Growth"),
        *("Changes", "A clique", "A proof"),
    ]
    assert re.search(r"^\| steps \| 39 \|$", told.stdout, re.MULTILINE)
    assert re.search(r"^\| coop \| 200 \| 400 \| 2 \| [\d.]+ \| [\d.]+ \|$", told.stdout, re.MULTILINE)


def test_the_report_is_written_as_it_is_told(quick):
    told, path = quick

    assert path.read_text(encoding="utf-8") == told.stdout


def test_a_quick_run_does_what_other_options_say(settings, coopkg):
    options = ("--shape", "univ", "--size", "100", "--engine", "owlrl", "--part", "closure", "--limit", "50")
    told = coopkg(settings, "bench", "reason", "--quick", *options, "--repeat", "2")

    assert told.returncode == 0, told.stderr
    assert "Runs of each engine: 2, in turn" in told.stdout
    assert "what took 50 s was stopped" in told.stdout
    assert re.findall(r"^###? (.*)$", told.stdout, re.MULTILINE)[:2] == ["Closures", "univ, 100 triples"]
    assert re.findall(r"^\| (columns|nemo|duckdb|owlrl) \|", told.stdout, re.MULTILINE)[:2] == ["columns", "owlrl"]
    assert "## A proof" not in told.stdout


def test_an_engine_that_is_not_installed_is_told_with_how_to_install_it(settings, coopkg, tmp_path):
    told = coopkg(settings, "bench", "reason", "--engine", "jena", "--jena", str(tmp_path))

    assert told.returncode == 3
    assert "jena is not installed: apt-get install libapache-jena-java" in told.stderr


def test_an_unknown_engine_is_a_wrong_call(settings, coopkg):
    assert coopkg(settings, "bench", "reason", "--engine", "hermit").returncode == 2


def test_the_data_are_written_as_they_are_measured(settings, coopkg, tmp_path):
    path = tmp_path / "univ.nt"
    told = coopkg(settings, "bench", "data", "univ", "30", str(path))

    assert told.returncode == 0
    assert len(path.read_text(encoding="utf-8").splitlines()) == 30


def test_a_run_tells_its_time_its_memory_and_its_last_line(tmp_path):
    done = run([sys.executable, "-c", "print('first'); print('{\"x\": 1}')"], 30, tmp_path / "out")

    assert isinstance(done, Run)
    assert done.told() == {"x": 1}
    assert 0 < done.process_s < 30
    assert done.peak_mb > 1


def test_a_run_that_takes_too_long_is_ended_though_it_waits_for_another(tmp_path):
    started = time.monotonic()
    script = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    done = run([sys.executable, "-c", script], 1, tmp_path / "out")

    assert done == Failure("not within 1 s")
    assert time.monotonic() - started < 30


def test_a_run_that_fails_tells_its_last_line_of_errors(tmp_path):
    done = run([sys.executable, "-c", "raise SystemExit('no such rule')"], 30, tmp_path / "out")

    assert done == Failure("no such rule")


def test_the_tables_that_nemo_writes_are_read_back_as_triples(tmp_path):
    task = Task("coop", 3, tmp_path)
    prepare(task)
    nemo_directory(task).mkdir()
    tables = task.rules("tables").read_text(encoding="utf-8")
    place = re.search(r"^(c\d+)\(\?x\) :- t\(.*#Place>\) \.$", tables, re.MULTILINE)
    label = re.search(r"^(p\d+)\(\?x, \?y\) :- t\(\?x, <[^>]*#partOf>", tables, re.MULTILINE)
    assert place is not None
    assert label is not None
    (nemo_directory(task) / f"{place.group(1)}.tsv").write_text("x:a\n", encoding="utf-8")
    (nemo_directory(task) / f"{label.group(1)}.tsv").write_text('x:a\t"""a \\""b"""\n', encoding="utf-8")
    task.output("columns").write_text(
        "<x:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://coop.example/vocabulary#Place> .\n"
        '<x:a> <https://coop.example/vocabulary#partOf> "a \\"b" .\n',
        encoding="utf-8",
    )

    assert comparison(task, "nemo").is_equal


def test_every_engine_that_may_be_missing_says_how_to_get_it(tmp_path):
    nowhere = Places(tmp_path, tmp_path)

    assert [engine.name for engine in ENGINES if not engine.is_there(nowhere) and not engine.remedy] == []
