from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coopkg.errors import BadInputError
from coopkg.ingest.documents.page import page_body

HEAD = """<meta property="og:title" content="Việt Nam dự hội nghị ISO"><meta property="og:site_name" content="Báo Mẫu">
<link rel="canonical" href="https://bao.example/tin/1.html">"""
LEAD = "Ngày 17/02/2022, đoàn Việt Nam dự Diễn đàn ISO khu vực Châu Á – Thái Bình Dương theo hình thức trực tuyến."
MEMBER = "Tổng cục Tiêu chuẩn Đo lường Chất lượng là thành viên của ISO, thay mặt cho Việt Nam từ nhiều năm nay."
PAGE = f"""<!DOCTYPE html><html lang="vi"><head><title>ISO | Báo Mẫu</title>{HEAD}%(head)s</head>
<body><nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/kt">Kinh tế</a></li></ul></nav>
<div class="sidebar">Quảng cáo: mua ngay! <a href="x">Tin nóng</a></div>
<article><h1>Việt Nam dự hội nghị ISO</h1><p><b>{LEAD}</b></p>%(picture)s<p>{MEMBER}</p>
<p>Bà Ulrika Francke cho biết ISO đang vận hành tốt. Bà hi vọng sẽ sớm gặp trực tiếp các thành viên.</p>
</article><div class="related"><h3>Tin liên quan</h3><a href="/2">Giá vàng hôm nay tăng mạnh</a></div>
<div class="comments"><p>Bạn đọc A: bài viết hay quá!</p></div>
<footer>Bản quyền thuộc về Báo Mẫu. Giấy phép số 123/GP-BTTTT ngày 01/01/2015.</footer></body></html>"""


def page(*, head="", picture=""):
    return page_body("a.html", PAGE % {"head": head, "picture": picture})


def test_a_page_is_its_article():
    body = page()

    assert body.text.startswith(f"Việt Nam dự hội nghị ISO\n{LEAD}\n{MEMBER}\nBà Ulrika")
    assert body.text.endswith("các thành viên.\n")


def test_a_page_tells_title_publisher_and_address():
    about = {"title": "Việt Nam dự hội nghị ISO", "publisher": "Báo Mẫu", "url": "https://bao.example/tin/1.html"}

    assert page().about == about


@pytest.mark.parametrize(
    "picture",
    [
        "<figure><img src=a.jpg><figcaption>{}</figcaption></figure>",
        "<figure><picture><img src=a.jpg></picture><figcaption class=Caption><p>{}</p></figcaption></figure>",
        "<table class=picture><tr><td><img src=b.jpg></td></tr><tr><td class=caption>{}</td></tr></table>",
        "<div type=Photo><div><img src=c.jpg></div><div class=PhotoCMS_Caption><p>{}</p></div></div>",
    ],
)
def test_captions_of_pictures_are_kept_where_they_stand(picture):
    caption = "Ông Hà Minh Hiệp phát biểu. Ảnh: TTXVN"

    assert f"{LEAD}\n{caption}\n{MEMBER}\n" in page(picture=picture.format(caption)).text


def test_a_table_of_figures_stays_one():
    rows = "".join(f"<tr><td>Năm {year}</td><td>{year - 2000} hội nghị quốc tế</td></tr>" for year in (2020, 2021))

    assert "20 hội nghị quốc tế" in page(picture=f"<table><caption>Số hội nghị</caption>{rows}</table>").text


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2022-02-17T10:00:00+07:00">',
        '<meta name="pubdate" content="17/02/2022">',
        '<script type="application/ld+json">{"@graph": [{"a": 1}, {"datePublished": "2022-02-17T03:00:00Z"}]}</script>',
    ],
)
def test_the_date_is_that_which_the_page_declares(head):
    assert "17" in page(head=head).about["published"]


@pytest.mark.parametrize(
    "head", ["", '<script type="application/ld+json">{"a": </script>', '<meta name=date content="hôm nay">']
)
def test_no_date_is_guessed_from_the_text_of_a_page(head):
    assert "published" not in page(head=head).about


def test_a_fragment_without_a_page_around_it_is_read():
    assert page_body("a", "<p>Tổng cục là thành viên của ISO.</p>").text == "Tổng cục là thành viên của ISO.\n"


@pytest.mark.parametrize(
    "content",
    [
        "<html><body><nav><a href=/>Trang chủ</a> <a href=/x>Kinh tế</a></nav><footer>Bản quyền</footer></body></html>",
        "<html><body></body></html>",
        "<div>" * 20000,
        "",
    ],
)
def test_a_page_without_an_article_is_told(content):
    with pytest.raises(BadInputError, match="a: no "):
        page_body("a", content)


def test_broken_html_is_read_as_far_as_it_goes():
    broken = (
        (PAGE % {"head": "", "picture": "<figure><figcaption>"}).replace("</p>", "").replace("</body></html>", "<p")
    )

    assert LEAD in page_body("a", broken).text


TAGS = [
    *("<p>", "</div>", "<figure>", "<figcaption class='caption'>", "<img>", "<!--", "<table>", "<body>"),
    *("ISO họp", "&#0;", "\ufeff", "\ud800", "\0"),
]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.sampled_from(TAGS)))
def test_any_tags_are_a_page_or_a_fault(parts):
    with suppress(BadInputError):
        assert page_body("a", "".join(parts)).text.strip()
