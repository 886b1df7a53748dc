package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"syscall"
	"testing"

	"planblanc/internal/diag"
)

// The machine's commonest failures are said in the reader's language.
func TestExplain(t *testing.T) {
	for _, c := range []struct {
		err    error
		fr, en string
	}{
		{&fs.PathError{Op: "open", Path: "a", Err: syscall.ENOENT}, "« a » n'existe pas", "“a” does not exist"},
		{&fs.PathError{Op: "open", Path: "a", Err: syscall.EACCES}, "« a » : accès refusé", "“a”: access denied"},
		{&fs.PathError{Op: "write", Path: "a", Err: diskFull}, "« a » : le disque est plein", "“a”: the disk is full"},
		{&os.LinkError{Op: "rename", Old: "a", New: "b", Err: diskLocked}, "« b » : le disque est protégé en écriture", "“b”: the disk is write-protected"},
		{&fs.PathError{Op: "write", Path: "a", Err: fileBusy}, "« a » est ouvert dans un autre programme : le fermer, puis recommencer", "“a” is open in another program: close it and try again"},
		{&url.Error{Op: "Get", URL: "https://moi:secret@h:1/x", Err: &net.OpError{Op: "dial", Err: lineRefused}}, "« h:1 » refuse la connexion", "“h:1” refuses the connection"},
		{&url.Error{Op: "Get", URL: "http://h/x", Err: &net.DNSError{Name: "h", IsNotFound: true}}, "le réseau ne connaît pas le serveur « h »", "the network does not know the server “h”"},
		{&url.Error{Op: "Get", URL: "http://h/x", Err: context.DeadlineExceeded}, "« h » ne répond pas", "“h” does not answer"},
		{&url.Error{Op: "Get", URL: "http://h/x", Err: io.ErrUnexpectedEOF}, "« h » a coupé la connexion", "“h” cut the connection"},
		{&url.Error{Op: "Get", URL: "https://h/x", Err: &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}}, "le certificat de « h » n'est pas admis sur ce poste", "the certificate of “h” is not accepted on this machine"},
		{&net.OpError{Op: "dial", Addr: &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 22}, Err: lineRefused}, "« 192.0.2.1:22 » refuse la connexion", "“192.0.2.1:22” refuses the connection"},
		{context.Canceled, "interrompu", "interrupted"},
		{&fs.PathError{Op: "read", Path: "a", Err: syscall.EIO}, "read content: read a: input/output error", "read content: read a: input/output error"},
	} {
		for language, want := range map[diag.Language]string{diag.French: c.fr, diag.English: c.en} {
			if got := (&app{language: language}).explain(fmt.Errorf("read content: %w", c.err)); got != want {
				t.Errorf("%v in %s: %q, want %q", c.err, language, got, want)
			}
		}
	}
}

// A wrong address is not a port that is taken.
func TestCannotListen(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{&net.OpError{Op: "listen", Err: &net.DNSError{Name: "h", IsNotFound: true}}, "--bind : « h » n'est pas une adresse de ce poste"},
		{&net.OpError{Op: "listen", Err: os.NewSyscallError("bind", noAddress)}, "--bind : « h » n'est pas une adresse de ce poste"},
		{&net.OpError{Op: "listen", Err: os.NewSyscallError("bind", syscall.EACCES)}, "ce compte ne peut pas écouter sur le port 80 : en choisir un au-dessus de 1023 avec -p"},
		{&net.OpError{Op: "listen", Err: errors.New("taken")}, "impossible d'écouter à h, port 80 : listen: taken ; choisir un autre port avec -p"},
	} {
		if got := (&app{language: diag.French}).cannotListen(serving{bind: "h", port: 80}, c.err); got.Error() != c.want {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
}
