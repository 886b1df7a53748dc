package sign

import (
	"net"

	"github.com/Microsoft/go-winio"
)

// Dial connects to the ssh-agent at an address, a named pipe; "" is that of the
// agent that comes with Windows.
func Dial(address string) (net.Conn, error) {
	if address == "" {
		address = `\\.\pipe\openssh-ssh-agent`
	}
	return winio.DialPipe(address, nil)
}
