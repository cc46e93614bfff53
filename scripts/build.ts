import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeFiles } from './write-files.ts'

// Builds what does not run as it is written: the hooks, which PocketBase runs, the pages for browsers and for
// the frames of chats, the lists of words, and the service, which starts sooner as a few files. Every start builds, so each part is built again only when
// something that it is made of has changed, or what was made of it.

const ROOT = resolve(import.meta.dirname, '..')
const OUTPUT = join(ROOT, 'dist')

interface Part {
  readonly name: string
  /** Of what it is made. */
  readonly sources: readonly string[]
  /** What is made of them, at least. */
  readonly results: readonly string[]
  build(): Promise<unknown>
}

const PARTS: readonly Part[] = [
  {
    name: 'hooks',
    sources: ['pocketbase/hooks/*.ts', 'src/domain/**/*.ts', 'scripts/build-hooks.ts'],
    results: ['stock.js', 'stock.js.map', 'stock.pb.js'].map(
      (file) => `pocketbase/pb_hooks/${file}`,
    ),
    build: () => import('./build-hooks.ts'),
  },
  {
    name: 'service',
    sources: ['src/**/*.ts', 'scripts/build-service.ts'],
    results: ['dist/service/server.js'],
    build: () => import('./build-service.ts'),
  },
  {
    name: 'words',
    sources: ['src/matching/{common-words,normalise}.ts', 'scripts/build-words.ts'],
    results: ['dist/words/ranked.bin', 'dist/words/rare.bin'],
    build: () => import('./build-words.ts'),
  },
  {
    name: 'pages',
    // Of the rest of src they know types only.
    sources: ['src/web/**/*.*', 'scripts/{build-web,build-picture,browsers}.ts'],
    results: ['web/index.html', 'web/service-worker.js', 'chat/picture.html'].map(
      (file) => `dist/${file}`,
    ),
    async build() {
      await import('./build-web.ts')
      await import('./build-picture.ts')
    },
  },
]

for (const part of PARTS) {
  const stamp = `${part.name}-built-from`
  if (isBuilt(part, stamp)) continue
  await part.build()
  await writeFiles(OUTPUT, [{ name: stamp, content: hashOf(part) }])
}

function isBuilt(part: Part, stamp: string): boolean {
  const file = join(OUTPUT, stamp)
  return (
    part.results.every((name) => existsSync(join(ROOT, name))) &&
    existsSync(file) &&
    readFileSync(file, 'utf8') === hashOf(part)
  )
}

/** Of all that a part is made of, and of what was made. */
function hashOf({ sources, results }: Part): string {
  const tools = ['scripts/write-files.ts', 'package-lock.json']
  const hash = createHash('sha256')
  for (const name of globSync([...sources, ...tools, ...results], { cwd: ROOT }).sort()) {
    hash.update(`${name}\n`).update(readFileSync(join(ROOT, name)))
  }
  return hash.digest('hex')
}
