// lunr with lunr-languages' French pipeline: stop words, Snowball stems. Each
// word of a query also matches as a prefix when it is the last one, and one
// typo away, for less. Asking for all words, as its `+` does, measured worse.
import { lunr, tokens } from './words.mjs'

export const name = 'lunr 2.3 fr'

export async function build(documents) {
  const index = lunr(function () {
    this.use(lunr.fr)
    this.ref('id')
    const boosts = { title: 8, code: 8, keywords: 3, headings: 2, text: 1 }
    for (const [field, boost] of Object.entries(boosts)) this.field(field, { boost })
    for (const d of documents) this.add({ ...d, headings: d.headings.join('\n') })
  })
  const rank = query => index.query(q => {
    const words = tokens(query.toLowerCase())
    words.forEach((word, i) => {
      q.term(word, { boost: 10 })
      if (i === words.length - 1) q.term(word, { boost: 2, usePipeline: false, wildcard: lunr.Query.wildcard.TRAILING })
      if (word.length >= 4 && !/\d/.test(word)) q.term(word, { boost: 1, editDistance: 1 })
    })
  }).map(r => r.ref)
  return { bytes: () => [Buffer.from(JSON.stringify(index))], rank, close() {} }
}
