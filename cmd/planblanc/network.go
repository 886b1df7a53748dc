package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
)

// networkProblem says in the reader's language why a server was not reached, or
// "".
func (a *app) networkProblem(err error) string {
	if errors.Is(err, context.Canceled) {
		return a.t("interrompu", "interrupted")
	}
	server := ""
	if e, ok := errors.AsType[*url.Error](err); ok {
		if u, err := url.Parse(e.URL); err == nil {
			server = u.Host
		}
	} else if e, ok := errors.AsType[*net.OpError](err); ok && e.Addr != nil {
		server = e.Addr.String()
	}
	if server == "" {
		return ""
	}
	_, unknown := errors.AsType[*net.DNSError](err)
	_, doubtful := errors.AsType[*tls.CertificateVerificationError](err)
	late, timed := errors.AsType[net.Error](err)
	text := ""
	switch {
	case unknown:
		text = a.t("le réseau ne connaît pas le serveur « %s »", "the network does not know the server “%s”")
	case doubtful:
		text = a.t("le certificat de « %s » n'est pas admis sur ce poste", "the certificate of “%s” is not accepted on this machine")
	case errors.Is(err, lineRefused):
		text = a.t("« %s » refuse la connexion", "“%s” refuses the connection")
	case timed && late.Timeout():
		text = a.t("« %s » ne répond pas", "“%s” does not answer")
	case errors.Is(err, lineCut), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		text = a.t("« %s » a coupé la connexion", "“%s” cut the connection")
	default:
		return ""
	}
	return fmt.Sprintf(text, server)
}
