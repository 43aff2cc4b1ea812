#!/usr/bin/env bash
# Draws the pictures that need pixels from app/*.svg and tray/*.svg: the window's, the menu's, the tray's (PNG) and Windows' (ICO).
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

# The tray's: one picture that hosts scale down, and Windows' with every size it asks for.
cd ../tray
for state in ok due expired none; do
	sizes=()
	for size in 16 20 24 32 48; do
		rsvg-convert -w $size -h $size $state.svg -o $state-$size.png
		sizes+=($state-$size.png)
	done
	icotool --create --output=$state.ico "${sizes[@]}"
	mv $state-48.png $state.png
	rm $state-??.png
done
