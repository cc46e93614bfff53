import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { removeOthers, writeFiles } from './write-files.ts'

// Builds dist/service: the service and its packages in a few files. As a thousand files it takes half a
// second longer to start, and 20 MB more of memory in each process.

const ROOT = resolve(import.meta.dirname, '..')
const OUTPUT = join(ROOT, 'dist/service')

/** Packages that read files beside their own, or that a start never loads: Node finds them where they are. */
const OUTSIDE = [/^@fastify\/swagger/, /^@nats-io\//, /^@platformatic\//, /^pino$/, /^sharp$/]

/** How code names what lies beside its file, which in a bundle lies elsewhere. */
const BESIDE =
  /\b(?:__dirname|__filename|import\.meta\.(?:dirname|filename)|new URL\([^)]*import\.meta\.url)\b/

const bundle = await rolldown({
  input: join(ROOT, 'src/server.ts'),
  cwd: ROOT,
  platform: 'node',
  tsconfig: false,
  external: OUTSIDE,
  plugins: [
    {
      name: 'nothing beside',
      transform(code, id) {
        if (BESIDE.test(code)) {
          throw new Error(
            `${id} reads files beside itself: use ROOT there, or add its package to OUTSIDE.`,
          )
        }
      },
    },
  ],
  onLog(level, log, report) {
    // A package has it, and works.
    if (log.code !== 'EVAL') report(level, log)
  },
})
const { output } = await bundle.generate({
  format: 'es',
  comments: false,
  // One letter of another alphabet, and V8 keeps a whole file with two bytes a letter.
  charset: 'ascii',
})
await bundle.close()

const files = output.map((file) => ({
  name: file.fileName,
  content: file.type === 'chunk' ? file.code : file.source,
}))
await writeFiles(OUTPUT, files)
await removeOthers(OUTPUT, files)
