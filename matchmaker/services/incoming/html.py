"""The HTML of a mail as text: blocks as lines, quotations with "> " as plain mails have them."""

import re

from lxml import etree
from lxml import html as lxml_html

LARGEST = 500_000
_UNSEEN = {"script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe"}
_BLOCK = re.compile(
    r"address|article|blockquote|center|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header|hr"
    r"|li|main|nav|ol|p|pre|section|table|tbody|tr|ul"
)
_LONGEST_LINK = 300
_FROM_HERE = "-----Original Message-----"
_QUOTING_CLASSES = {"gmail_attr", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote"}
_HEADS_OF_QUOTES = {"divrplyfwdmsg", "appendonsend", "reply-intro"}
_OUTLOOK_LINE = re.compile(r"border-top:\s*solid #(?:e1e1e1|b5c4df)", re.IGNORECASE)
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all", re.IGNORECASE)
_INDENT = re.compile(r"border:\s*(?:none|0)|border-left:\s*none", re.IGNORECASE)


def text_of(source: str) -> str:
    r"""Return the text of ``source``; of deeply nested HTML only what lies near the top.

    >>> text_of("<p>Chào anh,<br>máy <b>chạy</b> tốt.<blockquote>Máy sao?</blockquote>")
    'Chào anh,\nmáy chạy tốt.\n\n> Máy sao?'
    """
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    data = source[:LARGEST].replace("\0", "").encode("utf-8", "replace")
    try:
        root = lxml_html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return ""
    return _Writer().write(root)


class _Writer:
    """Writes a tree out line by line; no recursion, so that no nesting is too deep for it."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._depth = 0
        self._kept = 0

    def write(self, root: "lxml_html.HtmlElement") -> str:
        """Return the text of ``root``."""
        walk = etree.iterwalk(root, events=("start", "end"))
        unseen = None
        for event, element in walk:
            if unseen is None and event == "start" and _is_unseen(element):
                unseen = element
                walk.skip_subtree()
            elif unseen is None:
                self._open(element) if event == "start" else self._close(element)
            if event == "end" and (unseen is None or element is unseen):
                self._say(element.tail)
                unseen = None
        self._break()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip("\n")

    def _open(self, element: "lxml_html.HtmlElement") -> None:
        if _is_block(element) or element.tag == "br":
            self._break(always=element.tag == "br")
        if _begins_quote(element):
            self._lines += ["", _FROM_HERE]
        if _quotes(element):
            self._lines.append("")
            self._depth += 1
        if element.tag == "li":
            self._pieces = ["- "]
        if element.tag == "pre":
            self._kept += 1
        self._say(element.text)

    def _close(self, element: "lxml_html.HtmlElement") -> None:
        href = element.get("href") or "" if element.tag == "a" else ""
        if re.match(r"https?://", href) and not _shows(element, href):
            self._pieces.append(f" ({href[:_LONGEST_LINK]})")
        if element.tag in {"td", "th"}:
            self._pieces.append(" ")
        if _is_block(element):
            self._break()
        if element.tag == "p":
            self._break(always=True)
        if element.tag == "pre":
            self._kept -= 1
        if _quotes(element):
            self._depth -= 1
            self._lines.append("")

    def _say(self, text: str | None) -> None:
        if not text:
            return
        if self._kept and "\n" not in text:
            self._pieces.append(text)
            return
        if self._kept:
            *whole, last = "".join([*self._pieces, text]).split("\n")
            self._lines += [self._quoted(line) for line in whole]
            self._pieces = [last]
            return
        words = re.sub(r"[ \t\r\n\f]+", " ", text)
        begins = not self._pieces or self._pieces[-1].endswith(" ")
        self._pieces.append(words.lstrip(" ") if begins else words)

    def _break(self, *, always: bool = False) -> None:
        line = "".join(self._pieces).rstrip()
        if line or always:
            self._lines.append(self._quoted(line))
        self._pieces = []

    def _quoted(self, line: str) -> str:
        return "> " * min(self._depth, 5) + line if self._depth else line


def _is_block(element: "lxml_html.HtmlElement") -> bool:
    return bool(_BLOCK.fullmatch(str(element.tag)))


def _is_unseen(element: "lxml_html.HtmlElement") -> bool:
    return element.tag in _UNSEEN or bool(_HIDDEN.search(element.get("style") or ""))


def _quotes(element: "lxml_html.HtmlElement") -> bool:
    """Say whether ``element`` holds what somebody else wrote; a mere indent does not."""
    if element.tag == "blockquote":
        cited = element.get("type") == "cite" or "quote" in (element.get("class") or "")
        return cited or not _INDENT.search(element.get("style") or "")
    return not _QUOTING_CLASSES.isdisjoint((element.get("class") or "").split())


def _begins_quote(element: "lxml_html.HtmlElement") -> bool:
    """Say whether all below ``element`` is quoted, as Outlook, Zimbra and their like write it."""
    if (element.get("id") or "").lower().removeprefix("x_") in _HEADS_OF_QUOTES:
        return True
    if element.get("data-marker") == "__DIVIDER__":
        return True
    return element.tag == "div" and bool(_OUTLOOK_LINE.search(element.get("style") or ""))


def _shows(element: "lxml_html.HtmlElement", href: str) -> bool:
    shown = "".join(element.itertext()).strip()
    return bool(shown) and shown.rstrip("/") in href
