// Package themes holds the looks of a site: layouts, components, styles,
// scripts and interface words, embedded in the program so that it stays one
// file. Package theme turns them into pages.
package themes

import "embed"

// Default is the folder default, the look a site has when it brings none.
//
//go:embed all:default
var Default embed.FS
