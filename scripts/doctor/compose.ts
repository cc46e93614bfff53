import { execFile } from 'node:child_process'
import { request } from 'node:https'
import { text } from 'node:stream/consumers'
import { rootCertificates } from 'node:tls'
import { promisify } from 'node:util'
import { z } from 'zod'
import { type Check, type Finding, Skip, Trouble } from './check.ts'
import type { Port } from './ports.ts'
import { type Answer, tunnelIn } from './public.ts'

export const UP = 'docker compose up --build --wait'
const PUBLIC_UP = 'docker compose --profile public up --build --wait'

const Containers = z.array(
  z.object({
    ID: z.string(),
    Service: z.string(),
    State: z.string(),
    Health: z.string(),
    ExitCode: z.number(),
  }),
)
type Container = z.infer<typeof Containers>[number]

const Inspected = z.tuple([
  z.object({
    /** Times that Docker started it again after it had ended by itself. */
    RestartCount: z.int(),
    State: z.object({ OOMKilled: z.boolean(), StartedAt: z.string() }),
  }),
])

/** What gives a container more memory. */
const MEMORY: Readonly<Record<string, string>> = {
  api: 'API_MEMORY',
  pocketbase: 'POCKETBASE_MEMORY',
}

/** It happens once or twice that a container has to be started again; this is no accident. */
const MANY_RESTARTS = 3

/** A container that was started again more recently has not recovered yet. */
const RECENT_MS = 60 * 60_000

const Settings = z.object({
  services: z.object({
    caddy: z.object({
      environment: z.object({ SITE_ADDRESS: z.string() }),
      ports: z.array(
        z.object({ target: z.number(), published: z.string(), host_ip: z.string().optional() }),
      ),
    }),
  }),
})

/** An engine that does not list its containers by then does not answer at all. */
const LIST_TIMEOUT_MS = 10_000
/** The configuration is read without the engine. */
const CONFIG_TIMEOUT_MS = 5_000

const compose = (...args: string[]): Promise<string> => composeWithin(60_000, ...args)

async function composeWithin(timeout: number, ...args: string[]): Promise<string> {
  return docker(timeout, 'compose', '--profile', 'public', ...args)
}

async function docker(timeout: number, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('docker', args, { timeout, maxBuffer: 64e6 })
  return stdout
}

/** The containers of this project; none where no engine answers or nothing was started. */
export async function containers(): Promise<Container[]> {
  const list = ['ps', '--all', '--format', 'json']
  const lines = await composeWithin(LIST_TIMEOUT_MS, ...list).catch(() => '')
  return Containers.parse(
    lines
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  )
}

/** Every container in its place, and Caddy as it should be. */
export function stackChecks(): Check[] {
  return [
    ...['pocketbase', 'init', 'api', 'caddy', 'backup'].map(containerCheck),
    {
      name: 'Admin UI',
      async run() {
        const refused = await compose(
          ...['exec', '-T', 'caddy', 'wget', '-q', '-O', '-', 'http://127.0.0.1:8080/_/'],
        ).then(
          () => false,
          (error: { stderr?: string }) => String(error.stderr).includes('403'),
        )
        if (refused) return 'is closed on the side of the tunnel'
        throw new Trouble(
          'is not closed on the side of the tunnel',
          `Restore Caddyfile, then ${UP}`,
        )
      },
    },
    {
      name: 'Site',
      async run() {
        const { site, address, port } = await published()
        const local = /^(localhost|127\.|.*\.localhost$)/.test(site)
        if (local || !address.startsWith('127.')) return `${site}, published on ${address}:${port}`
        throw new Trouble(
          `${site} is published to this machine only`,
          `Set BIND_ADDRESS=0.0.0.0 in .env, then ${UP}`,
        )
      },
    },
  ]
}

