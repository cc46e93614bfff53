import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'

// Builds pocketbase/hooks into pocketbase/pb_hooks, which PocketBase runs: one readable module with a
// source map, so that an error shows the line of the TypeScript file.

const ROOT = resolve(import.meta.dirname, '..')
const OUTPUT = join(ROOT, 'pocketbase/pb_hooks')

/** PocketBase runs every file with this ending when it starts. */
const ENTRY = { name: 'stock.pb.js', text: "require(__hooks + '/stock.js').register()\n" }

const bundle = await rolldown({
  input: join(ROOT, 'pocketbase/hooks/register.ts'),
  cwd: ROOT,
  platform: 'neutral',
  tsconfig: false,
  // What PocketBase's JavaScript engine, goja, understands.
  transform: { target: 'es2022' },
})
const { output } = await bundle.generate({
  format: 'cjs',
  file: join(OUTPUT, 'stock.js'),
  sourcemap: true,
})
await bundle.close()

await mkdir(OUTPUT, { recursive: true })
for (const file of output) {
  await write(file.fileName, file.type === 'chunk' ? file.code : String(file.source))
}
await write(ENTRY.name, ENTRY.text)

/** Replaces a file atomically, because another build or PocketBase may be reading it. */
async function write(name: string, text: string): Promise<void> {
  const path = join(OUTPUT, name)
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return
  const temporary = `${path}.${process.pid}.tmp`
  await writeFile(temporary, text)
  await rename(temporary, path)
}
