"""Turns the drawn strokes of src/*.svg into filled outlines, one path each.

Fyne recolours an icon for the theme by replacing its fills and leaves strokes as they are, so a stroked icon would stay
black on a dark window. Draw in src/ (24 px grid, 1.75 px round strokes, dots as circles with a fill), then run this.

    apt-get install python3-fonttools python3-shapely
    /usr/bin/python3 assets/icons/outline.py
"""

import pathlib
import xml.etree.ElementTree as ElementTree

from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path.parser import parse_path
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.polygon import orient
from shapely.ops import unary_union

NAMESPACE = "{http://www.w3.org/2000/svg}"
STEPS = 24  # pieces of a curve, and of a quarter of a round cap: no corner is visible at 256 px
TOLERANCE = 0.008  # how far, in grid pixels, the outline may be from the true curve


class Flatten(BasePen):
    """Collects a path as lists of points."""

    def __init__(self):
        super().__init__(None)
        self.lines = []

    def _moveTo(self, point):
        self.lines.append([point])

    def _lineTo(self, point):
        self.lines[-1].append(point)

    def _curveToOne(self, b, c, d):
        a = self._getCurrentPoint()
        for i in range(1, STEPS + 1):
            t = i / STEPS
            u = 1 - t
            self.lines[-1].append(
                tuple(u**3 * p + 3 * u * u * t * q + 3 * u * t * t * r + t**3 * s for p, q, r, s in zip(a, b, c, d))
            )

    def _closePath(self):
        if self.lines[-1][-1] != self.lines[-1][0]:
            self.lines[-1].append(self.lines[-1][0])


def rounded(x, y, w, h, r):
    return (
        f"M{x + r} {y}H{x + w - r}A{r} {r} 0 0 1 {x + w} {y + r}V{y + h - r}A{r} {r} 0 0 1 {x + w - r} {y + h}"
        f"H{x + r}A{r} {r} 0 0 1 {x} {y + h - r}V{y + r}A{r} {r} 0 0 1 {x + r} {y}z"
    )


def lines_of(element):
    tag = element.tag.removeprefix(NAMESPACE)
    if tag == "circle":
        x, y, r = (float(element.get(k)) for k in ("cx", "cy", "r"))
        return [list(Point(x, y).buffer(r, STEPS).exterior.coords)]
    if tag == "rect":
        data = rounded(*(float(element.get(k)) for k in ("x", "y", "width", "height", "rx")))
    elif tag == "path":
        data = element.get("d")
    else:
        raise SystemExit(f"an icon is drawn of path, rect and circle, not of {tag}")
    pen = Flatten()
    parse_path(data, pen)
    return pen.lines


def outline(root):
    width = float(root.get("stroke-width"))
    shapes = []
    for element in root:
        for line in lines_of(element):
            if element.get("fill") == "currentColor":
                shapes.append(Polygon(line))
            else:
                shapes.append(LineString(line).buffer(width / 2, STEPS // 2))
    return unary_union(shapes).simplify(TOLERANCE)


def data_of(shape):
    rings = []
    for polygon in getattr(shape, "geoms", [shape]):
        polygon = orient(polygon)  # holes run the other way round, as the non-zero rule wants
        rings += [polygon.exterior, *polygon.interiors]
    return "".join(
        "M" + "L".join(f"{x:.2f} {y:.2f}".replace(".00", "") for x, y in ring.coords[:-1]) + "z" for ring in rings
    )


def main():
    folder = pathlib.Path(__file__).parent
    for source in sorted((folder / "src").glob("*.svg")):
        data = data_of(outline(ElementTree.parse(source).getroot()))
        (folder / source.name).write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">'
            f'<path fill="#000000" d="{data}"/></svg>\n'
        )


main()
