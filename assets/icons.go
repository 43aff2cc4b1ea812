package assets

import "fmt"

// IconName names a drawing of one visual family: 24 px grid, round strokes, one colour.
type IconName string

// The icons. What each stands for is the same everywhere in the program, so that a clerk learns it once.
const (
	IconRenew         IconName = "renew"          // 证照更新
	IconPIN           IconName = "pin"            // 修改PIN码
	IconCheck         IconName = "check"          // 环境检测
	IconUpdate        IconName = "update"         // 软件升级
	IconHelp          IconName = "help"           // 帮助
	IconAbout         IconName = "about"          // 关于我们
	IconRefresh       IconName = "refresh"        // 刷新
	IconSettings      IconName = "settings"       // 设置
	IconKey           IconName = "key"            // a UKey in the tree
	IconSignatureCert IconName = "signature-cert" // 签名证书
	IconOrganisation  IconName = "organisation"   // whose certificate it is
	IconPage          IconName = "page"           // an article, a licence
	IconCopy          IconName = "copy"           // 复制
	IconSave          IconName = "save"           // 保存
	IconOK            IconName = "ok"             // valid; a step that is done
	IconExpiring      IconName = "expiring"       // expires soon
	IconLocked        IconName = "locked"         // PIN locked
	IconScan          IconName = "scan"           // a scan, where there is none yet

	// Those of the sites under 热门应用.
	IconServiceRegistration IconName = "service-registration" // 商事登记
	IconServiceHall         IconName = "service-hall"         // 网上办事大厅
	IconServiceLicence      IconName = "service-licence"      // 申请电子营业执照
	IconServiceProcurement  IconName = "service-procurement"  // 政府采购
	IconServiceFund         IconName = "service-fund"         // 住房公积金
	IconServiceBank         IconName = "service-bank"         // 银行开户预约
	IconServiceCode         IconName = "service-code"         // 可信二维码
	IconServiceSupport      IconName = "service-support"      // 客服
	IconServiceSite         IconName = "service-site"         // a site without a picture of its own
	IconMore                IconName = "more"                 // 更多
)

// The large drawings of screens with nothing on them, 240 × 160. They have their own colours, which show on light and dark
// grounds alike; do not recolour them.
const (
	IconKeyEmptySlot  IconName = "key-empty-slot" // no UKey is plugged in
	IconNoDriver      IconName = "no-driver"      // no driver, or none that works
	IconKeyLocked     IconName = "key-locked"     // its PIN is locked
	IconKeyBlank      IconName = "key-blank"      // it holds no certificates
	IconKeyUnreadable IconName = "key-unreadable" // it cannot be read
)

// Icon returns an icon as SVG. All but the large drawings are a single filled path, because that is what Fyne's
// theme.NewThemedResource can recolour. It panics on a name that is not one of the constants.
func Icon(name IconName) []byte { return picture("icons/" + string(name) + ".svg") }

// AppIcon returns the app icon as PNG, square, with sides of 16, 32, 64, 128, 256 or 512 pixels. It panics on other sizes.
func AppIcon(pixels int) []byte { return picture(fmt.Sprintf("icons/app/app-%d.png", pixels)) }

// TrayIcon is what the icon in the tray says at a glance, by its shape as well as by its colour.
type TrayIcon string

// The tray's icons.
const (
	TrayOK      TrayIcon = "ok"      // every certificate is valid
	TrayDue     TrayIcon = "due"     // one ends soon, or a key wants something
	TrayExpired TrayIcon = "expired" // one has expired
	TrayNone    TrayIcon = "none"    // no UKey
)

// PNG returns the icon as PNG, 48 pixels square. It panics on one that is not one of the constants.
func (i TrayIcon) PNG() []byte { return picture("icons/tray/" + string(i) + ".png") }

// ICO returns the icon in Windows' format, in five sizes. It panics on one that is not one of the constants.
func (i TrayIcon) ICO() []byte { return picture("icons/tray/" + string(i) + ".ico") }

func picture(path string) []byte {
	data, err := icons.ReadFile(path)
	if err != nil {
		panic(fmt.Sprintf("assets: %v", err))
	}
	return data
}
