package check

import "planblanc/internal/site"

func (r *run) fit(p *site.Page) {}
