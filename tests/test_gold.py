"""Whether `data/` states all that the two published articles state, and none of what they only seem to state.

The list of what they state (the gold list) is kept elsewhere; `COOPKG_GOLD` names its directory, and without it only
the tests of the traps run. Both read the YAML as it stands, so that no fault of the loader can hide one of the data.
"""

import ast
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

DATA = Path(__file__).parents[1] / "data"
GOLD_OF = {"iso-forum-2022-02": "gold_seed1", "hop-tac-quoc-te-2021": "gold_seed2"}
COMPARATORS = {"~": "≈"}
# The gold list calls the grant by the name of its agreement.
ALSO_NAMED = {"seed2-032": "phu-yen-grant-agreement"}
# A term is no date of an event, and the year in the name of an initiative is no date of its work.
OTHER_TIME = {"seed2-042": {None}, "seed2-049": {"2020/2021"}}


@cache
def facts_of(article):
    return yaml.safe_load((DATA / "facts" / f"{article}.yaml").read_text(encoding="utf-8"))["facts"]


@cache
def registry():
    files = sorted((DATA / "registry").glob("*.yaml"))
    return {entity["slug"]: entity for file in files for entity in yaml.safe_load(file.read_text(encoding="utf-8"))}


def facts(type_=None, modality="asserted", **arguments):
    """Return the facts of both articles that have this type, this modality and these arguments; None means any."""
    return [
        fact
        for article in GOLD_OF
        for fact in facts_of(article)
        if type_ in (None, fact["type"])
        and modality in (None, fact["modality"])
        and all(fact["arguments"].get(name) == value for name, value in arguments.items())
    ]


def naming(slug):
    return [fact for fact in facts(modality=None) if slug in leaves(fact["arguments"])]


def told(name, facts_):
    """Return the values of the argument `name` in `facts_`."""
    return [fact["arguments"].get(name) for fact in facts_]


def times(facts_):
    return {fact.get("time") for fact in facts_}


def leaves(value):
    match value:
        case dict():
            return [leaf for part in value.values() for leaf in leaves(part)]
        case list():
            return [leaf for part in value for leaf in leaves(part)]
        case _:
            return [value]


# The traps.


def test_a_seat_in_the_iso_council_is_hoped_for_and_not_held():
    seats = [fact for fact in naming("iso-council") if fact["type"] in {"membership", "role", "affiliation"}]

    assert [fact["modality"] for fact in seats] == ["hoped"]


def test_the_president_of_iso_and_the_national_bodies_only_hope_to_meet():
    said = [fact for fact in naming("iso-national-standards-bodies") if fact["type"] != "alias"]

    assert [(fact["type"], fact["modality"]) for fact in said] == [("stance", "hoped"), ("stance", "requested")]


def test_the_forum_of_march_2022_is_only_planned():
    assert [fact["modality"] for fact in naming("iso-asia-pacific-forum-2022-03")] == ["planned"]


def test_help_of_iso_for_viet_nam_is_hoped_for_and_no_project():
    assert told("project", facts("project", modality=None, owner="iso")) == ["iso-smart"]
    assert told("leader", facts("project", modality=None, project="iso-smart")) == [None]
    assert [fact["modality"] for fact in facts("stance", modality=None, agents=["iso"])] == ["hoped"]
    assert [fact for fact in facts("cooperation", modality=None) if "iso" in fact["arguments"]["parties"]] == []


def test_ha_minh_hiep_is_deputy_director_general_in_charge_and_nothing_else():
    held = facts("role", modality=None, holder="ha-minh-hiep") + facts(
        "affiliation", modality=None, agent="ha-minh-hiep"
    )

    assert [(fact["arguments"]["role"], fact["arguments"]["organization"]) for fact in held] == [
        ("deputy-director-general-in-charge", "stameq")
    ]


def test_zero_emissions_are_promised_and_not_reached():
    (pledge,) = facts("commitment", debtor="viet-nam", instrument="viet-nam-net-zero-2050")
    zeros = facts("statistic", modality=None, value=0)

    assert (pledge["arguments"]["due"], pledge["arguments"]["announced_at"]) == ("2050", "cop26")
    assert pledge["arguments"].get("status", "made") == "made"
    assert [fact["modality"] for fact in zeros] == ["planned"]


