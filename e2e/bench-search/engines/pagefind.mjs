// Pagefind, from pages that hold the same fields: the title as h1, headings as
// h2, keywords with the weight that ours gives them. It runs over http only, so
// a server on this machine hands out its files.
import { readdir, readFile, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as pagefind from 'pagefind'

export const name = 'Pagefind 1.6'

const escape = text => text.replace(/[&<>]/g, c => `&#${c.charCodeAt(0)};`)

const page = d => `<html lang="fr"><body><h1>${escape(d.title)} ${escape(d.code)}</h1>
<p data-pagefind-weight="3">${escape(d.keywords)}</p>
${d.headings.map(h => `<h2>${escape(h)}</h2>`).join('')}<p>${escape(d.text)}</p></body></html>`

export async function build(documents) {
  const folder = await mkdtemp(join(tmpdir(), 'pagefind-'))
  const { index } = await pagefind.createIndex({ forceLanguage: 'fr' })
  for (const [i, d] of documents.entries()) {
    const { errors } = await index.addHTMLFile({ url: `${i}.html`, content: page(d) })
    if (errors.length > 0) throw new Error(errors.join('\n'))
  }
  const { errors } = await index.writeFiles({ outputPath: folder })
  if (errors.length > 0) throw new Error(errors.join('\n'))
  await pagefind.close()
  // Without a limit: a connection that the server closes as idle while the client
  // sends on it again is reset.
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const file = join(folder, new URL(request.url, 'http://localhost').pathname)
    readFile(file).then(data => response.end(data), () => response.writeHead(404).end())
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const client = await import(pathToFileURL(join(folder, 'pagefind.js')).href)
  // The page's language chooses the index; here there is no page.
  await client.options({ basePath: `http://127.0.0.1:${server.address().port}/`, language: 'fr', noWorker: true })
  await client.init('fr')
  const rank = async query => {
    const { results } = await client.search(query)
    const urls = await Promise.all(results.slice(0, 10).map(r => r.data()))
    return urls.map(u => documents[parseInt(u.raw_url ?? u.url.slice(1), 10)].id)
  }
  // What searching reads: chunks, fragments, entry, script and its program;
  // not the interfaces that it also writes.
  const bytes = async () => {
    const out = []
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath ?? entry.path, entry.name)
      if (entry.isFile() && /\.pf_|entry\.json$|fr\.pagefind$|[/\\]pagefind\.js$/.test(file)) out.push(await readFile(file))
    }
    return out
  }
  return {
    bytes, rank,
    async close() {
      await client.destroy()
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}
