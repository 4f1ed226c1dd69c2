"""Pictures on paper: the logo and the QR code, as SVG for PDF and as PNG for DOCX."""

import base64
import json
from io import BytesIO

import segno
import typst

from advisor.presentation.sheets.png import is_png, size

DRAWN = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(json(bytes(sys.inputs.data))), format: "svg", width: 2.4cm, height: 2.4cm,
  fit: "contain")"""
SHARPNESS = 300
MOST_PIXELS = 4000
QUIET = 4
"""The light border, in modules, without which some readers do not find a code."""


def code_svg(address: str) -> str:
    """The QR code of an address."""
    written = BytesIO()
    _code(address).save(written, kind="svg", border=QUIET, xmldecl=False)
    return written.getvalue().decode()


def code_png(address: str) -> bytes:
    """The QR code of an address."""
    written = BytesIO()
    _code(address).save(written, kind="png", border=QUIET, scale=8)
    return written.getvalue()


def can_draw(logo: bytes) -> bool:
    """Whether a logo can be drawn, in the memory that there is."""
    try:
        if is_png(logo) and max(size(logo)) > MOST_PIXELS:
            return False
        return bool(logo_png(logo))
    except (typst.TypstError, ValueError):
        return False


def _code(address: str) -> segno.QRCode:
    # A quarter of it may be stained or folded.
    return segno.make_qr(address, error="q")


def logo_svg(logo: bytes) -> str:
    """A logo as SVG; one that is PNG, within an SVG of its size."""
    if not is_png(logo):
        return logo.decode("utf-8-sig")
    width, height = size(logo)
    content = base64.b64encode(logo).decode()
    sides = f'width="{width}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {sides} viewBox="0 0 {width} {height}">'
        f'<image {sides} href="data:image/png;base64,{content}"/></svg>'
    )


def logo_png(logo: bytes) -> bytes:
    """A logo as PNG, drawn in a square. Raises TypstError and ValueError for one that cannot be."""
    inputs = {"data": json.dumps(logo_svg(logo))}
    drawn = typst.Compiler(DRAWN, sys_inputs=inputs).compile(format="png", ppi=SHARPNESS)
    assert isinstance(drawn, bytes)
    return drawn
