import { connect } from 'node:net'
import { type Check, Trouble } from './check.ts'

/** A port that the shop listens on once it runs. */
export interface Port {
  readonly number: number
  readonly host: string
  /** The setting that says another one; none where another one is found without it. */
  readonly setting?: string
}

const CONNECT_TIMEOUT_MS = 1_000

/** Whether another program has the ports of a shop that does not run. */
export const portCheck = (ports: readonly Port[]): Check => ({
  name: 'Ports',
  async run() {
    const states = await Promise.all(
      ports.map(async (port) => ({ port, taken: await isTaken(port) })),
    )
    const taken = states.filter((one) => one.taken).map(({ port }) => port)
    const settings = taken.flatMap(({ setting }) => setting ?? [])
    const numbers = taken.map(({ number }) => number)
    if (settings.length > 0) {
      throw new Trouble(
        `${numbers.join(' and ')} taken by another program`,
        `End it (sudo ss -ltnp names it), or set ${settings.join(' and ')} in .env.`,
      )
    }
    if (taken.length > 0) return `${numbers.join(' and ')} taken; another port is found by itself`
    return `${ports.map(({ number }) => number).join(', ')} free`
  },
})

/** Connected, not listened: who may not listen on port 443 can still see whether somebody does. */
function isTaken({ number, host }: Port): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(number, host === '0.0.0.0' ? '127.0.0.1' : host)
    const end = (taken: boolean) => {
      socket.destroy()
      resolve(taken)
    }
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => end(false))
    socket.once('connect', () => end(true)).once('error', () => end(false))
  })
}
