import { spawn } from 'node:child_process'
import { once } from 'node:events'

const TIMEOUT_MINUTES = 15

export interface BuildOptions {
  /** The folder with go.mod, go.sum and main.go. */
  goDir: string
  /** `go`, looked up on the PATH, or the path of one. */
  goCommand: string
  /** What `pocketbase --version` will say. */
  version: string
  /** Time between two progress lines. */
  progressMs: number
  report: (line: string) => void
}

/**
 * Builds the pinned server from source into the file `output`.
 * Throws an Error that says whether Go is missing or ends with Go's own last lines.
 */
export async function buildFromSource(output: string, options: BuildOptions): Promise<void> {
  const { goDir, goCommand, version, progressMs, report } = options
  const ldflags = `-s -w -X github.com/pocketbase/pocketbase.Version=${version}`
  // -buildvcs=false: git's view of the checkout (its owner, say) must not fail the build.
  const build = ['build', '-trimpath', '-buildvcs=false', '-ldflags', ldflags, '-o', output, '.']
  const started = Date.now()
  const timer = setInterval(() => {
    report(`Building PocketBase ${version} with Go: ${Math.round((Date.now() - started) / 1000)} s`)
  }, progressMs)
  try {
    await runGo(goCommand, build, goDir)
  } finally {
    clearInterval(timer)
  }
}

async function runGo(goCommand: string, args: string[], cwd: string): Promise<void> {
  // Through env(1), so that Go inherits the rest of our environment without our reading it.
  const child = spawn('env', ['CGO_ENABLED=0', goCommand, ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: TIMEOUT_MINUTES * 60_000,
  })
  const endWithUs = () => child.kill()
  process.once('exit', endWithUs)
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output = (output + text).slice(-4000)
  })
  const [code] = await once(child, 'close')
    .catch((cause) => {
      throw new Error(`nothing could be started in ${cwd}`, { cause })
    })
    .finally(() => process.off('exit', endWithUs))
  if (code === 127) throw new Error('Go is not installed')
  if (child.killed) throw new Error(`go build took more than ${TIMEOUT_MINUTES} minutes`)
  if (code !== 0) throw new Error(`go build failed: ${lastLines(output, 5)}`)
}

function lastLines(text: string, count: number): string {
  return text.trim().split('\n').slice(-count).join('\n  ')
}
