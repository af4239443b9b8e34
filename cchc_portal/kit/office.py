"""An Office file that says nothing of whoever drew it, and is the same bytes whenever it is drawn again (pure)."""

import datetime as dt
import io
import zipfile
from xml.sax.saxutils import escape

_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>{title}</dc:title><dc:creator>{by}</dc:creator>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified></cp:coreProperties>'
)
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>CCHC</Application></Properties>"
)
_CUSTOM = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
)
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can name


def settled(content: bytes, *, title: str, by: str, at: dt.datetime) -> bytes:
    """The same workbook or Word document with these properties and no others, and no clock in its zip.

    `by` is an office, never a person; `at` has a time zone. Raises BadZipFile where this is no Office file.
    """
    moment = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    said = {
        "docProps/core.xml": _CORE.format(title=escape(title), by=escape(by), at=moment),
        "docProps/app.xml": _APP,
        "docProps/custom.xml": _CUSTOM,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as found, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name in found.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(entry, said[name] if name in said else found.read(name))
    return out.getvalue()
