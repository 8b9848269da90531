"""The text part of a mail, made from its HTML."""

from __future__ import annotations

import re

from inscriptis import Inscriptis
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_properties import Display
from inscriptis.model.config import ParserConfig
from inscriptis.model.html_element import HtmlElement
from lxml import html as lxml_html

HIDDEN = re.compile(r"display:none|visibility:hidden|mso-hide:all|font-size:0(px)?(;|$)")
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Such as the vertical tab of spreadsheets, of which lxml takes none in a text."""
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u034f\u200b\ufeff"))
LIST = HtmlElement(display=Display.block, padding_inline=2)
LOOK = {**CSS_PROFILES["strict"], "ul": LIST, "ol": LIST}
DECORATION = ("head", "script", "style", "template", "title")


def plain_text(html: str) -> str:
    """Turn inlined HTML into text: links as `text (url)`, nothing that is hidden."""
    tree = lxml_html.document_fromstring(NOT_XML.sub(" ", html))
    _drop_hidden(tree)
    for image in list(tree.iter("img")):
        _become(image, image.get("alt", ""))
    for link in tree.iter("a"):
        _spell_out(link)
    _unfold_layout_tables(tree)
    return _tidy(Inscriptis(tree, ParserConfig(css=LOOK)).get_text())


def _drop_hidden(tree: lxml_html.HtmlElement) -> None:
    for element in list(tree.iter(lxml_html.etree.Element)):
        style = element.get("style", "").replace(" ", "").lower()
        marked = "hidden" in element.attrib or element.get("aria-hidden") == "true"
        hidden = marked or element.tag in DECORATION or HIDDEN.search(style)
        element.attrib.pop("style", None)  # its pixels would become blanks and empty lines
        if hidden and element.getparent() is not None:
            element.drop_tree()


def _become(element: lxml_html.HtmlElement, text: str) -> None:
    element.tag, element.text = "span", text


def _spell_out(link: lxml_html.HtmlElement) -> None:
    text, url = link.text_content().strip(), link.get("href", "").strip()
    address = url.removeprefix("mailto:").removeprefix("tel:")
    if not url or url.startswith("#") or text in (url, address):
        return
    shown = f" ({address})" if text else address
    if len(link):
        link[-1].tail = (link[-1].tail or "").rstrip() + shown
    else:
        link.text = (link.text or "").rstrip() + shown


def _unfold_layout_tables(tree: lxml_html.HtmlElement) -> None:
    """Make blocks of tables that only arrange things; others stay tables."""
    for table in tree.xpath("//table[@role='presentation' or @role='none']"):
        cells = table.xpath("./tr | ./*/tr | ./tr/* | ./*/tr/*")
        for element in (table, *cells):
            element.tag = "div"


def _tidy(text: str) -> str:
    text = text.translate(INVISIBLE).replace("\u00a0", " ")
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
