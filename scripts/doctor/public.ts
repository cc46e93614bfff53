import { parse } from 'yaml'
import { type Check, Skip, Trouble } from './check.ts'
import { clockCheck } from './clock.ts'

export interface Answer {
  readonly status: number
  readonly body: string
}

/** What differs between `npm start` and containers on the way from outside to the API. */
export interface Outside {
  readonly apiKey: string
  readonly publicUrl: string | undefined
  /** What starts the API again, as a person types it. */
  readonly restart: string
  /** Asks the API the way that callers on this machine do. */
  ask(path: string, headers?: Record<string, string>): Promise<Answer>
  /** The public address of the tunnel. @throws Skip where there is none, Trouble where it is down */
  tunnel(): Promise<string>
}

/** ngrok shows people a page before the first request unless this is there. */
const NO_PAGE = { 'ngrok-skip-browser-warning': '1' }

/** From the API to the address that others use. */
export function publicChecks({ apiKey, publicUrl, restart, ask, tunnel }: Outside): Check[] {
  const viaTunnel = async () =>
    fetch(`${await tunnel()}/health`, { headers: NO_PAGE, signal: AbortSignal.timeout(10_000) })
  return [
    {
      name: 'API',
      async run() {
        const ready = await ask('/health/ready').catch((error: Error) => {
          throw new Trouble(`does not answer (${error.message})`, `Start it: ${restart}`)
        })
        if (ready.status !== 200) {
          throw new Trouble(
            `is not ready: ${ready.status}`,
            `See its log, or start it again: ${restart}`,
          )
        }
        const { status } = await ask('/locations', { authorization: `Bearer ${apiKey}` })
        if (status === 200) return 'is ready and takes the key'
        throw new Trouble(
          `answers ${status} to API_KEY`,
          `Start it again, so that it has the key that stands in .env now: ${restart}`,
        )
      },
    },
    {
      name: 'Tunnel',
      async run() {
        const address = await tunnel()
        const { status } = await viaTunnel().catch(() => ({ status: 0 }))
        if (status === 200) return `${address} leads to the API`
        throw new Trouble(
          `${address} ${status ? `answers ${status}` : 'does not answer'}`,
          'See docker compose logs ngrok, and whether this machine reaches the internet.',
        )
      },
    },
    {
      name: 'Sign-in',
      async run() {
        const address = publicUrl ?? (await tunnel())
        const get = async (path: string) => {
          const signal = AbortSignal.timeout(10_000)
          const answer = await fetch(address + path, { headers: NO_PAGE, signal }).catch(() => {
            if (!publicUrl) throw new Skip('cannot be asked while the tunnel does not answer')
            throw new Trouble(
              `${address} does not answer`,
              'See that PUBLIC_URL in .env is the https address of this machine, and that others reach it.',
            )
          })
          return answer.ok ? ((await answer.json()) as Record<string, unknown>) : {}
        }
        const { resource, authorization_servers: servers } = await get(
          '/.well-known/oauth-protected-resource/mcp',
        )
        const { issuer } = await get('/.well-known/oauth-authorization-server')
        if (resource === `${address}/mcp` && String(servers) === address && issuer === address) {
          return `programs that are given ${address}/mcp find where people sign in`
        }
        throw new Trouble(
          `programs that are given ${address}/mcp do not find where people sign in`,
          `Set PUBLIC_URL to the https address that others use, or leave it empty behind the tunnel; then ${restart}`,
        )
      },
    },
    clockCheck('Clock outside', async () => (await viaTunnel()).headers.get('date')),
    {
      name: 'Description',
      async run() {
        const { status, body } = await ask('/openapi.yaml').catch(() => ({ status: 0, body: '' }))
        if (status !== 200) throw new Skip('cannot be read while the API does not answer')
        const server = serverOf(body)
        const wanted = publicUrl ?? (await tunnel().catch(() => undefined))
        if (!wanted)
          throw new Skip(`names ${server}: set PUBLIC_URL or start the tunnel to publish it`)
        if (server === wanted) return `names ${server}: that is what a GPT Action imports`
        throw new Trouble(
          `names ${server}, but the public address is ${wanted}`,
          'Correct PUBLIC_URL in .env or leave it empty, start again, and import /openapi.yaml anew.',
        )
      },
    },
  ]
}

function serverOf(description: string): string {
  const { servers } = parse(description) as { servers?: { url?: string }[] }
  return servers?.[0]?.url ?? 'no server'
}

/** The address in what the agent says of itself. @throws Trouble where it has none */
export function tunnelIn(json: string): string {
  const { endpoints = [], tunnels = [] } = JSON.parse(json) as {
    endpoints?: { url: string }[]
    tunnels?: { public_url: string }[]
  }
  const addresses = [...endpoints.map(({ url }) => url), ...tunnels.map((one) => one.public_url)]
  const address = addresses.find((url) => url.startsWith('https://'))
  if (address) return address.replace(/\/+$/, '')
  throw new Trouble('runs without an address', 'See docker compose logs ngrok.')
}
