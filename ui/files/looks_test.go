//go:build !race

package files

import (
	"testing"
	"time"

	"ukey/ui/look"
	"ukey/ui/uitest"
	"ukey/ui/words"
)

// inDownloads is a folder as clerks have it.
func inDownloads(string, []string) ([]entry, error) {
	day := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	all := []entry{{name: "2025年", path: "1", folder: true}, {name: "扫描仪", path: "2", folder: true}}
	for i, name := range []string{
		"法定代表人身份证.jpg", "深圳市鹏程示例科技有限公司营业执照（副本）盖章扫描件-2026年11月最新版本-请以此为准.png", "数字证书授权书.jpg", "IMG_20261118_093012.jpg", "IMG_20261118_093044.jpg", "IMG_20261119_150210.jpg", "IMG_20261119_150255.jpg", "scan0001.bmp", "scan0002.bmp",
	} {
		all = append(all, entry{name: name, path: name, size: int64(317+i*i*i*i) << 11, changed: day.AddDate(0, 0, -3*i)})
	}
	return all, nil
}

func TestTheScreenLooksRight(t *testing.T) {
	places := []Place{{"个人文件夹", "/home/wenyuan"}, {"桌面", "/home/wenyuan/桌面"}, {"下载", "/home/wenyuan/下载"}, {"KINGSTON", "/media/wenyuan/KINGSTON"}, {"计算机", "/"}}
	q := Question{Title: "营业执照", Folder: "/home/wenyuan/下载", Places: places}
	open := showOn(t, uitest.Look{Language: words.Chinese, Theme: look.Light}, uitest.Small, q, inDownloads)
	open.list.OnSelect("法定代表人身份证.jpg")
	open.Looks("open")

	q.Title, q.Name = "Save as PEM", "深圳市鹏程示例科技有限公司-签名证书-2026.pem"
	save := showOn(t, uitest.Look{Language: words.English, Theme: look.Dark, Text: look.LargeText}, uitest.Small, q, inDownloads)
	save.name.Fail(save.host.Words.T(string(isFolder)))
	save.Looks("save")
}