def test_the_london_declaration_is_of_2021_issued_by_iso_and_adopted_by_the_members():
    issued = facts("document", modality=None, document="london-declaration", action="issued")
    adopted = facts("document", modality=None, document="london-declaration", action="adopted")

    assert (told("by", issued), times(issued)) == ([["iso"]], {"2021-09"})
    assert (told("by", adopted), times(adopted)) == ([["viet-nam", "iso-members"]], {"2021"})
    assert told("event", issued + adopted) == ["iso-general-assembly-2021"] * 2


def test_ulrika_francke_is_president_of_iso_and_of_nothing_else():
    held = facts("role", modality=None, holder="ulrika-francke")

    assert {(fact["arguments"]["role"], fact["arguments"]["organization"]) for fact in held} == {("president", "iso")}
    assert set(told("holder", facts("role", modality=None, organization="iso"))) == {"ulrika-francke"}
    assert facts("affiliation", modality=None, agent="ulrika-francke") == []


@pytest.mark.parametrize(
    ("agreement", "status"),
    [
        ("afa-mra", "agreed"),
        ("mra-building-materials", "agreed"),
        ("apmra", "signed"),
        ("phu-yen-grant-agreement", "signed"),
    ],
)
def test_what_is_agreed_is_not_signed(agreement, status):
    assert told("status", facts("agreement", modality=None, agreement=agreement)) == [status]


@pytest.mark.parametrize("group", ["accsq-wg-standards", "accsq-wg-conformity-assessment"])
def test_the_chairs_of_the_accsq_working_groups_are_only_handed_over(group):
    roles = facts("role", modality=None, organization=group)

    assert [(fact["arguments"]["phase"], fact["time"]) for fact in roles] == [("handed_over", "/2021")]


@pytest.mark.parametrize("body", ["accsq", "apo"])
def test_the_chairs_of_accsq_and_apo_end_with_their_term(body):
    roles = facts("role", modality=None, organization=body)

    assert [(fact["arguments"]["phase"], fact["time"]) for fact in roles] == [("ends", "2020/2021")]


def test_there_is_one_grant_and_its_sum_is_told_in_two_currencies():
    (grant,) = facts("grant", modality=None)
    arguments = grant["arguments"]

    assert {(amount["value"], amount["currency"]) for amount in arguments["amounts"]} == {
        (57_000_000, "JPY"),
        (11_000_000_000, "VND"),
    }
    assert [arguments[name] for name in ("donor", "channel", "recipient")] == ["government-of-japan", "apo", "phu-yen"]


@pytest.mark.parametrize(("value", "comparator"), [(80, ">"), (20, "≈"), (6, "="), (86, "="), (None, "many")])
def test_counts_keep_their_comparator(value, comparator):
    counts = facts("statistic", modality=None, value=value)

    assert {fact["arguments"]["comparator"] for fact in counts} == {comparator}


def test_the_term_of_a_chair_is_no_date_of_an_event():
    dated = [fact for type_ in ("event", "organizing", "participation") for fact in facts(type_, modality=None)]

    assert "2022-02-17" in times(dated)
    assert "2020/2021" not in times(dated)


def test_saudi_arabia_and_not_unido_hosts_gmis():
    organizing = facts("organizing", modality=None, event="gmis")

    assert [(fact["arguments"]["organizer"], fact["arguments"]["capacity"]) for fact in organizing] == [
        ("saudi-arabia", "host")
    ]


def test_the_minister_of_the_philippines_is_a_guest_and_not_of_stameq():
    participation, affiliation = naming("philippines-science-minister")

    assert participation["arguments"] == {
        "participant": "philippines-science-minister",
        "event": "apo-talk-science-technology",
    }
    assert (affiliation["arguments"]["organization"], affiliation["arguments"]["capacity"]) == (
        "philippines",
        "minister",
    )


def test_staff_speak_on_behalf_of_apo_once_and_else_of_nobody_that_is_told():
    spoken = facts("participation", modality=None, participant="stameq-staff")

    assert {fact["arguments"]["event"]: fact["arguments"].get("on_behalf_of") for fact in spoken} == {
        "international-conferences-2021": None,
        "coconut-standards-workshop": None,
        "apo-talk-science-technology": None,
        "industrial-development-conference-2": "apo",
        "gmis": None,
        "asean-unido-smart-manufacturing-workshop": None,
        "australia-standards-summit": None,
        "other-conferences-2021": None,
    }


