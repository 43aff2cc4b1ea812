"""Makes the font of printed pages (PDF) from a font of the window.

The library that writes PDF embeds TrueType outlines alone, and the window's fonts have the CFF outlines of Noto Sans CJK:
each cubic curve becomes quadratic ones that stay within half a unit of it, a two-thousandth of the font's size. Printed
pages are filled in with names and addresses, so all hanzi stay; the symbols that only screens draw go.
"""

import sys

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

MAX_ERROR = 0.5
SCREEN_ONLY = range(0x2190, 0x2460), range(0x2500, 0x2C00)


def drop_symbols(font):
    wanted = [rune for rune in font.getBestCmap() if not any(rune in block for block in SCREEN_ONLY)]
    options = subset.Options()
    options.name_IDs = ["*"]
    options.layout_features = []
    options.drop_tables += ["GPOS", "GSUB", "GDEF"]
    options.glyph_names = False
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)


def to_truetype(font):
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        outlines[name] = pen.glyph()
    del font["CFF "]
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, outlines

    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for field in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements", "SizeOfInstructions"):
        setattr(maxp, "max" + field, 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"


def main(source, output):
    font = TTFont(source, recalcTimestamp=False)
    drop_symbols(font)
    to_truetype(font)
    font.save(output)


main(*sys.argv[1:])
