import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeFiles } from './write-files.ts'

// Builds what does not run as it is written: the hooks, which PocketBase runs, and the pages for
// browsers and for the frames of chats. The pages take seconds, and every start builds: they are built
// again only when something that they are made of has changed.

const ROOT = resolve(import.meta.dirname, '..')
const OUTPUT = join(ROOT, 'dist')

/** Of what the pages are made. Of the rest of src they know types only. */
const SOURCES = [
  'src/web/**/*.*',
  'scripts/{build-web,build-picture,browsers,write-files}.ts',
  'package-lock.json',
]
const PAGES = ['web/index.html', 'web/service-worker.js', 'chat/picture.html']
const STAMP = 'pages-built-from'

await import('./build-hooks.ts')
const sources = hashOfSources()
if (!isBuiltFrom(sources)) {
  await import('./build-web.ts')
  await import('./build-picture.ts')
  await writeFiles(OUTPUT, [{ name: STAMP, content: sources }])
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  for (const name of globSync(SOURCES, { cwd: ROOT }).sort()) {
    hash.update(`${name}\n`).update(readFileSync(join(ROOT, name)))
  }
  return hash.digest('hex')
}

function isBuiltFrom(sources: string): boolean {
  const stamp = join(OUTPUT, STAMP)
  return (
    PAGES.every((name) => existsSync(join(OUTPUT, name))) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === sources
  )
}