def test_huynh_thanh_dat_is_minister_in_viet_nam_and_not_in_the_philippines():
    held = facts("role", modality=None, holder="huynh-thanh-dat")

    assert [(fact["arguments"]["role"], fact["arguments"]["organization"]) for fact in held] == [("minister", "most")]
    assert facts("affiliation", modality=None, agent="huynh-thanh-dat") == []


def test_stameq_is_president_of_nothing():
    roles = facts("role", modality=None, holder="stameq")

    assert set(told("role", roles)) == {"chair"}
    assert "iso" not in told("organization", roles)


def test_the_circular_is_issued_by_the_ministry_of_health_in_2018():
    issued = facts("document", modality=None, document="circular-32-2018-tt-byt")

    assert [(fact["arguments"]["action"], fact["arguments"]["by"], fact["time"]) for fact in issued] == [
        ("issued", ["moh"], "2018")
    ]


def test_the_signing_in_the_photograph_is_merged_with_no_other():
    (captioned,) = naming("captioned-online-signing")

    assert captioned["arguments"] == {"event": "captioned-online-signing", "mode": "online"}
    assert "time" not in captioned


def test_the_aims_of_the_gender_action_plan_are_aims():
    (promise,) = facts("commitment", modality=None, instrument="iso-gender-action-plan")
    others = [fact for fact in naming("iso-gender-action-plan") if fact != promise]

    assert promise["arguments"].get("status", "made") == "made"
    assert [(fact["type"], fact["modality"]) for fact in others] == [("purpose", "intended")] * 2


def test_nothing_that_is_only_hoped_asked_or_planned_is_stated_too():
    stated = [fact["arguments"] for fact in facts()]
    unstated = [fact for modality in ("planned", "hoped", "requested", "intended") for fact in facts(modality=modality)]

    assert len(unstated) == 8
    assert [fact["id"] for fact in unstated if fact["arguments"] in stated] == []


@pytest.mark.parametrize(
    ("article", "spelling"),
    [
        ("iso-forum-2022-02", "Tuyên bố Luân Đôn"),
        ("iso-forum-2022-02", "Tổng cục TCĐLCL"),
        ("iso-forum-2022-02", "hi vọng"),
        ("hop-tac-quoc-te-2021", "Tuyên bố Luân-đôn"),
        ("hop-tac-quoc-te-2021", "nhiệm kỳ 2021- 2022"),
        ("hop-tac-quoc-te-2021", "06 hội nghị"),
        ("hop-tac-quoc-te-2021", "hơn 80"),
        ("hop-tac-quoc-te-2021", "khoảng 20"),
        ("hop-tac-quoc-te-2021", "57 triệu Yên Nhật"),
        ("hop-tac-quoc-te-2021", "Arập Xê-út"),
        ("hop-tac-quoc-te-2021", "Underwriter Laboratory"),
    ],
)
def test_the_briefs_keep_the_spellings_that_a_reader_of_articles_stumbles_over(article, spelling):
    assert spelling in (DATA / "articles" / f"{article}.md").read_text(encoding="utf-8")


# The gold list.


@pytest.fixture(scope="module")
def gold():
    named = os.environ.get("COOPKG_GOLD")
    if not named:
        pytest.skip("COOPKG_GOLD does not name the directory of the gold list")
    directory = Path(named)
    if not directory.is_dir():
        pytest.fail(f"COOPKG_GOLD names {directory}, which is no directory")
    return {
        article: yaml.safe_load((directory / f"{name}.yaml").read_text(encoding="utf-8"))["facts"]
        for article, name in GOLD_OF.items()
    }


@pytest.fixture(scope="module")
def tables(gold):
    """The tables of the scorer; read and not imported, since it needs packages that we do not."""
    assert gold
    tree = ast.parse((Path(os.environ["COOPKG_GOLD"]) / "score.py").read_text(encoding="utf-8"))
    values = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    return ast.literal_eval(values["TYPES"]), ast.literal_eval(values["MODALITY"])


def pairs(gold) -> Iterator[tuple[dict, list[dict]]]:
    """Yield each fact of the gold list with those of ours that bear its number (036, 036b …)."""
    for article, wanted in gold.items():
        for fact in wanted:
            number = fact["id"].rpartition("-")[2]
            own = re.compile(f"{re.escape(article)}-{number}[b-z]?")
            yield fact, [ours for ours in facts_of(article) if own.fullmatch(ours["id"])]


