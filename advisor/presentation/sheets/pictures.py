"""Pictures on paper: the logo and the QR code, as SVG for PDF and as PNG for DOCX."""

import base64
import json
import struct
from io import BytesIO

import segno
import typst

from advisor.presentation.sheets.office import PNG

DRAWN = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(json(bytes(sys.inputs.data))), format: "svg", height: 2.4cm)"""
SHARPNESS = 300
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


def _code(address: str) -> segno.QRCode:
    # A quarter of it may be stained or folded.
    return segno.make_qr(address, error="q")


def logo_svg(logo: bytes) -> str:
    """A logo as SVG; one that is PNG, within an SVG of its size."""
    if not logo.startswith(PNG):
        return logo.decode("utf-8-sig")
    width, height = struct.unpack(">II", logo[16:24])
    content = base64.b64encode(logo).decode()
    size = f'width="{width}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">'
        f'<image {size} href="data:image/png;base64,{content}"/></svg>'
    )


def logo_png(logo: bytes) -> bytes:
    """A logo as PNG; one that is SVG, drawn."""
    if logo.startswith(PNG):
        return logo
    inputs = {"data": json.dumps(logo_svg(logo))}
    drawn = typst.Compiler(DRAWN, sys_inputs=inputs).compile(format="png", ppi=SHARPNESS)
    assert isinstance(drawn, bytes)
    return drawn
