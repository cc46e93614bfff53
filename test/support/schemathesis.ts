import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

/** https://schemathesis.readthedocs.io: makes requests of an OpenAPI document, good and bad ones. */
const VERSION = '4.32.5'
const FOLDER = resolve(import.meta.dirname, `../../.cache/schemathesis-${VERSION}`)
const PROGRAM = join(FOLDER, 'bin/schemathesis')
const INSTALL_TIMEOUT_MS = 180_000

/** What each answer is checked for, beside not being an error of the service. */
const CHECKS = ['not_a_server_error', 'status_code_conformance', 'content_type_conformance']
/** For a document that tells all, as it is: the one for GPT Actions leaves out null, and what no chat needs. */
const OF_ALL = ['unsupported_method', 'allow_header_conformance', 'response_schema_conformance']

const run = promisify(execFile)

/** Installs it into the cache. @returns why that cannot be done; undefined when it is there */
export async function whyNoSchemathesis(): Promise<string | undefined> {
  if (existsSync(PROGRAM)) return undefined
  const limit = { timeout: INSTALL_TIMEOUT_MS }
  try {
    await run('python3', ['-m', 'venv', '--clear', FOLDER], limit)
    const install = ['-m', 'pip', 'install', '--quiet', `schemathesis==${VERSION}`]
    await run(join(FOLDER, 'bin/python'), install, limit)
    return undefined
  } catch (error) {
    await rm(FOLDER, { recursive: true, force: true })
    const [line] = String((error as { stderr?: string }).stderr || error)
      .trim()
      .split('\n')
      .slice(-1)
    return `schemathesis ${VERSION} cannot be installed, which takes Python 3.10 with venv, and PyPI (${line})`
  }
}

export interface FuzzRun {
  /** Address of the OpenAPI document. */
  readonly document: string
  readonly key: string
  readonly seed: number
  readonly phases: readonly ('coverage' | 'fuzzing')[]
  /** Whether answers must be as the document describes them. */
  readonly tellsAll: boolean
  /** Requests that each operation gets while fuzzing. */
  readonly examples: number
}

/** @returns how many requests were made, and all that it says of those that failed */
export async function fuzz(options: FuzzRun) {
  const { document, key, seed, phases, tellsAll, examples } = options
  const checks = tellsAll ? [...CHECKS, ...OF_ALL] : CHECKS
  const cwd = await mkdtemp(join(tmpdir(), 'stock-fuzz-'))
  try {
    const said = await run(
      PROGRAM,
      [
        ...['run', document, '--header', `Authorization: Bearer ${key}`],
        ...['--checks', checks.join(), '--phases', phases.join(), '--max-examples', `${examples}`],
        // It has no end.
        ...['--exclude-path', '/events/stream'],
        ...['--seed', `${seed}`, '--workers', '1', '--continue-on-failure', '--warnings', 'off'],
        ...['--report-json-path', 'report.json', '--no-color'],
      ],
      { cwd, maxBuffer: 64e6 },
    ).then(
      () => '',
      ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
    )
    const report = JSON.parse(await readFile(join(cwd, 'report.json'), 'utf8'))
    return { cases: Number(report.test_cases.generated), failures: said }
  } finally {
    await rm(cwd, { recursive: true, force: true })
  }
}
