// MiniSearch as its documentation advises: folded words, stop words out, all
// words wanted, prefix on the last word, typos from 4 letters; any word when no
// page has them all. Fields weigh as ours do. It stores what a row of results
// shows, as our table does.
import MiniSearch from 'minisearch'
import { fold, isStopWord, tokens } from './words.mjs'

const processTerm = term => (isStopWord(term) ? null : fold(term))

const options = {
  fields: ['title', 'code', 'keywords', 'headings', 'text'],
  tokenize: tokens,
  processTerm,
  storeFields: ['url', 'title', 'code', 'summary', 'version'],
  searchOptions: {
    boost: { title: 8, code: 8, keywords: 3, headings: 2, text: 1 },
    combineWith: 'AND',
    prefix: (term, i, terms) => i === terms.length - 1,
    fuzzy: term => (term.length < 4 || /\d/.test(term) ? false : term.length < 8 ? 1 : 2),
  },
}

export const name = 'MiniSearch 7.2'

export async function build(documents) {
  const index = new MiniSearch(options)
  index.addAll(documents)
  const rank = query => {
    const found = index.search(query)
    return (found.length > 0 ? found : index.search(query, { combineWith: 'OR' })).map(r => r.id)
  }
  return { bytes: () => [Buffer.from(JSON.stringify(index))], rank, close() {} }
}
