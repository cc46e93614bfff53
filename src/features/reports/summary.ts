import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import { dayBefore, dayOf, startOfDay } from '../../domain/day.ts'
import { StockError } from '../../domain/errors.ts'
import { MOVEMENTS, type MovementType } from '../../domain/movement-types.ts'
import type { Bounded, NamedProduct, Summary, Trade } from '../../domain/summary.ts'
import { asName, asSize, quoted } from '../../domain/text.ts'
import type { ReportStore } from '../../store/report-store.ts'

export interface SummaryAnswer extends Summary {
  /** First moment that counts, ISO 8601, UTC. */
  readonly since: string
  readonly timeZone: string
  /** Name of the only location whose stock counts; null for all. */
  readonly location: string | null
  readonly message: string
}

export type SummaryService = ReturnType<typeof createSummaryService>

/** A year, in milliseconds: a busy shop's ledger is added up that far in good time. */
const LONGEST = 367 * 24 * 60 * 60 * 1000

/** Names in the message: what a person can hear. */
const SPOKEN = 3

/** Letters of a name in the message; it is to be read aloud in half a minute. */
const NAME_LETTERS = 40

/** Tells the owner what changed, in a few sentences. */
export function createSummaryService(deps: {
  catalogue: CatalogueReader
  store: ReportStore
  timeZone: string
}) {
  const { catalogue, store, timeZone } = deps
  return {
    /**
     * What changed since a moment, and what is out or low now.
     * @param said "today", "yesterday", a date in the shop's time zone, or ISO 8601; today where it
     *   is missing
     * @param at name of the only location whose stock counts; all where it is missing
     * @throws StockError 'location-not-found', or 'invalid-request' for any other text, the future, and over a year ago
     */
    async read(said = 'today', at?: string): Promise<SummaryAnswer> {
      const now = new Date()
      const since = momentOf(said, now, timeZone)
      if (since === null || since > now || now.getTime() - since.getTime() > LONGEST) {
        throw new StockError(
          'invalid-request',
          'Send since as today, yesterday, a date like 2026-11-21, or a moment like 2026-11-21T09:00:00Z, past and at most a year ago. What is older is in listMovements.',
        )
      }
      const location = at === undefined ? null : locationOf(await catalogue.read(), at)
      const summary = await store.readSummary(since.toISOString(), location?.id)
      const asked = sayMoment(since, timeZone) + (location ? `, at ${asName(location.name)}` : '')
      return {
        ...summary,
        since: since.toISOString(),
        timeZone,
        location: location?.name ?? null,
        message: tellSummary(summary, asked),
      }
    },
  }
}

const DATE = /^\d{4}-\d{2}-\d{2}$/
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/

function momentOf(said: string, now: Date, timeZone: string): Date | null {
  const word = said.trim().toLowerCase()
  const today = dayOf(now, timeZone)
  if (word === 'today') return startOfDay(today, timeZone)
  if (word === 'yesterday') return startOfDay(dayBefore(today), timeZone)
  if (!DATE.test(said) && !MOMENT.test(said)) return null
  const moment = new Date(said)
  // The 30th of February is a day to the engine, the 2nd of March.
  const isDate = !Number.isNaN(moment.getTime()) && isDay(said.slice(0, 10))
  if (!isDate) return null
  return DATE.test(said) ? startOfDay(said, timeZone) : moment
}

const isDay = (day: string): boolean => {
  const time = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

/** "2026-11-21 00:00 (Europe/Paris)" */
function sayMoment(moment: Date, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return `${dayOf(moment, timeZone)} ${clock.format(moment)} (${timeZone})`
}

/** The whole summary in a few sentences. */
function tellSummary(summary: Summary, since: string): string {
  const { movements, changes, out, low } = summary
  const sentences = [
    movements === 0 && changes.total === 0 ? `Nothing changed since ${since}.` : '',
    ...(movements > 0 ? [`Since ${since}: ${tellTrade(summary)}`, tellOthers(summary)] : []),
    movements === 0 && changes.total > 0 ? `No stock moved since ${since}.` : '',
    changes.total > 0 ? `${count(changes.total, 'product change')}.` : '',
    movements + changes.total > 0 ? tellWho(summary) : '',
    list('Now out', out, ({ size, ...product }) => `${short(product)} ${asSize(size)}`),
    list('Low', low, (product) => `${short(product)} (${product.available})`),
  ]
  return sentences.filter(Boolean).join(' ')
}

function tellTrade({ sold, returned, products }: Summary): string {
  const [most] = products.items
  const best = most && products.total > 1 ? ` Most sold: ${short(most)}, ${most.units}.` : ''
  const back = returned.units === 0 ? '' : `, ${returned.units} came back${worth(returned)}`
  return `${sold.units} sold${worth(sold)}${back}.${best}`
}

/** " for 1234.5 (3 without a price)" */
function worth({ units, value, unpriced }: Trade): string {
  if (units === 0 || units === unpriced) return units === 0 ? '' : ' (no price is known)'
  return ` for ${value}${unpriced === 0 ? '' : ` (${unpriced} without a price)`}`
}

/** The types that `tellTrade` tells with their value. */
const TRADE: readonly MovementType[] = ['SALE', 'RETURN']

function tellOthers({ types }: Summary): string {
  const told = types.flatMap(({ type, units, movements }) => {
    const { past, onHand } = MOVEMENTS[type]
    if (onHand === 'signed') {
      return [`corrected by ${units > 0 ? '+' : ''}${units} in ${count(movements, 'correction')}`]
    }
    return units === 0 || TRADE.includes(type) ? [] : [`${units} ${past.toLowerCase()}`]
  })
  return told.length === 0 ? '' : `Also ${told.join(', ')}.`
}

function tellWho({ who }: Summary): string {
  const channels = new Map<string, number>()
  for (const { channel, movements, changes } of who.items) {
    channels.set(channel, (channels.get(channel) ?? 0) + movements + changes)
  }
  const told = [...channels].map(([channel, acts]) => `${channel} (${acts})`)
  return `Done by ${told.join(', ')}.`
}

function list<T>(title: string, { total, items }: Bounded<T>, tell: (item: T) => string): string {
  if (total === 0) return ''
  const names = items.slice(0, SPOKEN).map(tell)
  const more = total - names.length
  return `${title}: ${names.join('; ')}${more > 0 ? ` and ${more} more` : ''}.`
}

/** "Hermès, Blanche", shortened for reading aloud. */
function short({ name, color }: NamedProduct): string {
  const text = [name, color].filter(Boolean).map(asName).join(', ')
  return text.length > NAME_LETTERS ? quoted(`${text.slice(0, NAME_LETTERS - 1).trimEnd()}…`) : text
}

const count = (number: number, word: string): string =>
  `${number} ${word}${number === 1 ? '' : 's'}`
