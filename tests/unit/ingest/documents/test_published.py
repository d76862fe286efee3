import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopkg.ingest.documents.published import published_on


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022", "2022"),
        ("2022-02", "2022-02"),
        ("2020/2021", "2020/2021"),
        ("2022-02-17T10:00:00+07:00", "2022-02-17"),
        ("2022-02-17 10:00", "2022-02-17"),
        ("Thứ Năm, 17/02/2022 10:30 (GMT+7)", "2022-02-17"),
        ("7-2-2022", "2022-02-07"),
        ("17.02.2022", "2022-02-17"),
        ("2022/2/17", "2022-02-17"),
        ("ngày 17 tháng 2 năm 2022", "2022-02-17"),
        ("17 February 2022", "2022-02-17"),
        ("Feb 17th, 2022", "2022-02-17"),
    ],
)
def test_dates_are_read_in_many_forms(text, day):
    assert published_on(text).text == day


@pytest.mark.parametrize("text", ["", "hôm nay", "31/02/2022", "02/17/2022", "17/02", "1645066800", "2022-02-175"])
def test_what_names_no_day_for_sure_is_left_out(text):
    assert published_on(text) is None


@given(st.text())
def test_any_text_names_a_day_or_none(text):
    published_on(text)
