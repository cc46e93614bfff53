import type { Product, Variant } from '../domain/catalogue.ts'
import { addDays } from '../domain/day.ts'
import { plain } from '../matching/normalise.ts'
import type { PastSale } from '../store/past-sales-store.ts'

// What a shop like that of the demo sells, invented: so many units a week, more of some models, sizes and
// seasons than of others. The same for the same products and day.

const SEED = 20_261_121
const DAYS = 104 * 7
const UNITS_A_WEEK = 75

/** Share of a week's sales on each day from Sunday, when the shop is closed. */
const WEEKDAYS = [0, 0.12, 0.13, 0.15, 0.15, 0.17, 0.28] as const

/** Names that sell several times as much as others. */
const POPULAR = /herm|togo|stan smith|air force/
const TIMES_AS_POPULAR = 3

/** When what has such a word in its name sells best: the day of the year, from 0. */
const SEASONS: readonly (readonly [words: RegExp, best: number])[] = [
  [/sandal|nu pieds|tong|claquette|slide|espadrille|tropezienne|spartiate|mule|clog/, 190],
  [/bott|boot|chausson|charentaise/, 345],
]
/** By how much of the mean a season adds at its best, and takes half a year later. */
const SEASON = 0.8

/** Of the products that are not popular, shuffled: so many are dead, so many grow, such a share is slow. */
const DEAD = 2
const GROWING = 3
const SLOW = 0.15
/** A dead one has not sold for so many days. */
const DEAD_FOR = 280
const TIMES_AS_SLOW = 0.12

/** The size that sells best, and how far around it most others do, in sizes. */
const MIDDLE_SIZE: Readonly<Record<string, number>> = { femme: 38, homme: 42, unisexe: 40 }
const SIZE_SPREAD = 1.7

type Random = () => number

/** What of a catalogue decides about its sales. */
interface DemoShop {
  readonly products: readonly DemoProduct[]
  readonly variants: readonly DemoSize[]
}
type DemoProduct = Pick<Product, 'id' | 'sku' | 'name' | 'gender' | 'price'>
type DemoSize = Pick<Variant, 'id' | 'productId' | 'size'>

/**
 * Past sales for the demo shop: 104 weeks that end yesterday.
 * @param today "2026-11-21"
 */
export function demoSales({ products, variants }: DemoShop, today: string): PastSale[] {
  const random = randomFrom(SEED)
  const sizes = Map.groupBy(variants, ({ productId }) => productId)
  const sorted = products.filter(({ id }) => sizes.has(id)).sort((a, b) => (a.sku < b.sku ? -1 : 1))
  const sellers = sorted.map((product) => sellerOf(product, sizes.get(product.id) ?? [], random))
  giveFates(sellers, random)
  const all = sellers.reduce((sum, { popularity }) => sum + popularity, 0)
  const sales: Omit<PastSale, 'line'>[] = []
  for (let ago = DAYS; ago > 0; ago--) {
    const day = addDays(today, -ago)
    const units = UNITS_A_WEEK * (WEEKDAYS[new Date(day).getUTCDay()] ?? 0)
    for (const seller of sellers) {
      const mean = (units * seller.popularity * seller.fate(ago) * seasonOf(seller, day)) / all
      sales.push(...soldOn(day, seller, poisson(mean, random), random))
    }
  }
  return sales.map((sale, index) => ({ ...sale, line: index + 1 }))
}

interface Seller {
  readonly product: DemoProduct
  readonly sizes: readonly DemoSize[]
  /** How often each size is asked for, beside the others. */
  readonly shares: readonly number[]
  readonly isPopular: boolean
  readonly popularity: number
  /** Day of the year when it sells best; null for what sells alike all year. */
  readonly best: number | null
  /** What became of it, as a factor, so many days ago. */
  fate: (ago: number) => number
}

function sellerOf(product: DemoProduct, sizes: readonly DemoSize[], random: Random): Seller {
  const name = plain(product.name)
  const isPopular = POPULAR.test(name)
  const middle = MIDDLE_SIZE[plain(product.gender)]
  const shareOf = (size: number) =>
    middle === undefined || Number.isNaN(size)
      ? 1
      : Math.exp(-(((size - middle) / SIZE_SPREAD) ** 2) / 2)
  const inOrder = sizes.toSorted((a, b) => (a.size < b.size ? -1 : 1))
  return {
    product,
    sizes: inOrder,
    shares: inOrder.map(({ size }) => shareOf(Number(size))),
    isPopular,
    popularity: (0.4 + 1.6 * random() ** 2) * (isPopular ? TIMES_AS_POPULAR : 1),
    best: SEASONS.find(([words]) => words.test(name))?.[1] ?? null,
    fate: () => 1,
  }
}

function giveFates(sellers: readonly Seller[], random: Random): void {
  const drawn = sellers
    .filter(({ isPopular }) => !isPopular)
    .map((seller) => ({ seller, order: random() }))
    .sort((a, b) => a.order - b.order)
  const slow = DEAD + GROWING + Math.round(sellers.length * SLOW)
  for (const [place, { seller }] of drawn.entries()) {
    if (place < DEAD) seller.fate = (ago) => (ago > DEAD_FOR ? 1 : 0)
    else if (place < DEAD + GROWING) seller.fate = (ago) => 0.3 + 3 * (1 - ago / DAYS)
    else if (place < slow) seller.fate = () => TIMES_AS_SLOW
  }
}

function seasonOf({ best }: Seller, day: string): number {
  if (best === null) return 1
  const at = (Date.parse(day) - Date.parse(`${day.slice(0, 4)}-01-01`)) / 86_400_000
  return 1 + SEASON * Math.cos((2 * Math.PI * (at - best)) / 365)
}

/** The sales of one product on a day: one for each size of which something was sold. */
function soldOn(
  day: string,
  { product, sizes, shares }: Seller,
  units: number,
  random: Random,
): Omit<PastSale, 'line'>[] {
  const sold = Array.from({ length: units }, () => drawn(shares, random))
  return [...Map.groupBy(sold, (size) => size)].map(([size, of]) => ({
    day,
    productId: product.id,
    variantId: sizes[size]?.id ?? null,
    units: of.length,
    unitPrice: product.price,
  }))
}

/** The place of one of these, drawn by their shares. */
function drawn(shares: readonly number[], random: Random): number {
  let left = random() * shares.reduce((sum, share) => sum + share, 0)
  const place = shares.findIndex((share) => {
    left -= share
    return left < 0
  })
  return Math.max(place, 0)
}

/** Knuth's method, for small means. */
function poisson(mean: number, random: Random): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count++
  return count
}

/** Mulberry32, of Tommy Ettinger: numbers from 0 to 1 that are the same for the same seed. */
function randomFrom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
