import { execFile, execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseEnv, promisify } from 'node:util'
import { freePort } from './pocketbase.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

export interface Ask {
  readonly method?: string
  /** Sent as it is written, so that tricks arrive. */
  readonly path: string
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
}

export interface Reply {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

/** The real stack of docker-compose.yml from a clean checkout, under a project name of its own. */
export type Stack = Awaited<ReturnType<typeof createStack>>

export async function createStack() {
  const folder = mkdtempSync(join(tmpdir(), 'stock-compose-'))
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT })
  for (const file of files.toString().trim().split('\n')) {
    cpSync(join(ROOT, file), join(folder, file), { recursive: true })
  }
  const project = `stock-test-${randomBytes(3).toString('hex')}`
  const [http, https] = [await freePort(), await freePort()]
  const settings: Record<string, string> = {
    COMPOSE_PROJECT_NAME: project,
    HTTP_PORT: String(http),
    HTTPS_PORT: String(https),
    NGROK_AUTHTOKEN: 'stub-token',
    ALLOWED_HOSTS: 'shop.ngrok.example',
    // One key does all the work of these tests.
    RATE_LIMIT: '0',
  }
  const options = () => ({
    cwd: folder,
    maxBuffer: 64e6,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DOCKER_HOST: process.env.DOCKER_HOST,
      ...settings,
    },
  })

  const compose = async (...args: string[]): Promise<string> => {
    const { stdout } = await run('docker', ['compose', '--profile', 'public', ...args], options())
    return stdout
  }
  const container = (service: string) => `${project}-${service}-1`
  let certificate = ''
  const stranger = `${project}-stranger`

  return {
    folder,
    project,
    ports: { http, https },
    compose,
    container,
    /** Another value of a setting, for what is started from now on. */
    set: (name: string, value: string) => {
      settings[name] = value
    },
    npm: async (...args: string[]) => (await run('npm', args, options())).stdout,
    /** What the doctor prints; it is run from this checkout, which has its dependencies. */
    doctor: () =>
      run(process.execPath, [join(ROOT, 'scripts/doctor.ts')], options()).then(
        ({ stdout }) => stdout,
        ({ stdout }: { stdout: string }) => stdout,
      ),
    secrets: () => parseEnv(readFileSync(join(folder, '.env'), 'utf8')),
    inspect: async (service: string) => {
      const { stdout } = await run('docker', ['inspect', container(service)])
      // biome-ignore lint/suspicious/noExplicitAny: whatever Docker says
      return JSON.parse(stdout)[0] as any
    },
    docker: async (...args: string[]) => (await run('docker', args, { maxBuffer: 64e6 })).stdout,

    /** Asks through HTTPS on Caddy, whose certificate is verified. */
    async ask({ method = 'GET', path, headers, body }: Ask): Promise<Reply> {
      certificate ||= await compose(
        'exec',
        '-T',
        'caddy',
        'cat',
        '/data/caddy/pki/authorities/local/root.crt',
      )
      return new Promise((done, fail) => {
        const sent = request(
          {
            host: '127.0.0.1',
            port: https,
            servername: 'localhost',
            ca: certificate,
            method,
            path,
            headers: { host: 'localhost', ...headers },
            signal: AbortSignal.timeout(20_000),
          },
          (answer) =>
            text(answer).then(
              (content) =>
                done({ status: answer.statusCode ?? 0, headers: answer.headers, body: content }),
              fail,
            ),
        )
        sent.once('error', fail)
        sent.end(body)
      })
    },

    /** Asks from the network of the tunnel, as ngrok would, all in one go. */
    async askFromTunnel(
      asks: readonly Ask[],
      base = 'http://caddy:8080',
    ): Promise<(Reply | string)[]> {
      const network = `${project}_edge`
      const args = ['run', '--rm', '--name', stranger, '--network', network, `${project}-api`]
      const { stdout } = await run(
        'docker',
        [...args, 'node', '-e', ASK, base, JSON.stringify(asks)],
        {
          maxBuffer: 64e6,
        },
      )
      return JSON.parse(stdout)
    },

    async remove(): Promise<void> {
      await run('docker', ['rm', '-f', stranger]).catch(() => {})
      await compose('down', '--volumes', '--remove-orphans', '--timeout', '5').catch(() => {})
      const images = ['api', 'pocketbase', 'caddy'].map((name) => `${project}-${name}`)
      await run('docker', ['image', 'rm', ...images]).catch(() => {})
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Runs in a container: asks each in turn and prints the replies, or why there was none. */
const ASK = `(async () => {
  const [base, asks] = process.argv.slice(1)
  const one = ({ method = 'GET', path, headers, body }) => new Promise((done) => {
    const url = new URL(base)
    const sent = require('http').request(
      { host: url.hostname, port: url.port, method, path, headers, timeout: 5000 },
      (answer) => {
        const chunks = []
        answer.on('data', (chunk) => chunks.push(chunk))
        answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks).toString() }))
      })
    sent.on('timeout', () => sent.destroy(new Error('timeout')))
    sent.on('error', (error) => done(error.code || error.message))
    sent.end(body)
  })
  const all = []
  for (const ask of JSON.parse(asks)) all.push(await one(ask))
  console.log(JSON.stringify(all))
})()
`