def test_each_gold_fact_is_stated_with_its_type_and_modality(gold, tables):
    types, modalities = tables
    missed = [
        wanted["id"]
        for wanted, ours in pairs(gold)
        if not any(
            (types[wanted["type"]] is None or fact["type"] in types[wanted["type"]])
            and fact["modality"] in modalities[wanted["modality"]]
            for fact in ours
        )
    ]

    assert sum(len(wanted) for wanted in gold.values()) == 119
    assert missed == []


def test_each_fact_of_ours_bears_a_number_of_the_gold_list(gold):
    known = {fact["id"] for _, ours in pairs(gold) for fact in ours}

    assert {fact["id"] for fact in facts(modality=None)} - known == set()


def test_the_named_arguments_of_each_gold_fact_are_named(gold, tables):
    types, _ = tables
    missed = []
    for wanted, ours in pairs(gold):
        # An alias or an affiliation that we add names a party, but does not say that it is one.
        asked = [
            fact for fact in ours if fact["type"] not in {"alias", "affiliation"} - set(types[wanted["type"]] or ())
        ]
        known = names_in(asked, ALSO_NAMED.get(wanted["id"]))
        missed += [(wanted["id"], sorted(names)) for names in named_arguments(wanted["arguments"]) if not names & known]

    assert missed == []


def test_the_numbers_of_each_gold_fact_are_told(gold):
    missed = [wanted["id"] for wanted, ours in pairs(gold) if not numbers_of(wanted) <= numbers_in(ours)]

    assert sum(len(numbers_of(wanted)) for wanted, _ in pairs(gold)) == 14
    assert missed == []


def test_the_comparators_of_the_gold_list_are_kept(gold):
    compared = [(wanted, ours) for wanted, ours in pairs(gold) if "comparator" in wanted.get("value", {})]
    missed = [
        wanted["id"]
        for wanted, ours in compared
        if COMPARATORS.get(wanted["value"]["comparator"], wanted["value"]["comparator"]) not in told("comparator", ours)
    ]

    assert len(compared) == 11
    assert missed == []


def test_the_times_of_each_gold_fact_are_told(gold):
    missed = [
        (wanted["id"], expected, times(ours))
        for wanted, ours in pairs(gold)
        if (expected := OTHER_TIME.get(wanted["id"]) or time_of(wanted.get("time", {})))
        and not expected & (times(ours) | set(told("due", ours)))
    ]

    assert missed == []


def fold(text: str) -> str:
    """Return `text` as the scorer compares names: dashes and spaces alike, case and the stroke of đ dropped."""
    text = unicodedata.normalize("NFC", text).casefold().replace("đ", "d")
    return re.sub(r"[\s\-–—]+", " ", text).strip()


def named_arguments(arguments: dict) -> Iterator[set[str]]:
    """Yield the names of each argument that has one, in all its languages."""
    for value in arguments.values():
        for argument in value if isinstance(value, list) else [value]:
            if isinstance(argument, dict) and (argument.get("vi") or argument.get("acronym")):
                yield {fold(argument[key]) for key in ("vi", "en", "acronym") if argument.get(key)}


def names_in(ours: Iterable[dict], also: str | None) -> set[str]:
    """Return all names of all entities that `ours` name; a slug `also` counts as named."""
    slugs = {leaf for fact in ours for leaf in leaves(fact["arguments"])} | {also}
    keys = ("labels", "acronyms", "short", "variants", "former")
    entities = [registry()[slug] for slug in slugs & registry().keys()]
    return {fold(name) for entity in entities for key in keys for name in leaves(entity.get(key, {}))}


def numbers_of(wanted: dict) -> set[float]:
    counted = [wanted.get("value", {}).get("quantity"), wanted["arguments"].get("ordinal")]
    paid = [amount["value"] for amount in wanted.get("amount", [])]
    return {float(number) for number in [*counted, *paid] if number is not None}


def numbers_in(ours: Iterable[dict]) -> set[float]:
    return {float(leaf) for fact in ours for leaf in leaves(fact["arguments"]) if isinstance(leaf, int)}


def time_of(time: dict) -> set[str]:
    """Return the time of a gold fact in the forms that ours may have it, or nothing where it has none.

    >>> time_of({"start": "2020", "end": "2021"})
    {'2020/2021'}
    """
    match time:
        case {"start": start, "end": end}:
            return {start if start == end else f"{start}/{end}"}
        case {"end": end}:
            return {f"/{end}"}
        case {"from": start}:
            return {f"{start}/"}
        case _:
            return {time[key] for key in ("on", "in", "at", "stated", "due") if key in time}
