"""Takes the simplified-Chinese face out of a Noto Sans CJK collection and adds the few symbols that it lacks.

A collection (.ttc) cannot be the font of a Fyne theme, and Noto Sans CJK has no ⚿, ▾ or ⟳. Those outlines come from
Noto Sans Symbols 2 and Noto Sans Math. The CFF table of a CID-keyed font is awkward to grow, so each borrowed symbol moves
into the glyph of a Hangul syllable, which the subset leaves out anyhow. The result is renamed, as a changed font should be.
"""

import sys

from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection, TTFont

LENDERS = ["NotoSansSymbols2-Regular.ttf", "NotoSansMath-Regular.ttf", "NotoSansSymbols-Regular.ttf"]
SYMBOLS = "⚿▾▸◂▴✔✗✘✕☑☐☒⟳⋮⚙✎"
HANGUL = 0xAC00


def simplified(collection):
    for font in TTCollection(collection).fonts:
        if font["name"].getDebugName(1) == "Noto Sans CJK SC":
            return font
    raise SystemExit(f"{collection}: no face Noto Sans CJK SC")


def borrow(font, lender, rune, room):
    name = font.getBestCmap()[room]
    source = lender.getBestCmap()[rune]
    scale = font["head"].unitsPerEm / lender["head"].unitsPerEm
    top = font["CFF "].cff.topDictIndex[0]
    index = font.getGlyphID(name)
    private = top.FDArray[top.FDSelect[index]].Private

    pen = T2CharStringPen(None, lender.getGlyphSet())
    lender.getGlyphSet()[source].draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
    top.CharStrings.charStringsIndex.items[top.CharStrings.charStrings[name]] = pen.getCharString(
        private, top.CharStrings.globalSubrs
    )
    advance, bearing = lender["hmtx"][source]
    font["hmtx"][name] = (round(advance * scale), round(bearing * scale))
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap.pop(room, None)
            table.cmap[rune] = name


def rename(font, family, weight):
    full = family if weight == "Regular" else f"{family} {weight}"
    names = font["name"]
    notice = names.getDebugName(0)
    names.names = []
    for ident, text in {
        0: f"{notice} Symbols from Noto Sans Symbols, Noto Sans Symbols 2 and Noto Sans Math, Copyright 2016-2017 Google LLC.",
        1: family,
        2: weight,
        3: f"{full} (subset of Noto Sans CJK SC 2.004)",
        4: full,
        5: "Version 2.004",
        6: family.replace(" ", "") + "-" + weight,
        13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: "https://scripts.sil.org/OFL",
    }.items():
        names.setName(text, ident, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [names.getDebugName(6)]


def main(collection, folder, family, weight, output):
    font = simplified(collection)
    lenders = [TTFont(f"{folder}/{name}") for name in LENDERS]
    have = font.getBestCmap()
    for offset, symbol in enumerate(SYMBOLS):
        rune = ord(symbol)
        if rune in have:
            continue
        lender = next(f for f in lenders if rune in f.getBestCmap())
        borrow(font, lender, rune, HANGUL + offset)
    rename(font, family, weight)
    font.save(output)


main(*sys.argv[1:])
