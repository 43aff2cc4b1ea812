// Package settings is what can be set from outside, and where it was set.
//
// Start with [Load]. An option is taken from the last of these that names it:
//
//  1. the defaults built into the program,
//  2. the machine's file, /etc/ukey/config.yaml or
//     %ProgramData%\ukey\config.yaml, which the administrator writes (one
//     that somebody else has put there is not read),
//  3. the user's file, ukey/config.yaml in the user's configuration folder,
//  4. environment variables: UKEY_ and the option's name in capitals, with an
//     underscore for the dot, such as UKEY_CA_URL,
//  5. flags of the command line.
//
// The machine's file may list options under "locked": nothing after it
// changes those, and who tries is told so by a [Notice].
//
//	modules: [/opt/vendor/lib/libvendor_pkcs11.so]
//	ca:
//	  url: https://ca.example.cn:8443
//	  root: /etc/ukey/ca-root.pem
//	proxy: system              # or none, or http://proxy.example.cn:8080
//	warn_days: 90
//	driver_timeout: 20
//	keygen_timeout: 120
//	pin_simple: advise         # or refuse
//	language: zh-Hans
//	theme: system
//	scale: 100
//	text_size: normal
//	background: true
//	autostart: false
//	without_tray: ask
//	reminders: {on: true, days: [90, 60, 30, 15, 7, 3, 1], from: 8, until: 20}
//	log_level: info
//	locked: [ca.url, ca.root]
//
// These, and no variable or flag, make the program somebody's own. A name is a
// text, or one for each language. The pictures of services are registration,
// hall, licence, procurement, fund, bank, code and support; any other is a globe:
//
//	brand:
//	  name: {zh-Hans: 深圳市电子公共服务数字证书, en: Shenzhen public services}
//	  caption: 办事大厅
//	  updates: https://ca.example.cn/downloads
//	services:
//	  - {name: 商事登记, url: https://amr.example.cn, icon: registration}
//	  - {name: 可信二维码}     # without a URL: not open yet
//	items:
//	  - {id: licence, name: 营业执照, url: https://licence.example.cn}
//	  - {id: seal, name: 电子印章, reason: 请到柜台办理}
//	contacts:
//	  - {name: 客服, phone: '0755-12345678', hours: 工作日 9:00–18:00, url: https://help.example.cn}
//
// [Save] writes what a person chooses into his own file. [Salvage] is for a
// program that cannot ask him to mend one first.
//
// An empty environment variable counts as not set. A relative path in a file
// starts from that file's folder.
package settings
