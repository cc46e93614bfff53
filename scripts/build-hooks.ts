import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { writeFiles } from './write-files.ts'

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

await writeFiles(OUTPUT, [
  ...output.map((file) => ({
    name: file.fileName,
    content: file.type === 'chunk' ? file.code : file.source,
  })),
  { name: ENTRY.name, content: ENTRY.text },
])
