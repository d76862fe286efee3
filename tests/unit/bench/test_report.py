from coopkg.bench.comparison import Comparison
from coopkg.bench.engines import ENGINES
from coopkg.bench.report import closures, growth, skipped
from coopkg.bench.rounds import Result

BY_NAME = {engine.name: engine for engine in ENGINES}


def result(name, closure_s, comparison=None, **told):
    return Result(
        BY_NAME[name],
        closures_s=[closure_s],
        processes_s=[2 * closure_s],
        peaks_mb=[64],
        told=told,
        comparison=comparison,
    )


OURS = result("columns", 0.5, given=100, inferred=40, closure_mb=50)


def test_an_engine_is_told_with_its_ratio_to_ours():
    table = list(closures("coop", 90, [OURS, result("owlrl", 60.0, Comparison(140, 0, 0, "", ""))]))

    assert table[3] == "| columns | OWL 2 RL | 40 | 0.50 |  | 1.00 |  | 64 | ours |"
    assert table[4] == "| owlrl | OWL 2 RL | 40 | 60.00 | 120 | 120.00 | 120 | 64 | equal |"


def test_a_closure_that_differs_is_told_with_how_and_why():
    other = result("eye", 5.0, Comparison(136, 5, 1, "rdf:first 5", "rdf:type 1"))
    table = "\n".join(closures("coop", 90, [OURS, other]))

    assert "| 36 | 5.00 | 10.0 | 10.00 | 10.0 | 64 | lacks 5 (rdf:first 5); adds 1 (rdf:type 1) |" in table
    assert "\neye: It makes terms of its own of rdf:Lists" in table


def test_a_run_without_an_end_is_told_as_such():
    table = list(closures("coop", 90, [OURS, Result(BY_NAME["jena"], failure="not within 5 s")]))

    assert table[4] == "| jena | ours, given | – | – | – | – | – | – | not within 5 s |"


def test_where_our_own_closure_failed_nothing_is_compared():
    table = list(closures("coop", 90, [Result(BY_NAME["columns"], failure="not within 5 s"), result("owlrl", 60.0)]))

    assert table[4] == "| owlrl | OWL 2 RL | – | 60.00 |  | 120.00 |  | 64 | not compared |"


def test_growth_goes_from_each_size_to_the_next():
    sizes = {("coop", 10): OURS, ("coop", 100): result("columns", 4.0), ("univ", 10): OURS}

    assert list(growth(sizes)) == ["| coop | 10 | 100 | 10 | 8.0 | 8.0 |"]


def test_what_is_not_there_is_told_with_how_to_install_it():
    assert list(skipped([BY_NAME["nemo"]])) == ["- nemo is not installed: pip install 'coopkg[bench]'"]
