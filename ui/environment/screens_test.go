package environment

import (
	"testing"

	"ukey/app"
	"ukey/ui/uitest"
)

func TestEverythingIsFine(t *testing.T) {
	r := open(t, healthy(), uitest.Usual, uitest.Normal)
	r.settle()
	r.Says("一切正常", "共检查 25 项，2026-11-22 09:00。", "UKey和驱动", "到期提醒")
}

func TestWhileItLooksEachLineShowsWhatIsKnown(t *testing.T) {
	d := failing()
	gate := make(chan struct{})
	d.gate[app.LayerName] = gate
	r := open(t, d, uitest.Usual, uitest.Normal)
	r.Until("the driver's line", func() bool { return uitest.Contains(r.Text(), "再试一次这个驱动") })
	r.Until("the clock's line", func() bool { return uitest.Contains(r.Text(), "已完成 5 /") })
	r.Says("正在检测", "检查中")
	close(gate)
	r.settle()
	r.Says("2 项需要处理，2 项需要注意")
}
