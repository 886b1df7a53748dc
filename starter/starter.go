// Package starter holds what the new commands write: an archetype for each type
// of document, and a whole knowledge base to begin with. They are embedded in
// the program so that it stays one file.
package starter

import "embed"

// Archetypes holds archetypes/<type>.md, one for each document type.
//
//go:embed archetypes
var Archetypes embed.FS

// Site holds site/, the files of a new knowledge base, but for its schemas and
// the names in site.yaml.
//
//go:embed all:site
var Site embed.FS
