import pytest

from coopkg.ingest.documents.languages import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Tổng cục Tiêu chuẩn Đo lường Chất lượng (STAMEQ) là thành viên của ISO, APO và ACCSQ.", "vi"),
        ("The Directorate for Standards (STAMEQ) has been a member of ISO and of the APO since 1977.", "en"),
        ("ISO elects a new president for two years", "en"),
        ("Le Comité a élu le président de l'Organisation à Genève, où il a été reçu par les délégués.", None),
        ("Der Präsident der Organisation ist für zwei Jahre gewählt worden und tritt sein Amt an.", None),
        ("El comité eligió al presidente de la organización en la reunión de septiembre.", None),
        ("国际标准化组织选举新主席，任期两年。", None),
        ("Комитет избрал президента организации на два года.", None),
        ("Tong cuc tieu chuan do luong chat luong la thanh vien cua ISO", None),
        ("12345 67 !!", None),
        ("", None),
    ],
)
def test_vietnamese_and_english_are_told_from_others(text, language):
    assert language_of(text) == language


def test_a_vietnamese_text_with_english_names_is_vietnamese():
    text = "Ông Hà Minh Hiệp dự International Organization for Standardization General Assembly cùng đoàn Việt Nam."

    assert language_of(text) == "vi"
