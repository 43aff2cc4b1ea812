#!/usr/bin/env bash
# Makes UKeySansSC-Regular.otf and UKeySansSC-Bold.otf, the fonts of the window, from the fonts of Debian 12, and
# UKeySansSC-Print.ttf, the font of printed pages, from the first.
#
#   apt-get install fonts-noto-cjk fonts-noto-core unicode-data fonttools
#   assets/fonts/subset.sh [FOLDER WITH usr/share]
#
# The same package versions give the same bytes; they are needed only to change the set of characters, never to build.
# See charset.py for which characters are in it and why.
set -euo pipefail
cd "$(dirname "$0")"

share=${1:-}/usr/share
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Without it the time of the run would be in the font's head table.
export SOURCE_DATE_EPOCH=1640995200

/usr/bin/python3 charset.py "$share/unicode/Unihan_OtherMappings.txt.bz2" >"$work/unicodes"

for weight in Regular Bold; do
	/usr/bin/python3 borrow.py \
		/usr/share/fonts/opentype/noto/NotoSansCJK-$weight.ttc \
		"$share/fonts/truetype/noto" \
		"UKey Sans SC" $weight "$work/$weight.otf"
	pyftsubset "$work/$weight.otf" \
		--unicodes-file="$work/unicodes" \
		--output-file=UKeySansSC-$weight.otf \
		--layout-features=kern,ccmp,mark,mkmk \
		--drop-tables+=vhea,vmtx,VORG,BASE,DSIG \
		--no-hinting --desubroutinize --name-IDs='*'
	ls -l UKeySansSC-$weight.otf
done

/usr/bin/python3 truetype.py UKeySansSC-Regular.otf UKeySansSC-Print.ttf
ls -l UKeySansSC-Print.ttf