const containerCheck = (service: string): Check => ({
  name: service,
  async run() {
    const found = (await containers()).find(({ Service }) => Service === service)
    if (!found) throw new Trouble('has no container', `Start it: ${UP}`)
    const { State, Health, ExitCode } = found
    const logs = `docker compose logs ${service} says why`
    if (Health === 'starting') {
      throw new Trouble(
        'is still starting',
        `Run this again in a minute; ${logs} where it takes longer.`,
      )
    }
    const inspected = await inspect(found)
    if (inspected.State.OOMKilled || (await lostProcess(found))) {
      const more = MEMORY[service] ? `Raise ${MEMORY[service]} in .env` : 'Give Docker more memory'
      throw new Trouble('ran out of memory, and was ended for it', `${more}, then ${UP}`)
    }
    const { RestartCount: restarts } = inspected
    const isRecent = Date.now() - Date.parse(inspected.State.StartedAt) < RECENT_MS
    if (restarts >= MANY_RESTARTS && isRecent) {
      throw new Trouble(
        `ended by itself and was started again, ${restarts} times so far`,
        `${logs}.`,
      )
    }
    const well = service === 'init' ? State === 'exited' && ExitCode === 0 : State === 'running'
    if (well && Health !== 'unhealthy') {
      const when = isRecent ? 'lately' : 'not in the last hour'
      const again = restarts > 0 ? `; started again ${restarts} times, ${when}` : ''
      return `${Health || `${State}, as it should be`}${again}`
    }
    throw new Trouble(`is ${State}${Health && ` and ${Health}`}`, `${logs}; then ${UP}`)
  },
})

async function inspect({ ID }: Container) {
  const [container] = Inspected.parse(JSON.parse(await docker(LIST_TIMEOUT_MS, 'inspect', ID)))
  return container
}

/** Whether a process in it was ended within a day because memory ran out. */
async function lostProcess({ ID }: Container): Promise<boolean> {
  const since = ['--since', '24h', '--until', String(Math.floor(Date.now() / 1000))]
  const only = ['--filter', `container=${ID}`, '--filter', 'event=oom']
  return (await docker(LIST_TIMEOUT_MS, 'events', ...since, ...only)).trim() !== ''
}

/** The ports that Caddy publishes; none where there is no Docker. */
export async function publishedPorts(): Promise<Port[]> {
  const config = await composeWithin(CONFIG_TIMEOUT_MS, 'config', '--format', 'json').catch(
    () => '',
  )
  if (config === '') return []
  const { ports } = Settings.parse(JSON.parse(config)).services.caddy
  return ports.map(({ target, published, host_ip: host = '0.0.0.0' }) => ({
    number: Number(published),
    host,
    setting: target === 443 ? 'HTTPS_PORT' : 'HTTP_PORT',
  }))
}

async function published(): Promise<{ site: string; address: string; port: number }> {
  const { services } = Settings.parse(JSON.parse(await compose('config', '--format', 'json')))
  const { ports, environment } = services.caddy
  const https = ports.find(({ target }) => target === 443)
  return {
    site: environment.SITE_ADDRESS,
    address: https?.host_ip ?? '0.0.0.0',
    port: Number(https?.published),
  }
}

/** Asks through HTTPS on Caddy; its own certificates are trusted beside the public ones. */
export async function askCaddy(
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { site, port } = await published()
  const root = await compose(
    ...['exec', '-T', 'caddy', 'cat', '/data/caddy/pki/authorities/local/root.crt'],
  ).catch(() => '')
  return new Promise((done, fail) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        servername: site,
        headers: { host: site, ...headers },
        ca: [...rootCertificates, root],
        signal: AbortSignal.timeout(10_000),
      },
      (answer) => text(answer).then((body) => done({ status: answer.statusCode ?? 0, body }), fail),
    )
    sent.once('error', fail)
    sent.end()
  })
}

/** What the agent of the tunnel says, asked from Caddy's container. */
export async function composeTunnel(): Promise<string> {
  const agent = (await containers()).find(({ Service }) => Service === 'ngrok')
  if (!agent) throw new Skip(`there is none: ${PUBLIC_UP}`)
  const get = (path: string) =>
    compose('exec', '-T', 'caddy', 'wget', '-q', '-O', '-', `http://ngrok:4040${path}`)
  const said = await get('/api/endpoints')
    .catch(() => get('/api/tunnels'))
    .catch(() => {
      throw new Trouble(
        `ngrok is ${agent.State} and does not answer`,
        `Is NGROK_AUTHTOKEN in .env the one of your account? See docker compose logs ngrok, then ${PUBLIC_UP}`,
      )
    })
  return tunnelIn(said)
}

/** What the checks of the database find from inside, where it can be reached. */
export async function insideFindings(): Promise<Finding[]> {
  const inside = ['node', 'scripts/doctor.ts', '--inside']
  const output = await compose('exec', '-T', 'api', ...inside)
    .catch(() => compose('exec', '-T', 'backup', ...inside))
    .catch(() => undefined)
  if (output) return JSON.parse(output) as Finding[]
  const todo = `Start it: ${UP}`
  return [
    { name: 'PocketBase', state: 'bad', text: 'cannot be asked: no container of ours runs', todo },
  ]
}
