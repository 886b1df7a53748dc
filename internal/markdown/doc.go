// Package markdown turns an author's text into the parts of a page: HTML with
// slots, headings, links, and for a card its boxes, stages and action rows.
//
// A text is read once. Includes are expanded on its lines, with a way back to
// the true places (expander, source); goldmark makes the tree (newEngine); the
// tree is written as HTML into one buffer (renderer), which also splits a card
// (splitter), sets the typography (typesetter), marks glossary terms
// (glossary) and decides what an address means (classify). A Fragment is a
// range of that buffer.
//
// What only a page knows is a slot: how a link is written from its folder and
// for its audience, interface words, ids on a page of several bodies. Rendering
// a page then copies bytes and asks its Resolver at each slot; the same body is
// shown at several depths and on binders without being read again.
//
// Invariants: the HTML is balanced, holds no raw HTML of the author's, no
// style attribute and no id twice; every address went through classify; every
// mistake has the place where the author wrote it, in a fragment too.
//
// Why not goldmark's own renderer: it calls a function a node on entering and
// leaving and writes what it has; here most nodes are written otherwise, and
// their text must be seen as a sentence, not node by node.
//
// Why not extensions for typography and bare addresses: an inline parser that
// listens to spaces and quotes is called at every word and splits the text
// there. On whole runs of text both cost a tenth, and French spacing sees
// across emphasis and links.
//
// Why not resolve links while parsing: it would need the whole site first, and
// one parse a page depth.
//
// Why not includes as nodes: a fragment's steps must join the list they are
// written in, and a tree made of two sources has no single place to point at.
//
// Why not a sanitizer after the fact: what HTML never goes in need not be taken
// out.
package markdown
