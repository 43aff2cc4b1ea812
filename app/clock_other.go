//go:build !windows

package app

// setClock has the system keep the time by the network (systemd-timesyncd).
const setClock = "sudo timedatectl set-ntp true"
