package sitetest

import (
	"embed"
	"io/fs"
)

//go:embed all:testdata/group
var group embed.FS

// Group returns the content of three hospitals: common documents, one that two
// of them alone have, an override in each of two, an addition in one. The
// browser tests read the same folder.
func Group() fs.FS {
	sub, err := fs.Sub(group, "testdata/group")
	if err != nil {
		panic(err) // the path is valid
	}
	return sub
}
