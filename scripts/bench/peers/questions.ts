import { randomUUID } from 'node:crypto'
import { quiet, round, summary, type Work } from '../measure.ts'
import { usedBy, withChildren } from '../usage.ts'
import type { Peer, Place, Product, Shop } from './peer.ts'

const PLENTY = 1_000_000

/** The few products that many sell at once. */
const BUSY: readonly Product[] = [
  ['Hermès', 'Blanche'],
  ['Hermès', 'Noire'],
  ['Babouche Fès', 'Jaune'],
  ['Mocassin Atlas', 'Noir'],
  ['Stan Smith', 'Blanc'],
].map(([name = '', color = ''], n) => ({ sku: `BUSY-${n}`, name, color, units: PLENTY }))

const QUIET: readonly Product[] = [
  ['Hermès', 'Marron'],
  ['Babouche Fès', 'Rouge'],
  ['Mocassin Atlas', 'Marron'],
  ['Ballerine Majorelle', 'Rouge'],
  ['Ballerine Majorelle', 'Bleue'],
  ['Tropézienne', 'Dorée'],
  ['Tropézienne', 'Rouge'],
  ['Stan Smith', 'Vert'],
].map(([name = '', color = ''], n) => ({ sku: `QUIET-${n}`, name, color, units: 5 }))

const LAST: Product = { sku: 'LAST', name: 'Togo Occasion', color: 'Noir', units: 10 }
const SINGLE: Product = { sku: 'SINGLE', name: 'Botte Cavalière', color: 'Noire', units: 100 }

export const PRODUCTS: readonly Product[] = [...BUSY, ...QUIET, LAST, SINGLE]

/** How somebody in a shop writes or says a product, and which one is meant. */
const WORDS: readonly (readonly [string, string])[] = [
  ['Hermès Blanche', 'Hermès Blanche'],
  ['hermes blanche', 'Hermès Blanche'],
  ['ermes blanche', 'Hermès Blanche'],
  ['hermmes noire', 'Hermès Noire'],
  ['blanche hermes', 'Hermès Blanche'],
  ['babouche fes jaune', 'Babouche Fès Jaune'],
  ['mocasin atlas noir', 'Mocassin Atlas Noir'],
  ['ballerine majorel rouge', 'Ballerine Majorelle Rouge'],
  ['tropezienne doree', 'Tropézienne Dorée'],
  ['stan smit vert', 'Stan Smith Vert'],
]

const TILLS = 64
const BUYERS = 20
/** How many sell when it is killed. */
const SELLERS = 16

interface Plan {
  /** Of each load. */
  readonly seconds: number
}

export interface Question {
  readonly name: string
  ask(shop: Shop, plan: Plan, again: () => Promise<Shop>): Promise<string>
}

const skuOf = (time: number): string => BUSY[time % BUSY.length]?.sku ?? ''

const stockOf = async (shop: Shop, products: readonly Product[]): Promise<number> => {
  const units = await Promise.all(products.map(({ sku }) => shop.stock(sku)))
  return units.reduce((sum, one) => sum + one, 0)
}

