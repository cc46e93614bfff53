import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from './random.ts'
import { signal } from './server.ts'
import type { Shop } from './shop.ts'
import { TROUBLES, type Trouble } from './wire.ts'

/** A fault, from its beginning to its end. */
export type Fault = (shop: Shop, random: Random) => Promise<void>

/** What can happen to the processes, by its name in the figures. */
export const FAULTS = {
  'PocketBase killed': (shop) => shop.killPocketBase(),
  async 'PocketBase paused'(shop, random) {
    await shop.signalPocketBase('SIGSTOP')
    // Now and then for longer than a write may take.
    await sleep(random.chance(0.2) ? 6_000 : random.between(100, 2_000))
    await shop.signalPocketBase('SIGCONT')
  },
  async 'API killed'(shop, random) {
    const { server } = random.of(shop.apis)
    await server.kill(random.of(server.processes()))
  },
  async 'API paused'(shop, random) {
    const victim = random.of(random.of(shop.apis).server.processes())
    signal(victim, 'SIGSTOP')
    await sleep(random.between(100, 3_000))
    signal(victim, 'SIGCONT')
  },
  async 'clock of an API wrong'(shop, random) {
    const { server } = random.of(shop.apis)
    server.setClock(random.of([-3_600_000, -2_000, 2_000, 3_600_000]))
    await sleep(random.between(500, 2_000))
    server.setClock(0)
  },
} satisfies Record<string, Fault>

/** A killed API takes seconds to come back, in which nothing else is tried. */
const SELDOM = new Set(['API killed'])

/** Trouble that lasts for longer than a write may take, now and then. */
const LONG = new Set<Trouble>(['stall', 'mute'])

/** Milliseconds between two faults. */
const REST_MS = { min: 200, max: 2_500 }

/**
 * Makes faults one after the other until the signal, and bad weather on the wires beside them.
 * @returns how often each happened
 */
export async function runNemesis(
  shop: Shop,
  random: Random,
  faults: Readonly<Record<string, Fault>>,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const happened: Record<string, number> = {}
  const drawn = Object.keys(faults).flatMap((name) => (SELDOM.has(name) ? [name] : [name, name]))
  async function processes(): Promise<void> {
    while (!signal.aborted) {
      await sleep(random.between(REST_MS.min, REST_MS.max))
      const name = random.of(drawn)
      happened[name] = (happened[name] ?? 0) + 1
      await faults[name]?.(shop, random)
    }
  }
  async function wires(): Promise<void> {
    while (!signal.aborted) {
      await sleep(random.between(REST_MS.min, REST_MS.max))
      const wire = random.of(shop.wires)
      const trouble = random.of(TROUBLES)
      const holdMs = LONG.has(trouble) ? random.between(500, 8_000) : random.between(20, 500)
      wire.weather = { trouble, share: random.of([0.05, 0.2, 0.5]), holdMs }
      await sleep(random.between(500, 2_500))
      wire.weather = undefined
    }
  }
  await Promise.all([processes(), wires()])
  for (const trouble of TROUBLES) {
    const times = shop.wires.reduce((sum, { met }) => sum + met[trouble], 0)
    if (times > 0) happened[`request met by ${trouble}`] = times
  }
  return happened
}
