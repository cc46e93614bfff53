import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import { StockError } from '../../domain/errors.ts'
import { count } from '../../domain/figures.ts'
import { isTrade, MOVEMENTS } from '../../domain/movement-types.ts'
import { type AskedPeriod, type Period, readPeriod } from '../../domain/period.ts'
import type { Summary } from '../../domain/summary.ts'
import { asName, asSize, capital } from '../../domain/text.ts'
import type { LedgerReader } from '../../ledger/ledger-reader.ts'
import type { ReportStore } from '../../store/report-store.ts'
import { pastUnits, tellBefore, tellPast } from '../stock/past-units.ts'
import { signed } from '../stock/totals.ts'
import { list, short, worth } from './sentences.ts'

export interface SummaryAnswer extends Summary {
  readonly period: Period
  readonly timeZone: string
  /** Name of the only location whose stock counts; null for all. */
  readonly location: string | null
  /** Units of past sales of that time, which nothing else here counts. */
  readonly past: number
  readonly message: string
}

export type SummaryService = ReturnType<typeof createSummaryService>

/** Tells the owner what changed, in a few sentences. */
export function createSummaryService(deps: {
  catalogue: CatalogueReader
  store: ReportStore
  ledger: Pick<LedgerReader, 'readPast'>
  timeZone: string
}) {
  const { catalogue, store, ledger, timeZone } = deps
  return {
    /**
     * What changed in a period (today where none is asked for), and what is out or low now.
     * @param at name of the only location whose stock counts; all where it is missing
     * @throws StockError 'location-not-found'; 'invalid-request' as readPeriod, and where too much happened
     */
    async read(asked: AskedPeriod, at?: string): Promise<SummaryAnswer> {
      const period = readPeriod(asked, { now: new Date(), timeZone, otherwise: 'today' })
      const snapshot = await catalogue.read()
      const location = at === undefined ? null : locationOf(snapshot, at)
      const [summary, pastSales] = await Promise.all([
        store.readSummary(period, location?.id),
        ledger.readPast(),
      ])
      if (summary === null) {
        throw new StockError(
          'invalid-request',
          `Too much happened to add it all up at once: ${period.words}. Send a shorter period, a year or a month; listMovements adds up any period in units.`,
        )
      }
      const past = pastUnits(pastSales, snapshot, { period, locationId: location?.id })
      const { movements, changes, begins } = summary
      const before =
        movements === 0 && changes.total === 0
          ? tellBefore(period, past, begins === null ? null : new Date(begins), timeZone)
          : ''
      const where = location ? `, at ${asName(location.name)}` : ''
      return {
        ...summary,
        period,
        timeZone,
        location: location?.name ?? null,
        past,
        message: before || tellSummary(summary, past, period.words + where),
      }
    },
  }
}

/** The whole summary in a few sentences. */
function tellSummary(summary: Summary, past: number, asked: string): string {
  const { movements, undos, changes, out, low } = summary
  const time = capital(asked)
  const sentences = [
    movements === 0 && changes.total === 0
      ? `${time}: ${past > 0 ? 'no stock moved' : 'nothing changed'}.`
      : '',
    movements > 0 ? `${time}: ${tellTrade(summary)}` : '',
    movements === 0 && changes.total > 0 ? `${time}: no stock moved.` : '',
    tellPast(past),
    movements > 0 ? tellOthers(summary) : '',
    undos > 0
      ? `${count(undos, 'movement')} undid something; units are without what was undone.`
      : '',
    tellFirst(summary),
    changes.total > 0 ? `${count(changes.total, 'product change')}.` : '',
    tellWho(summary),
    list('Ran out', out, ({ size, ...product }) => `${short(product)} ${asSize(size)}`),
    list(
      'At their reorder point (listReorder has all that is low)',
      low,
      (product) => `${short(product)} (${product.available} available)`,
    ),
  ]
  return sentences.filter(Boolean).join(' ')
}

const tellFirst = ({ firstImport }: Summary): string =>
  firstImport === null
    ? ''
    : `The first stock was imported then: ${firstImport.units} units, which are in none of these numbers.`

function tellTrade({ sold, returned, products }: Summary): string {
  const best = tellMost(products)
  const back = returned.units === 0 ? '' : `, ${returned.units} came back${worth(returned)}`
  return `${sold.units} sold${worth(sold)}${back}.${best}`
}

/** " Most sold: Hermès, Blanche, 3." Nothing where all were sold alike. */
function tellMost({ items }: Summary['products']): string {
  const most = items.filter(({ units }) => units === items[0]?.units)
  const [first] = most
  if (!first || most.length === items.length) return ''
  return most.length === 1
    ? ` Most sold: ${short(first)}, ${first.units}.`
    : ` ${list(`Most sold, ${first.units} of each`, { total: most.length, items: most }, short)}`
}

function tellOthers({ types }: Summary): string {
  const told = types.flatMap(({ type, units, standing }) => {
    const { counted, onHand } = MOVEMENTS[type]
    if (standing === 0) return []
    if (onHand === 'signed') {
      return [`${counted} by ${signed(units)} in ${count(standing, 'correction')}`]
    }
    return units === 0 || isTrade(type) ? [] : [`${units} ${counted}`]
  })
  return told.length === 0 ? '' : `Also ${told.join(', ')}.`
}

function tellWho({ who }: Summary): string {
  return list(
    'Done by',
    who,
    ({ actor, channel, movements, changes }) =>
      `${asName(actor)} (${channel}, ${movements + changes})`,
  )
}
