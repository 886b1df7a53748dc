package search

// Words returns the normalised words of a text, as pages cut it and what is
// typed.
func (x *Index) Words(text string) []string { return words(text, x.language.elisions) }
