"""The QR picture on a slip."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_picture(address: str) -> SafeString:
    """The address as SVG without style or script; error correction M survives a fold and a coffee ring."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, svgclass="qr-code", lineclass=None
    )
    return mark_safe(drawn.getvalue().decode())  # drawn from our own address, no text inside
