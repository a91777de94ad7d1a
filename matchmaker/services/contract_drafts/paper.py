"""Paper in the form that Decree 30/2020 gives official documents: A4, Times New Roman, numbered.

Margins, sizes and spacings are those of its Appendix I: 20-25 mm above and below, 30-35 mm left,
15-20 mm right; text of 13 to 14 points, its first line indented, at least 6 points between.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FONT, SIZE, MOTTO_SIZE = "Times New Roman", Pt(13), Pt(14)
AUTHOR = "Matchmaker"
DOTS = "…………"


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to fill in, and what belongs there: a comment in the margin says it."""

    hint: str
    dots: str = DOTS


Part = str | Blank


def known(value: str, hint: str, dots: str = DOTS) -> Part:
    """Return what is known, or else a blank."""
    return value or Blank(hint, dots)


class Paper:
    """A document that grows from top to bottom."""

    def __init__(self, title: str) -> None:
        self.document = Document()
        self.document.core_properties.title = title
        self.document.core_properties.author = AUTHOR
        self.document.core_properties.comments = ""
        self._set_page()
        self._set_font()
        self._number_pages()

    def letterhead(self) -> None:
        """Write the name of the State and its motto, with the line below."""
        self._line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, after=0)
        motto = self._line("Độc lập - Tự do - Hạnh phúc", bold=True, size=MOTTO_SIZE, after=0)
        motto.runs[0].underline = True
        self._line("", after=6)

    def title(self, text: str, comment: str) -> None:
        """Write the title, with a comment for who finishes the document."""
        line = self._line(text, bold=True, size=MOTTO_SIZE, after=3)
        self._comment(line.runs[0], comment)

    def centred(self, *parts: Part) -> None:
        """Write a line in the middle."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._write(paragraph, parts)

    def basis(self, text: str, comment: str = "") -> None:
        """Write a legal basis, in italics."""
        run = self._indented().add_run(text)
        run.italic = True
        if comment:
            self._comment(run, comment)

    def subject(self, text: str) -> None:
        """Write a heading of its own that is no article, such as a party."""
        paragraph = self._indented()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = Pt(6)
        paragraph.add_run(text).bold = True

    def article(self, number: int, title: str) -> None:
        """Begin an article."""
        paragraph = self.document.add_heading(level=1)
        paragraph.add_run(f"ĐIỀU {number}. {title.upper()}")

    def text(self, *parts: Part) -> None:
        """Write a paragraph."""
        self._write(self._indented(), parts)

    def fact(self, label: str, *parts: Part) -> None:
        """Write a named value on a line of its own."""
        paragraph = self._indented()
        paragraph.paragraph_format.space_after = Pt(3)
        self._write(paragraph, (f"- {label}: ", *parts))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[Part]]) -> None:
        """Write a table below a row of heads."""
        table = self.document.add_table(rows=1, cols=len(head), style="Table Grid")
        for cell, label in zip(table.rows[0].cells, head, strict=True):
            cell.paragraphs[0].add_run(label).bold = True
        for row in rows:
            for cell, part in zip(table.add_row().cells, row, strict=True):
                self._write(cell.paragraphs[0], (part,))
        for cell in (cell for row in table.rows for cell in row.cells):
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)

    def signatures(self, *sides: str) -> None:
        """Leave room for the signatures, side by side, never alone on a page."""
        for paragraph in self.document.paragraphs[-2:]:
            paragraph.paragraph_format.keep_with_next = True
        table = self.document.add_table(rows=1, cols=len(sides))
        for cell, side in zip(table.rows[0].cells, sides, strict=True):
            lines = (side, "(Ký, ghi rõ họ tên, đóng dấu)", "", "", "")
            for number, line in enumerate(lines):
                paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                paragraph.paragraph_format.keep_with_next = True
                run = paragraph.add_run(line)
                run.bold, run.italic = number == 0, number == 1

    def _write(self, paragraph: Paragraph, parts: Sequence[Part]) -> None:
        for part in parts:
            if isinstance(part, Blank):
                self._comment(paragraph.add_run(part.dots), part.hint)
            else:
                paragraph.add_run(part)

    def _comment(self, run: Run, text: str) -> None:
        self.document.add_comment(run, text=text, author=AUTHOR, initials="M")

    def _line(self, text: str, *, bold: bool = False, size: Pt = SIZE, after: int = 6) -> Paragraph:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(after)
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, size
        return paragraph

    def _indented(self) -> Paragraph:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Cm(1)
        return paragraph

    def _set_page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.top_margin = section.bottom_margin = Cm(2)
        section.left_margin, section.right_margin = Cm(3), Cm(2)
        section.header_distance = Cm(1)

    def _set_font(self) -> None:
        normal, heading = (self.document.styles[name] for name in ("Normal", "Heading 1"))
        for style in (normal, heading):
            style.font.name, style.font.size = FONT, SIZE
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{script}"), None)
            for script in ("ascii", "hAnsi", "eastAsia", "cs"):
                fonts.set(qn(f"w:{script}"), FONT)
        normal.paragraph_format.space_after = Pt(6)
        normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        heading.font.bold, heading.font.color.rgb = True, None
        heading.paragraph_format.space_before = Pt(12)
        heading.paragraph_format.space_after = Pt(6)
        heading.paragraph_format.first_line_indent = Cm(1)

    def _number_pages(self) -> None:
        """Number the pages above the text, from the second on."""
        section = self.document.sections[0]
        section.different_first_page_header_footer = True
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        paragraph._p.append(field)
