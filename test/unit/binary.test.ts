import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { expect, onTestFinished, test } from 'vitest'
import { SetupError } from '../../src/domain/errors.ts'
import {
  type FindOptions,
  findPocketBase,
  POCKETBASE_VERSION,
} from '../../src/process/pocketbase/binary.ts'

const SCRIPT = '#!/bin/sh\necho the released one\n'
const ARCHIVE = Buffer.from(
  zipSync({ 'LICENSE.md': strToU8('MIT'), pocketbase: strToU8(SCRIPT) }, { level: 0 }),
)
const INSTALLED = 'pocketbase-0.39.11-plan_9/pocketbase'
const NO_SERVER = 'http://127.0.0.1:1'

async function tempFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'binary-test-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

async function serve(answer: RequestListener): Promise<{ releaseUrl: string; paths: string[] }> {
  const paths: string[] = []
  const server = createServer((request, response) => {
    paths.push(request.url ?? '')
    answer(request, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { releaseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths }
}

/** A cache folder, no Go, and the archive's right checksum; `lines` is what was reported. */
async function setUp(options: FindOptions = {}) {
  const cacheDir = join(await tempFolder(), 'cache')
  const lines: string[] = []
  const find = () =>
    findPocketBase({
      cacheDir,
      platform: 'plan_9',
      checksums: { plan_9: createHash('sha256').update(ARCHIVE).digest('hex') },
      goCommand: '/nowhere/go',
      report: (line) => lines.push(line),
      ...options,
    })
  return { cacheDir, lines, find }
}

async function executable(text: string): Promise<string> {
  const path = join(await tempFolder(), 'program')
  await writeFile(path, text)
  await chmod(path, 0o755)
  return path
}

/** A `go` that writes to the file after -o what it was asked, or does what `then` says. */
const fakeGo = (then = '') =>
  executable(`#!/bin/sh
while [ "$1" != -o ]; do asked="$asked $1"; shift; done
printf '#!/bin/sh\\necho "%s CGO_ENABLED=%s in %s"\\n' "$asked" "$CGO_ENABLED" "$PWD" > "$2"
${then}
`)

async function refusal(find: () => Promise<unknown>): Promise<string> {
  const error = await find().then(
    () => undefined,
    (error) => error,
  )
  expect(error).toBeInstanceOf(SetupError)
  return error.message
}

const filesIn = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))

test('downloads the release once, and finds it in the cache from then on', async () => {
  const { releaseUrl, paths } = await serve((_, response) => response.end(ARCHIVE))
  const { cacheDir, lines, find } = await setUp({ releaseUrl })
  const path = join(cacheDir, INSTALLED)

  expect(await find()).toEqual({ path, source: 'download' })
  expect(execFileSync(path, { encoding: 'utf8' })).toBe('the released one\n')
  expect((await stat(path)).mode & 0o777).toBe(0o755)
  expect(await filesIn(cacheDir)).toEqual([INSTALLED])
  expect(lines.at(-1)).toMatch(/^PocketBase download: 100% of \d+\.\d MB$/)

  expect(await find()).toEqual({ path, source: 'cache' })
  expect(paths).toEqual(['/v0.39.11/pocketbase_0.39.11_plan_9.zip'])
})

test('reports the progress of a large download without flooding', async () => {
  const piece = Buffer.alloc(20_000)
  const { releaseUrl } = await serve((_, response) => {
    response.setHeader('content-length', 50 * piece.length)
    let sent = 0
    const timer = setInterval(() => {
      response.write(piece)
      if (++sent === 50) clearInterval(timer)
    }, 2)
  })
  const { lines, find } = await setUp({ releaseUrl, progressMs: 60_000 })
  await refusal(find)
  expect(lines.filter((line) => line.includes('%'))).toEqual([
    expect.stringMatching(/: \d+% of 1\.0 MB$/),
    'PocketBase download: 100% of 1.0 MB',
  ])
})

const failures: [string, RequestListener, RegExp, FindOptions?][] = [
  ['has another checksum', (_, res) => res.end(`${ARCHIVE}!`), /checksum differs/],
  ['is not there', (_, res) => res.writeHead(404).end('<h1>not here</h1>'), /answered 404/],
  [
    'is cut off',
    (_, res) => {
      res.setHeader('content-length', ARCHIVE.length)
      res.write(ARCHIVE.subarray(0, 100), () => res.destroy())
    },
    /cut off at \d+% of 0\.0 MB/,
  ],
  [
    'stalls',
    (_, res) => {
      res.setHeader('content-length', ARCHIVE.length)
      res.write(ARCHIVE.subarray(0, 100))
    },
    /stalled, no bytes for 0\.2 s/,
    { stallMs: 200 },
  ],
  ['never answers', () => {}, /no answer for 0\.2 s/, { answerMs: 200 }],
  ['never ends', (_, res) => res.write(ARCHIVE), /larger than 0\.0 MB/, { maxBytes: 100 }],
  [
    'has no pinned checksum',
    (_, res) => res.end(ARCHIVE),
    /no checksum is pinned/,
    { checksums: {} },
  ],
]
test.each(failures)('builds with Go when the archive %s', async (_, answer, reason, options) => {
  const { releaseUrl } = await serve(answer)
  const { cacheDir, lines, find } = await setUp({
    releaseUrl,
    goCommand: await fakeGo(),
    ...options,
  })
  expect(await find()).toEqual({ path: join(cacheDir, INSTALLED), source: 'build' })
  expect(lines.join('\n')).toMatch(reason)
  expect(await readFile(join(cacheDir, INSTALLED), 'utf8')).not.toBe(SCRIPT)
  expect(await filesIn(cacheDir)).toEqual([INSTALLED])
})

test('refuses an archive without the binary', async () => {
  const archive = Buffer.from(zipSync({ 'pocketbase.exe': strToU8('MZ') }))
  const { releaseUrl } = await serve((_, response) => response.end(archive))
  const checksums = { plan_9: createHash('sha256').update(archive).digest('hex') }
  const { find } = await setUp({ releaseUrl, checksums })
  expect(await refusal(find)).toContain('the archive holds no pocketbase')
})

test('builds the pinned version, static, in the given folder, and says that it works', async () => {
  const goDir = await tempFolder()
  const goCommand = await fakeGo('sleep 0.3')
  const { lines, find } = await setUp({ releaseUrl: NO_SERVER, goDir, goCommand, progressMs: 50 })
  const { path } = await find()
  const asked = execFileSync(path, { encoding: 'utf8' })
  expect(asked).toContain('build -trimpath -buildvcs=false -ldflags -s -w -X ')
  expect(asked).toContain('github.com/pocketbase/pocketbase.Version=0.39.11 CGO_ENABLED=0')
  expect(asked).toContain(`in ${goDir}`)
  expect(lines).toContain('Building PocketBase 0.39.11 with Go: 0 s')
  expect((await stat(path)).mode & 0o777).toBe(0o755)
})

test('names all four ways, each with its reason, when none works', async () => {
  const { cacheDir, find } = await setUp({ releaseUrl: NO_SERVER, goDir: tmpdir() })
  const message = await refusal(find)
  expect(message).toContain('POCKETBASE_BIN, the path of the binary: not set')
  expect(message).toContain(`no executable file ${join(cacheDir, INSTALLED)}`)
  expect(message).toMatch(/download of http:\/\/127\.0\.0\.1:1\/v0\.39\.11\/.+: no connection/)
  expect(message).toMatch(/build with Go .*: Go is not installed$/)
})

test("ends with Go's own last lines when the build fails, and leaves nothing behind", async () => {
  const goCommand = await fakeGo('seq 1 9 >&2; echo main.go:1: too new >&2; exit 1')
  const { cacheDir, find } = await setUp({ releaseUrl: NO_SERVER, goCommand })
  const message = await refusal(find)
  expect(message).toContain('go build failed: 6\n')
  expect(message).toMatch(/main\.go:1: too new$/)
  expect(await filesIn(cacheDir)).toEqual([])
})

test('says which folder is missing when there is no source to build', async () => {
  const { find } = await setUp({ releaseUrl: NO_SERVER, goDir: '/nowhere/pocketbase' })
  expect(await refusal(find)).toContain('nothing could be started in /nowhere/pocketbase')
})

test.each(['download', 'build'])('two at once both end with a good binary: %s', async (source) => {
  const { releaseUrl } = await serve((_, response) => {
    if (source === 'download') setTimeout(() => response.end(ARCHIVE), 50)
    else response.writeHead(404).end()
  })
  const goCommand = await fakeGo('sleep 0.1')
  const { cacheDir, find } = await setUp({ releaseUrl, goCommand })
  const path = join(cacheDir, INSTALLED)
  expect(await Promise.all([find(), find()])).toEqual([
    { path, source },
    { path, source },
  ])
  expect(execFileSync(path, { encoding: 'utf8' })).toContain(
    source === 'download' ? 'the released one' : 'build',
  )
  expect(await filesIn(cacheDir)).toEqual([INSTALLED])
})

test('replaces a file in the cache that cannot be run', async () => {
  const { releaseUrl } = await serve((_, response) => response.end(ARCHIVE))
  const { cacheDir, find } = await setUp({ releaseUrl })
  await mkdir(join(cacheDir, INSTALLED, '..'), { recursive: true })
  await writeFile(join(cacheDir, INSTALLED), 'half', { mode: 0o644 })
  expect(await find()).toMatchObject({ source: 'download' })
  expect(await readFile(join(cacheDir, INSTALLED), 'utf8')).toBe(SCRIPT)
})

test('uses the given binary before anything else', async () => {
  const override = await executable(SCRIPT)
  const { releaseUrl, paths } = await serve((_, response) => response.end(ARCHIVE))
  const { find } = await setUp({ releaseUrl, override })
  expect(await find()).toEqual({ path: override, source: 'override' })
  expect(paths).toEqual([])
})

test.each(['missing', 'not executable', 'a folder'])(
  'refuses a given binary that is %s instead of using another',
  async (what) => {
    const folder = await tempFolder()
    const override = what === 'a folder' ? folder : join(folder, 'pocketbase')
    if (what === 'not executable') await writeFile(override, SCRIPT, { mode: 0o644 })
    const { releaseUrl, paths } = await serve((_, response) => response.end(ARCHIVE))
    const { find } = await setUp({ releaseUrl, override })
    const message = await refusal(find)
    expect(message).toContain(`POCKETBASE_BIN is ${override}, which is not an executable file`)
    expect(message).toContain('or unset it')
    expect(paths).toEqual([])
  },
)

test('an empty POCKETBASE_BIN counts as not set', async () => {
  const { releaseUrl } = await serve((_, response) => response.end(ARCHIVE))
  const { find } = await setUp({ releaseUrl, override: '' })
  expect(await find()).toMatchObject({ source: 'download' })
})

test('the release and the Go module are the same version', async () => {
  const goMod = resolve(import.meta.dirname, '../../pocketbase/go.mod')
  expect(await readFile(goMod, 'utf8')).toContain(
    `\tgithub.com/pocketbase/pocketbase v${POCKETBASE_VERSION}\n`,
  )
})
