// Prints the tables of docs/search.md, section « Peers ». It reads what the Go
// test of internal/search writes (documents, queries, our rankings and files)
// and asks MiniSearch, lunr and Pagefind the same.
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import * as lunr from './engines/lunr.mjs'
import * as minisearch from './engines/minisearch.mjs'
import * as pagefind from './engines/pagefind.mjs'
import { means } from './measures.mjs'

const read = async file => JSON.parse(await readFile(new URL(`data/${file}.json`, import.meta.url), 'utf8'))
const three = n => n.toFixed(3).replace(/^0/, '')
const kB = n => Math.round(n / 1000).toLocaleString('en')
const row = cells => `| ${cells.join(' | ')} |`
const head = cells => [row(cells), row(cells.map(() => '---'))].join('\n')

/** A set with only some of its queries. */
const part = (set, keep) => ({ ...set, queries: set.queries.filter(keep), ours: set.ours.filter((_, i) => keep(set.queries[i])) })

/** Rankings of one engine for all queries of a set. */
async function rankings(engine, set) {
  const built = await engine.build(set.documents)
  const runs = []
  for (const q of set.queries) runs.push({ ...q, ids: (await built.rank(q.query)).slice(0, 10) })
  await built.close()
  return runs
}

/** A table: one line for each value of `key`, three measures for each engine. */
async function relevance(title, set, key, measures) {
  const engines = [{ name: 'ours', runs: set.queries.map((q, i) => ({ ...q, ids: set.ours[i] })) }]
  for (const engine of [minisearch, lunr, pagefind]) engines.push({ name: engine.name, runs: await rankings(engine, set) })
  console.log(`\n### ${title}\n\n${head([key, 'queries', ...engines.map(e => e.name)])}`)
  const lines = [...new Set(set.queries.map(q => q[key]))].map(value => [value, r => r[key] === value])
  lines.push(['all', () => true])
  if (set.queries.some(q => q.half === 'tune')) lines.push(['tuned half', r => r.half === 'tune'], ['held out', r => r.half === 'held'])
  for (const [value, choose] of lines) {
    const cells = engines.map(e => {
      const m = means(e.runs.filter(choose))
      return measures.map(f => three(m[f])).join(' / ') + (m.none > 0 ? ` (${m.none} empty)` : '')
    })
    console.log(row([value, set.queries.filter(choose).length, ...cells]))
  }
}

/** The size of indexes of one set of documents; ours in files as written. */
async function size(set, others) {
  const sum = (list, f) => list.reduce((n, b) => n + f(b), 0)
  const gz = list => sum(list, b => gzipSync(b, { level: 9 }).length)
  const pages = set.documents.length
  const line = (name, list, raw, zipped) => console.log(row([pages, name, kB(raw), zipped, Math.round(raw / pages), (raw / base).toFixed(2), list]))
  const mini = await minisearch.build(set.documents)
  const json = await mini.bytes()
  const base = sum(json, b => b.length)
  line('ours, without texts', set.files.index.files, set.files.index.raw, kB(set.files.index.gz))
  line('ours, with texts', set.files.all.files, set.files.all.raw, kB(set.files.all.gz))
  line(minisearch.name, 1, base, kB(gz(json)))
  for (const engine of others) {
    const built = await engine.build(set.documents)
    const list = await built.bytes()
    line(engine.name, list.length, sum(list, b => b.length), engine === pagefind ? 'already' : kB(gz(list)))
    await built.close()
  }
}

const judged = await read('judged')
await relevance('Judged queries: hit@1 / MRR / NDCG@10', part(judged, q => q.half !== 'neuf'), 'kind', ['hit', 'mrr', 'ndcg'])
await relevance('Judged queries, half neuf: hit@1 / MRR / NDCG@10', part(judged, q => q.half === 'neuf'), 'kind', ['hit', 'mrr', 'ndcg'])
await relevance('Known items: hit@1 / MRR', await read('known'), 'form', ['hit', 'mrr'])
console.log(`\n### Size\n\n${head(['documents', 'index', 'kB', 'kB gzip', 'bytes a document', 'of MiniSearch', 'files'])}`)
await size(await read('size-2000'), [lunr, pagefind])
await size(await read('size-10000'), [])
