// Package settings is what can be set from outside, and where it was set.
//
// Start with [Load]. An option is taken from the last of these that names it:
//
//  1. the defaults built into the program,
//  2. the machine's file, /etc/ukey/config.yaml or
//     %ProgramData%\ukey\config.yaml, which the administrator writes,
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
//	warn_days: 90
//	driver_timeout: 20
//	keygen_timeout: 120
//	language: zh-Hans
//	theme: system
//	locked: [ca.url, ca.root]
//
// An empty environment variable counts as not set. A relative path in a file
// starts from that file's folder.
package settings
