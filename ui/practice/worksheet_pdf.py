"""The sheet and its key as two PDFs, with ReportLab and the font that comes with it.

The same sheet gives the same bytes: no date, no random names inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from io import BytesIO
from typing import Any

from rope_core.figures import RAISED
from ui.homework.assignment import Assignment
from ui.practice.words import Table as Given
from ui.practice.worksheet import Item, sheet_name, sheet_title

_INK, _SOFT, _RULE = "#1b1f24", "#5a6270", "#b9c0ca"
_SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
#: By what stands for it: the font has a minus, but none that is raised.
_RAISED = {figure.replace("-", "−"): figure.translate(RAISED) for figure in "-0123456789"}


def sheet_pdf(items: Sequence[Item], homework: Assignment, _progress: object = None) -> bytes:
    """The sheet, without a word of its key; also as work for another process."""
    return _pdf(items, sheet_name(homework), sheet_title(homework), None)


def key_pdf(
    items: Sequence[Item], homework: Assignment, working: bool, _progress: object = None
) -> bytes:
    """The key, with the solutions line by line or without; as above."""
    return _pdf(items, f"Answers to {sheet_name(homework).replace('W', 'w', 1)}", "", working)


def _pdf(items: Sequence[Item], name: str, title: str, working: bool | None) -> bytes:
    """The problems, or (working says how) their answers."""
    # Here, not above: half a second that only somebody who wants a PDF should wait.
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import (
        HRFlowable,
        KeepTogether,
        Paragraph,
        SimpleDocTemplate,
        Spacer,
        Table,
        TableStyle,
    )

    for font, file in (("Sheet", "Vera.ttf"), ("Sheet-Bold", "VeraBd.ttf")):
        if font not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(font, file))

    def style(name: str, size: float, lead: float, **more: Any) -> ParagraphStyle:
        settings: dict[str, Any] = {
            "fontName": "Sheet",
            "fontSize": size,
            "leading": lead,
            "textColor": _INK,
        }
        return ParagraphStyle(name, **(settings | more))

    text, bold = style("text", 10, 15), style("bold", 10, 15, fontName="Sheet-Bold")
    small = style("small", 8.5, 13, textColor=_SOFT)
    heading = style("heading", 17, 22, fontName="Sheet-Bold")
    cell = style("cell", 9.5, 12)
    number_width, width = 9 * mm, A4[0] - 40 * mm

    def given(table: Given) -> Table:
        rows = [[Paragraph(_markup(each), small) for each in table.head]]
        rows += [[Paragraph(_markup(each), cell) for each in row] for row in table.rows]
        made = Table(rows, colWidths=[22 * mm] * len(table.head), hAlign="LEFT")
        made.spaceBefore, made.spaceAfter = 5, 5
        pads = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
        made.setStyle(TableStyle([(pad, (0, 0), (-1, -1), 1) for pad in pads]))
        return made

    def problem(item: Item) -> list[Any]:
        body: list[Any] = [Paragraph(_markup(item.question), text)]
        body += [given(table) for table in item.given]
        if item.todo:
            body.append(Paragraph(_markup(item.todo), text))
        for at, line in enumerate(item.lines, 1):
            body.append(Paragraph(f"{at}&nbsp;&nbsp;&nbsp;{_markup(line)}", text))
        for letter, choice in zip("abcdefgh", item.choices, strict=False):
            body.append(Paragraph(f"{letter})&nbsp;&nbsp;{_markup(choice)}", text))
        if item.blank or item.lines:
            body.append(Spacer(0, 16 * mm))
            label, exact = item.blank or ("Line", "")
            label = f"{label} =" if item.blank else label
            body.append(Paragraph(_markup(label), bold))
            body.append(HRFlowable(width="45%", hAlign="LEFT", thickness=0.6, color=_RULE))
            if exact:
                body.append(Paragraph(_markup(exact), small))
        return body

    def answer(item: Item) -> list[Any]:
        lines = item.working if working else ()
        return [
            Paragraph(_markup(item.key), bold),
            *(Paragraph(_markup(line), text) for line in lines),
        ]

    def numbered(item: Item, body: list[Any]) -> Any:
        row = Table(
            [[Paragraph(f"{item.number}", bold), body]], [number_width, width - number_width]
        )
        row.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (-1, -1), 0),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 10),
                ]
            )
        )
        return KeepTogether(row)

    story: list[Any] = [Paragraph(_markup(name), heading)]
    if working is None:
        story += [Paragraph(_markup(title), small), Spacer(0, 4 * mm), Paragraph("Name", small)]
        story.append(HRFlowable(width="60%", hAlign="LEFT", thickness=0.6, color=_RULE))
        story.append(Spacer(0, 18))
        story += [numbered(item, problem(item)) for item in items]
    else:
        story.append(Spacer(0, 6 * mm))
        story += [numbered(item, answer(item)) for item in items]

    def foot(canvas: Any, document: Any) -> None:
        canvas.setFont("Sheet", 8)
        canvas.setFillColor(_SOFT)
        canvas.drawString(20 * mm, 11 * mm, f"RoPE, by hand. {name}.")
        canvas.drawRightString(A4[0] - 20 * mm, 11 * mm, f"{document.page}")

    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=18 * mm,
        bottomMargin=20 * mm,
        title=f"RoPE, by hand: {name}",
        author="RoPE, by hand",
        invariant=1,
    )
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return buffer.getvalue()


def _markup(text: str) -> str:
    """The text as ReportLab's markup; the font has no small figures and no prime.

    >>> _markup("q′₁₀ < 2^[−1]")
    "q'<sub>10</sub> &lt; 2<super>−1</super>"
    >>> _markup("5.318×10⁻⁵")
    '5.318×10<super>−5</super>'
    """
    raised = escape(text, quote=False)
    if "^[" in raised:
        raised = raised.replace("^[", "<super>").replace("]", "</super>")
    for at, figure in enumerate(_SUBSCRIPTS):
        raised = raised.replace(figure, f"<sub>{at}</sub>")
    for plain, figure in _RAISED.items():
        raised = raised.replace(figure, f"<super>{plain}</super>")
    for kind in ("sub", "super"):
        raised = raised.replace(f"</{kind}><{kind}>", "")
    return raised.replace("′", "'")
