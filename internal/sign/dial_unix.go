//go:build !windows

package sign

import "net"

// Dial connects to the ssh-agent at an address, that of SSH_AUTH_SOCK.
func Dial(address string) (net.Conn, error) { return net.Dial("unix", address) }
