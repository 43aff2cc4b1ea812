package desk_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"sync"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"ukey/assets"
	"ukey/renew/cases"
)

// specks are scans of hardly any size, for tests that do not look at them.
func specks(t testing.TB) map[cases.Kind][]byte {
	t.Helper()
	return map[cases.Kind][]byte{
		cases.Organisation: newPaper(t, 40, 30).jpeg(t), cases.IDCard: newPaper(t, 30, 40).png(t), cases.Authorisation: newPaper(t, 20, 30).jpeg(t),
	}
}

// drawPapers draws them in outline, and as samples.
func drawPapers(t testing.TB, organisation, name string) map[cases.Kind][]byte {
	t.Helper()
	licence := newPaper(t, 1000, 720)
	licence.frame(color.NRGBA{R: 0xb0, G: 0x80, B: 0x30, A: 0xff})
	licence.write(52, 400, 110, "营业执照")
	licence.write(24, 420, 150, "（样本）")
	for i, line := range []string{
		"统一社会信用代码　91440300MA5EXAMP0C", "名　　称　" + organisation, "类　　型　有限责任公司", "法定代表人　陈大文",
		"住　　所　深圳市南山区科技园科苑路15号", "成立日期　2015年06月01日",
	} {
		licence.write(28, 110, 230+64*i, line)
	}
	licence.seal(780, 560)

	card := newPaper(t, 1000, 1280)
	for i, lines := range [][]string{
		{"姓名　" + name, "性别　女　　民族　汉", "出生　1949年12月31日", "住址　广东省深圳市南山区", "公民身份号码　11010519491231002X"},
		{"中华人民共和国", "居民身份证（样本）", "签发机关　深圳市公安局南山分局", "有效期限　2020.01.01－2040.01.01"},
	} {
		top := 60 + 600*i
		card.fill(image.Rect(60, top, 940, top+540), color.NRGBA{R: 0xe6, G: 0xf0, B: 0xf6, A: 0xff})
		for n, line := range lines {
			card.write(32, 110, top+100+88*n, line)
		}
	}

	letter := newPaper(t, 900, 1200)
	letter.write(44, 310, 150, "法人授权书")
	for i, line := range []string{
		"　　兹授权　" + name, "（证件号码　11010519491231002X）", "代表　" + organisation, "办理数字证书更新事宜。", "", "法定代表人：陈大文", "2026年11月20日",
	} {
		letter.write(30, 120, 280+76*i, line)
	}
	letter.seal(640, 800)
	return map[cases.Kind][]byte{
		cases.Organisation: licence.jpeg(t), cases.IDCard: card.png(t), cases.Authorisation: letter.jpeg(t),
	}
}

var ink = sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(assets.FontRegular()) })

type paper struct {
	*image.NRGBA
	t testing.TB
}

func newPaper(t testing.TB, width, height int) *paper {
	p := &paper{image.NewNRGBA(image.Rect(0, 0, width, height)), t}
	p.fill(p.Bounds(), color.NRGBA{R: 0xfd, G: 0xfb, B: 0xf5, A: 0xff})
	return p
}

func (p *paper) fill(r image.Rectangle, c color.Color) {
	draw.Draw(p, r, image.NewUniform(c), image.Point{}, draw.Src)
}

func (p *paper) frame(c color.Color) {
	inner := p.Bounds().Inset(24)
	p.fill(p.Bounds().Inset(16), c)
	p.fill(inner, color.NRGBA{R: 0xfd, G: 0xfb, B: 0xf5, A: 0xff})
}

// seal leaves a ring like that of a company's seal.
func (p *paper) seal(x, y int) {
	const radius = 110
	for dx := -radius; dx <= radius; dx++ {
		for dy := -radius; dy <= radius; dy++ {
			if d := dx*dx + dy*dy; d <= radius*radius && d >= (radius-8)*(radius-8) || d <= 500 {
				p.Set(x+dx, y+dy, color.NRGBA{R: 0xc8, G: 0x20, B: 0x20, A: 0xff})
			}
		}
	}
}

func (p *paper) write(size float64, x, y int, text string) {
	p.t.Helper()
	f, err := ink()
	must(p.t, err)
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72})
	must(p.t, err)
	pen := font.Drawer{Dst: p, Src: image.NewUniform(color.NRGBA{R: 0x30, G: 0x30, B: 0x30, A: 0xff}), Face: face, Dot: fixed.P(x, y)}
	pen.DrawString(text)
}

func (p *paper) jpeg(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, p, nil))
	return b.Bytes()
}

func (p *paper) png(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, png.Encode(&b, p))
	return b.Bytes()
}
