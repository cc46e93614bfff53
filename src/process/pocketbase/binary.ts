import { randomUUID } from 'node:crypto'
import { access, chmod, constants, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { SetupError } from '../../domain/errors.ts'
import { ROOT } from '../../root.ts'
import { buildFromSource } from './build.ts'
import { downloadRelease, RELEASE_CHECKSUMS, releaseUrl } from './download.ts'

/** The one server version this project runs with; pocketbase/go.mod names the same. */
export const POCKETBASE_VERSION = '0.39.11'

const DEFAULTS = {
  cacheDir: join(ROOT, '.cache'),
  goDir: join(ROOT, 'pocketbase'),
  goCommand: 'go',
  releaseUrl: 'https://github.com/pocketbase/pocketbase/releases/download',
  checksums: RELEASE_CHECKSUMS,
  platform: `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`,
  answerMs: 15_000,
  stallMs: 30_000,
  maxBytes: 200e6,
  progressMs: 3_000,
  report: (_line: string) => {},
}

type Settings = typeof DEFAULTS

/** All but `override` have a default; the rest is there for tests. Times in milliseconds. */
export interface FindOptions extends Partial<Settings> {
  /** The path in POCKETBASE_BIN; empty counts as not set. */
  override?: string | undefined
}

export interface FoundPocketBase {
  path: string
  source: 'override' | 'cache' | 'download' | 'build'
}

/**
 * Finds the server binary: the given one, the cached one, the official release, or a build from
 * source, in this order. What it downloads or builds stays in the cache folder.
 * Throws a SetupError when the given one cannot be run or when every way failed.
 */
export async function findPocketBase(options: FindOptions = {}): Promise<FoundPocketBase> {
  if (options.override) return { path: await checked(options.override), source: 'override' }
  const settings: Settings = { ...DEFAULTS, ...options }
  const { cacheDir, platform, goDir, report } = settings
  const path = join(cacheDir, `pocketbase-${POCKETBASE_VERSION}-${platform}`, 'pocketbase')
  if (await isExecutable(path)) return { path, source: 'cache' }

  const url = releaseUrl(settings.releaseUrl, POCKETBASE_VERSION, platform)
  const notDownloaded = await failureOf(() => download(url, path, settings))
  if (!notDownloaded) return { path, source: 'download' }
  report(`PocketBase download failed: ${notDownloaded}. Building it with Go instead.`)

  const notBuilt = await failureOf(() => build(path, settings))
  if (!notBuilt) return { path, source: 'build' }
  throw new SetupError(
    [
      `There is no PocketBase ${POCKETBASE_VERSION} to run. One of these four has to work:`,
      '- POCKETBASE_BIN, the path of the binary: not set.',
      `- The cache: no executable file ${path}.`,
      `- The download of ${url}: ${notDownloaded}.`,
      `- The build with Go (https://go.dev/dl) in ${goDir}: ${notBuilt}`,
    ].join('\n'),
  )
}

async function checked(override: string): Promise<string> {
  // Absolute, because a bare name would be looked up on the PATH when it is started.
  const path = resolve(override)
  if (await isExecutable(path)) return path
  throw new SetupError(
    `POCKETBASE_BIN is ${override}, which is not an executable file. ` +
      `Give it the path of a PocketBase ${POCKETBASE_VERSION} binary, or unset it to get one.`,
  )
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

async function download(url: string, path: string, settings: Settings): Promise<void> {
  const { platform, checksums, report } = settings
  const sha256 = checksums[platform]
  if (!sha256) throw new Error(`no checksum is pinned for ${platform}`)
  report(`Downloading ${url}`)
  const binary = await downloadRelease(url, { ...settings, sha256 })
  await install(path, settings.cacheDir, (file) => writeFile(file, binary, { flush: true }))
}

async function build(path: string, settings: Settings): Promise<void> {
  await install(path, settings.cacheDir, (file) =>
    buildFromSource(file, { ...settings, version: POCKETBASE_VERSION }),
  )
}

/** Makes the file under a name of its own, then renames: others see all of it or none. */
async function install(
  path: string,
  cacheDir: string,
  make: (file: string) => Promise<void>,
): Promise<void> {
  const temporary = join(cacheDir, `pocketbase-${process.pid}-${randomUUID()}.tmp`)
  try {
    await mkdir(cacheDir, { recursive: true })
    await make(temporary)
    await chmod(temporary, 0o755)
    await mkdir(dirname(path), { recursive: true })
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}

async function failureOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    // Never empty, which would read as success.
    return (error instanceof Error && error.message) || String(error)
  }
}
