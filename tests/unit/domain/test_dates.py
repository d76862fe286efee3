from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopkg.domain.dates import Bounds, attested_bounds_of, bounds_of, parse_edtf

checked = settings(derandomize=True, deadline=None, max_examples=400)

days = st.dates(min_value=date(1, 1, 1))
components = st.builds(
    lambda day, form: day.strftime(form).zfill(len(form)),
    st.dates(min_value=date(1000, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%Y-%m", "%Y"]),
) | st.builds(
    lambda day, form: form.format(year=f"{day.year:04}", month=f"{day.month:02}", day=f"{day.day:02}"),
    days,
    st.sampled_from(["{year}-XX", "{year}-XX-XX", "{year}-{month}-XX", "XXXX-{month}-{day}", "XXXX-{month}", "XXXX"]),
)


@st.composite
def edtf_texts(draw):
    form = draw(st.sampled_from(["date", "interval", "start", "end"]))
    one, other = draw(components), draw(components)
    text = {"date": one, "interval": f"{one}/{other}", "start": f"{one}/", "end": f"/{one}"}[form]
    try:
        parse_edtf(text)
    except ValueError:
        # The sides may come in the wrong order: then the other order is right.
        return f"{other}/{one}"
    return text


@checked
@given(edtf_texts())
def test_a_date_is_printed_as_it_was_read(text):
    assert parse_edtf(text).text == text
    assert parse_edtf(parse_edtf(text).text) == parse_edtf(text)


@checked
@given(edtf_texts())
def test_bounds_are_in_order(text):
    bounds = bounds_of(parse_edtf(text))

    for earlier, later in [
        (bounds.earliest_start, bounds.latest_start),
        (bounds.earliest_end, bounds.latest_end),
        (bounds.earliest_start, bounds.earliest_end),
        (bounds.latest_start, bounds.latest_end),
    ]:
        assert earlier is None or later is None or earlier <= later


@checked
@given(edtf_texts())
def test_what_is_attested_began_before_its_last_day_and_ended_after_its_first(text):
    edtf = parse_edtf(text)
    bounds, attested = bounds_of(edtf), attested_bounds_of(edtf)

    assert attested == Bounds(None, bounds.latest_end, bounds.earliest_start, None)


@checked
@given(days)
def test_a_day_is_its_own_bounds(day):
    assert bounds_of(parse_edtf(day.isoformat())) == Bounds(day, day, day, day)


@checked
@given(days, st.integers(0, 3000))
def test_an_interval_of_days_starts_and_ends_on_them(start, length):
    end = start + timedelta(days=min(length, (date.max - start).days))

    assert bounds_of(parse_edtf(f"{start}/{end}")) == Bounds(start, start, end, end)


@checked
@given(days, st.integers(1, 3000))
def test_an_interval_cannot_end_before_it_starts(end, length):
    start = end + timedelta(days=min(length, (date.max - end).days))

    if start != end:
        with pytest.raises(ValueError, match="ends before it starts"):
            parse_edtf(f"{start}/{end}")


@checked
@given(st.text(st.sampled_from("0123456789X-/. ٢"), max_size=12))
def test_any_text_is_a_date_or_a_value_error(text):
    try:
        edtf = parse_edtf(text)
    except ValueError:
        return
    assert edtf.text.isascii()
    bounds_of(edtf)


BOUNDS = [
    ("2021", ("2021-01-01", "2021-12-31", "2021-01-01", "2021-12-31")),
    ("2021-02", ("2021-02-01", "2021-02-28", "2021-02-01", "2021-02-28")),
    ("2020-02", ("2020-02-01", "2020-02-29", "2020-02-01", "2020-02-29")),
    ("2022-02-17", ("2022-02-17", "2022-02-17", "2022-02-17", "2022-02-17")),
    ("2021-XX", ("2021-01-01", "2021-12-31", "2021-01-01", "2021-12-31")),
    ("2021-XX-XX", ("2021-01-01", "2021-12-31", "2021-01-01", "2021-12-31")),
    ("XXXX-03-29", (None, None, None, None)),
    ("2020/2021", ("2020-01-01", "2020-12-31", "2021-01-01", "2021-12-31")),
    ("2021-01/", ("2021-01-01", "2021-01-31", None, None)),
    ("/2021", (None, None, "2021-01-01", "2021-12-31")),
    ("2021/2021-03", ("2021-01-01", "2021-03-31", "2021-03-01", "2021-03-31")),
    ("2021-06/2021", ("2021-06-01", "2021-06-30", "2021-06-01", "2021-12-31")),
]


@pytest.mark.parametrize(("text", "expected"), BOUNDS, ids=lambda value: value if isinstance(value, str) else "")
def test_bounds_say_what_the_text_knows(text, expected):
    bounds = bounds_of(parse_edtf(text))

    assert bounds == Bounds(*(date.fromisoformat(day) if day else None for day in expected))


@pytest.mark.parametrize("text", ["2021 /2022", "2021/ 2022", " 2021/2022 "])
def test_blanks_around_a_side_are_dropped(text):
    assert parse_edtf(text).text == "2021/2022"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2021-02-30", "not a possible date: 2021-02-30"),
        ("2021-13", "not a possible date"),
        ("2021-00", "not a possible date"),
        ("2021-02-29", "not a possible date"),
        ("XXXX-02-30", "not a possible date"),
        ("0000", "not a possible date"),
        ("2022/2021", "ends before it starts"),
        ("2021/..", "an open side"),
        ("../2021", "an open side"),
        ("", "not an EDTF date or interval"),
        ("/", "not an EDTF date or interval"),
        ("2020/2021/2022", "not an EDTF date"),
        ("20XX", "not an EDTF date"),
        ("2021-1", "not an EDTF date"),
        ("2021-10-1", "not an EDTF date"),
        ("17/02/2022", "not an EDTF date"),
        ("2021~", "not an EDTF date"),
        ("2021-21", "not a possible date"),
        ("-2021", "not an EDTF date"),
        ("٢٠٢١", "not an EDTF date"),
        ("2021- 2022", "not an EDTF date"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        parse_edtf(text)


def test_an_unknown_year_may_be_a_leap_year():
    assert parse_edtf("XXXX-02-29").text == "XXXX-02-29"


def test_only_a_slash_makes_an_interval():
    assert parse_edtf("2020/2021").is_interval
    assert not parse_edtf("2020").is_interval
