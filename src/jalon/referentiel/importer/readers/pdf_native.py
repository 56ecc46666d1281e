"""The functions of PDFium that are called once per glyph or per object, with plain addresses in and out.

The generated bindings wrap every handle in a new Python object; on the 200 000 glyphs of a pair of documents that
costs as much as the reading itself, so the few hot functions get a bare prototype here.
"""

import ctypes
from typing import Any

import pypdfium2.raw as raw

_P = ctypes.c_void_p
_INT = ctypes.c_int
_UINT = ctypes.c_uint


def _bare(function: Any, result: Any, *arguments: Any) -> Any:
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.CFUNCTYPE(result, *arguments)(address or 0)


char_count = _bare(raw.FPDFText_CountChars, _INT, _P)
char_code = _bare(raw.FPDFText_GetUnicode, _UINT, _P, _INT)
page_text = _bare(raw.FPDFText_GetText, _INT, _P, _INT, _INT, _P)
char_object = _bare(raw.FPDFText_GetTextObject, _P, _P, _INT)
char_box = _bare(raw.FPDFText_GetLooseCharBox, _INT, _P, _INT, _P)
char_ink = _bare(raw.FPDFText_GetCharBox, _INT, _P, _INT, _P, _P, _P, _P)
char_origin = _bare(raw.FPDFText_GetCharOrigin, _INT, _P, _INT, _P, _P)
char_matrix = _bare(raw.FPDFText_GetMatrix, _INT, _P, _INT, _P)
char_size = _bare(raw.FPDFText_GetFontSize, ctypes.c_double, _P, _INT)

font_of = _bare(raw.FPDFTextObj_GetFont, _P, _P)
font_name = _bare(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t, _P, _P, ctypes.c_size_t)
font_data = _bare(raw.FPDFFont_GetFontData, _INT, _P, _P, ctypes.c_size_t, _P)
font_flags = _bare(raw.FPDFFont_GetFlags, _INT, _P)
render_mode = _bare(raw.FPDFTextObj_GetTextRenderMode, _INT, _P)
fill_colour = _bare(raw.FPDFPageObj_GetFillColor, _INT, _P, _P, _P, _P, _P)
stroke_colour = _bare(raw.FPDFPageObj_GetStrokeColor, _INT, _P, _P, _P, _P, _P)
stroke_width = _bare(raw.FPDFPageObj_GetStrokeWidth, _INT, _P, _P)

object_count = _bare(raw.FPDFPage_CountObjects, _INT, _P)
object_at = _bare(raw.FPDFPage_GetObject, _P, _P, _INT)
object_type = _bare(raw.FPDFPageObj_GetType, _INT, _P)
object_bounds = _bare(raw.FPDFPageObj_GetBounds, _INT, _P, _P, _P, _P, _P)
object_matrix = _bare(raw.FPDFPageObj_GetMatrix, _INT, _P, _P)
form_count = _bare(raw.FPDFFormObj_CountObjects, _INT, _P)
form_object_at = _bare(raw.FPDFFormObj_GetObject, _P, _P, ctypes.c_ulong)
draw_mode = _bare(raw.FPDFPath_GetDrawMode, _INT, _P, _P, _P)
segment_count = _bare(raw.FPDFPath_CountSegments, _INT, _P)
segment_at = _bare(raw.FPDFPath_GetPathSegment, _P, _P, _INT)
segment_type = _bare(raw.FPDFPathSegment_GetType, _INT, _P)
segment_close = _bare(raw.FPDFPathSegment_GetClose, _INT, _P)
segment_point = _bare(raw.FPDFPathSegment_GetPoint, _INT, _P, _P, _P)

picture_bitmap = _bare(raw.FPDFImageObj_GetRenderedBitmap, _P, _P, _P, _P)
bitmap_width = _bare(raw.FPDFBitmap_GetWidth, _INT, _P)
bitmap_height = _bare(raw.FPDFBitmap_GetHeight, _INT, _P)
bitmap_stride = _bare(raw.FPDFBitmap_GetStride, _INT, _P)
bitmap_format = _bare(raw.FPDFBitmap_GetFormat, _INT, _P)
bitmap_buffer = _bare(raw.FPDFBitmap_GetBuffer, _P, _P)
bitmap_destroy = _bare(raw.FPDFBitmap_Destroy, None, _P)


def address(handle: Any) -> int:
    """The plain address behind a handle of the generated bindings."""
    return int(ctypes.cast(handle, ctypes.c_void_p).value or 0)
