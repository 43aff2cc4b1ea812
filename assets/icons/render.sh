#!/usr/bin/env bash
# Draws the pictures that need pixels from app/*.svg: the window's and the menu's (PNG) and Windows' (ICO).
#
#   apt-get install librsvg2-bin icoutils
set -euo pipefail
cd "$(dirname "$0")/app"

for size in 512 256 128 64; do
	rsvg-convert -w $size -h $size app.svg -o app-$size.png
done
for size in 32 16; do
	rsvg-convert -w $size -h $size app-small.svg -o app-$size.png
done
icotool --create --output=app.ico app-16.png app-32.png app-64.png --raw=app-256.png