/** Sells again and again on a few products. */
async function sell(shop: Shop, connections: number, { seconds }: Plan): Promise<string> {
  let [sold, refused] = [0, 0]
  const load: Work = {
    ...{ name: 'sell', connections },
    async work(time) {
      if (await shop.sell(skuOf(time), randomUUID())) sold++
      else refused++
    },
  }
  const before = await stockOf(shop, BUSY)
  const usedBefore = usedBy(shop.pids)
  const { rate, p50, p99, failed } = summary([await round(load, seconds)])
  const used = usedBy(shop.pids)
  // What had no answer in time may still be done.
  await quiet(() => usedBy(shop.pids)?.processorMs)
  const gone = before - (await stockOf(shop, BUSY))
  const answered = sold + refused + failed
  const each =
    used && usedBefore
      ? `${((used.processorMs - usedBefore.processorMs) / Math.max(answered, 1)).toFixed(1)} ms of processor each, ${Math.round(used.memory)} MB`
      : 'processor time not known'
  return [
    `${Math.round(rate)}/s`,
    `p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(0)} ms`,
    each,
    tellUnits({ sold, gone }),
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join('; ')
}

/** What was said to be sold beside what is gone: lost updates, or units that went without a sale. */
export function tellUnits({ sold, gone }: { sold: number; gone: number }): string {
  if (sold === gone) return 'none lost'
  if (sold > gone) return `**${sold - gone} of ${sold} lost**`
  return `**${gone - sold} units gone without a sale**`
}

export const QUESTIONS: readonly Question[] = [
  { name: 'sell one unit, 1 till', ask: (shop, plan) => sell(shop, 1, plan) },
  { name: `sell one unit, ${TILLS} tills`, ask: (shop, plan) => sell(shop, TILLS, plan) },
  {
    name: 'read the stock of a product, 32 at once',
    async ask(shop, { seconds }) {
      const work = (time: number) => shop.stock(skuOf(time))
      const load: Work = { name: 'read', connections: 32, work }
      const { rate, p50, p99, failed } = summary([await round(load, seconds)])
      const told = `${Math.round(rate)}/s; p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(0)} ms`
      return failed > 0 ? `${told}; ${failed} failed` : told
    },
  },
  {
    name: `a product in the words of a shop, ${WORDS.length} ways`,
    async ask(shop) {
      const found: string[] = []
      for (const [words, meant] of WORDS) {
        const [first] = await shop.find(words)
        if (first?.toLowerCase() === meant.toLowerCase()) found.push(words)
      }
      return `${found.length} of ${WORDS.length} found`
    },
  },
  {
    name: `${BUYERS} people buy the last ${LAST.units}`,
    async ask(shop) {
      const buyers = Array.from({ length: BUYERS }, () => shop.sell(LAST.sku, randomUUID()))
      const answers = await Promise.allSettled(buyers)
      const failed = answers.filter(({ status }) => status === 'rejected').length
      const sold = answers.filter((one) => one.status === 'fulfilled' && one.value).length
      return tellLast({ sold, failed, left: await shop.stock(LAST.sku) })
    },
  },
  {
    name: 'a request that is sent again',
    async ask(shop) {
      const before = await shop.stock(SINGLE.sku)
      if (!(await shop.sell(SINGLE.sku, randomUUID()))) return 'it was refused'
      await shop.again()
      const gone = before - (await shop.stock(SINGLE.sku))
      return gone === 1 ? 'sold once' : `**sold ${gone} times**`
    },
  },
  {
    name: `killed while ${SELLERS} sell, started again, and what had no answer sent again`,
    ask: killed,
  },
]

/** What came of more buyers than units. */
export function tellLast(of: { sold: number; failed: number; left: number }): string {
  const { sold, failed, left } = of
  const told = `${sold} sold, ${left} left${failed > 0 ? `, ${failed} failed` : ''}`
  return sold + left === LAST.units && left >= 0 ? told : `**${told}**`
}

async function killed(shop: Shop, { seconds }: Plan, again: () => Promise<Shop>): Promise<string> {
  if (process.platform !== 'linux') return 'not asked: it needs /proc'
  const before = await stockOf(shop, BUSY)
  let sold = 0
  const unanswered: (readonly [sku: string, key: string])[] = []
  let [isDead, time] = [false, 0]
  async function seller(): Promise<void> {
    while (!isDead) {
      const sale = [skuOf(time++), randomUUID()] as const
      try {
        if (await shop.sell(...sale)) sold++
      } catch {
        unanswered.push(sale)
        if (!isDead) await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
  }
  const selling = Promise.all(Array.from({ length: SELLERS }, seller))
  await new Promise((resolve) => setTimeout(resolve, (seconds * 1000) / 2))
  for (const pid of shop.pids.flatMap(withChildren)) process.kill(pid, 'SIGKILL')
  isDead = true
  await selling
  await shop.stop()
  const started = await again()
  for (const sale of unanswered) if (await started.sell(...sale)) sold++
  const gone = before - (await stockOf(started, BUSY))
  return `${tellUnits({ sold, gone })}; ${unanswered.length} sent again`
}

export interface Answers {
  readonly name: string
  readonly version: string
  readonly what: string
  /** By question; why, where there is none. */
  readonly answers: Readonly<Record<string, string>>
}

/** Asks a peer everything. One that cannot be had answers nothing but why. */
export async function askAll(peer: Peer, place: Place, plan: Plan): Promise<Answers> {
  const { name, what } = peer
  const answers: Record<string, string> = {}
  let shop: Shop
  try {
    shop = await peer.start(place)
  } catch (error) {
    return { name, what, version: `not installed: ${why(error)}`, answers }
  }
  try {
    for (const question of QUESTIONS) {
      process.stderr.write(`${name}: ${question.name}\n`)
      await quiet(() => usedBy(shop.pids)?.processorMs)
      answers[question.name] = await question
        .ask(shop, plan, async () => {
          shop = await peer.start(place)
          return shop
        })
        .catch((error) => `**failed: ${why(error)}**`)
    }
  } finally {
    await shop.stop()
  }
  return { name, what, version: shop.version, answers }
}

const why = (error: unknown): string =>
  String((error as Error).message ?? error)
    .split('\n')[0]
    ?.slice(0, 120) ?? ''
