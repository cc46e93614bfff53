import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { rolldown } from 'rolldown'
import sharp from 'sharp'
import { build, type Rolldown } from 'vite'
import { FOR_BROWSERS } from './browsers.ts'
import { type BuiltFile, removeOthers, writeFiles } from './write-files.ts'

// Builds src/web, the page for browsers, into dist/web, from where the service serves it at /app/. Files
// whose names change with their content lie in assets/.

const ROOT = resolve(import.meta.dirname, '..')
const SOURCE = join(ROOT, 'src/web')
const OUTPUT = join(ROOT, 'dist/web')

const BASE = '/app/'

/** Sides of the icons in pixels: of a manifest (W3C Web Application Manifest), and of an iPhone's home screen. */
const ICONS = { 'icon-192.png': 192, 'icon-512.png': 512, 'apple-touch-icon.png': 180 }

/** Formats that are not packed already. */
const PACKED = /\.(?:html|js|css|svg|json|webmanifest|wasm)$/

const page = [...(await bundlePage()), ...(await icons())]
const files = [...page, await serviceWorker(page)]
const packed = await Promise.all(files.filter(({ name }) => PACKED.test(name)).map(pack))
const all = [...files, ...packed.flat()]
await writeFiles(OUTPUT, all)
await removeOthers(OUTPUT, all)

async function bundlePage(): Promise<BuiltFile[]> {
  const result = await build({
    configFile: false,
    root: SOURCE,
    base: BASE,
    publicDir: false,
    logLevel: 'warn',
    build: {
      write: false,
      ...FOR_BROWSERS,
      cssCodeSplit: false,
      // The policy of the page lets no data: address in.
      assetsInlineLimit: 0,
      // All that the first screen runs comes as one file: a phone asks once for it.
      rolldownOptions: {
        output: { codeSplitting: { groups: [{ name: 'page', tags: ['$initial'] }] } },
      },
    },
  })
  const { output } = result as Rolldown.RolldownOutput
  const bundled = output.map((file) => ({
    name: file.fileName,
    content: file.type === 'chunk' ? file.code : file.source,
  }))
  const names = await readdir(join(SOURCE, 'public'))
  const asTheyAre = names.map(async (name) => ({
    name,
    content: await readFile(join(SOURCE, 'public', name)),
  }))
  return [...bundled, ...(await Promise.all(asTheyAre))]
}

async function icons(): Promise<BuiltFile[]> {
  const drawing = await readFile(join(SOURCE, 'public/icon.svg'))
  return Promise.all(
    Object.entries(ICONS).map(async ([name, side]) => ({
      name,
      content: await sharp(drawing).resize(side, side).png({ palette: true }).toBuffer(),
    })),
  )
}

/** The service worker, which knows the files that it keeps, and changes when any of them does. */
async function serviceWorker(kept: readonly BuiltFile[]): Promise<BuiltFile> {
  const hash = createHash('sha256')
  for (const { name, content } of kept) hash.update(name).update(content)
  const bundle = await rolldown({
    input: join(SOURCE, 'worker/service-worker.ts'),
    cwd: ROOT,
    tsconfig: false,
    transform: {
      target: 'es2023',
      define: {
        VERSION: JSON.stringify(hash.digest('hex').slice(0, 12)),
        FILES: JSON.stringify(kept.map(({ name }) => BASE + name.replace(/^index\.html$/, ''))),
      },
    },
  })
  const { output } = await bundle.generate({ format: 'iife', minify: true })
  await bundle.close()
  return { name: 'service-worker.js', content: output[0].code }
}

async function pack({ name, content }: BuiltFile): Promise<BuiltFile[]> {
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(content),
    promisify(gzip)(content, { level: 9 }),
  ])
  return [
    { name: `${name}.br`, content: br },
    { name: `${name}.gz`, content: gz },
  ]
}
