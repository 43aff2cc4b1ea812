"""Prints the characters of the window's font, one hexadecimal code point a line.

A certificate names companies, places and people, so the two national sets are in it whole: GB 2312 (6,763 hanzi and
its symbols) and the Table of General Standard Chinese Characters of 2013 (8,105 hanzi, among them 镕, 堃 and 喆, which
names use and GB 2312 lacks). Latin, punctuation, arrows, boxes and shapes are what the screens themselves draw.
"""

import bz2
import sys

BLOCKS = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1, Latin Extended-A
    (0x2010, 0x2044),  # general punctuation
    (0x20A0, 0x20BF),  # currency
    (0x2103, 0x2122),  # letterlike
    (0x2150, 0x218B),  # number forms
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2460, 0x24FF),  # enclosed alphanumerics
    (0x2500, 0x25FF),  # boxes, blocks, geometric shapes
    (0x3000, 0x303F),  # CJK punctuation
    (0x3220, 0x3243),  # parenthesised numerals, (株) and the like
    (0xFF00, 0xFFEF),  # full-width forms
]
SYMBOLS = "⚿✓✔✗✘✕⚠☑☐☒⟳⋮☆★⚙✎"


def gb2312():
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                pass


def general_standard(unihan):
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.split("\t")
            if len(fields) == 3 and fields[1] == "kTGH":
                yield int(fields[0][2:], 16)


def main(unihan):
    wanted = set(map(ord, SYMBOLS)) | set(gb2312()) | set(general_standard(unihan))
    for first, last in BLOCKS:
        wanted.update(range(first, last + 1))
    for rune in sorted(wanted):
        print(f"{rune:04X}")


main(*sys.argv[1:])
