"""Captions of pictures, which say who is seen where and when: made paragraphs, since extraction drops figures."""

from lxml.html import HtmlElement

_CAPTIONS = (
    "//figcaption | //figure//*[@itemprop='caption']"
    " | //*[contains(translate(@class, 'ACINOPT', 'acinopt'), 'caption')][not(self::figure or self::table)]"
)
_PICTURES = ".//img | .//picture | .//video | .//iframe"
# How far above a caption its picture is looked for.
_LEVELS = 4


def lift_captions(tree: HtmlElement) -> None:
    """Make each caption of a picture a paragraph behind the figure or table that frames it, in `tree` itself."""
    for caption in _outermost(tree.xpath(_CAPTIONS)):
        frame = _frame(caption)
        text = " ".join(caption.text_content().split())
        if frame is None or not text:
            continue
        paragraph = tree.makeelement("p")
        # What follows the frame comes after the paragraph, too.
        paragraph.text, paragraph.tail, frame.tail = text, frame.tail, None
        frame.addnext(paragraph)
        caption.drop_tree()


def _outermost(found: list[HtmlElement]) -> list[HtmlElement]:
    known = set(found)
    return [each for each in found if not any(above in known for above in each.iterancestors())]


def _frame(caption: HtmlElement) -> HtmlElement | None:
    """Return what holds the caption together with its picture, None where there is no picture near."""
    above = list(caption.iterancestors())[:_LEVELS]
    frame = next((each for each in above if each.xpath(_PICTURES)), None)
    if frame is None or frame.tag in {"body", "html", "article", "main"}:
        # The caption of no frame stands behind its picture already.
        return caption if frame is not None else None
    around = [frame, *frame.iterancestors()]
    return next((each for each in around if each.tag in {"figure", "table"}), frame)
