import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import { StockError } from '../../domain/errors.ts'
import { count, countInFrench, figure } from '../../domain/figures.ts'
import { isTrade, MOVEMENTS } from '../../domain/movement-types.ts'
import { type AskedPeriod, type Period, readPeriod } from '../../domain/period.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import type { Summary } from '../../domain/summary.ts'
import { asName, asSize, capital } from '../../domain/text.ts'
import type { LedgerReader } from '../../ledger/ledger-reader.ts'
import { tellAvailable } from '../../shared/message-parts.ts'
import type { ReportStore } from '../../store/report-store.ts'
import { pastUnits, tellBefore, tellPast } from '../stock/past-units.ts'
import { tellUnits } from '../stock/totals.ts'
import { list, short, worth } from './sentences.ts'

export interface SummaryAnswer extends Summary {
  readonly period: Period
  readonly timeZone: string
  /** Name of the only location whose stock counts; null for all. */
  readonly location: string | null
  /** Units of past sales of that time, which nothing else here counts. */
  readonly past: number
  readonly message: Sentence
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
        const text = say({
          en: `Too much happened to add it all up at once: ${period.words}. Send a shorter period, a year or a month; listMovements adds up any period in units.`,
          fr: `Il s’est passé trop de choses pour tout additionner d’un coup : ${period.words}. Envoyez une période plus courte, une année ou un mois ; listMovements additionne toute période en unités.`,
        })
        throw new StockError('invalid-request', text)
      }
      const past = pastUnits(pastSales, snapshot, { period, locationId: location?.id })
      const { movements, changes, begins } = summary
      const before =
        movements === 0 && changes.total === 0
          ? tellBefore(period, past, begins === null ? null : new Date(begins), timeZone)
          : ''
      const where = location
        ? say({ en: `, at ${asName(location.name)}`, fr: `, à ${asName(location.name)}` })
        : ''
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
function tellSummary(summary: Summary, past: number, asked: string): Sentence {
  const { movements, undos, changes, out, low } = summary
  const outs = say({ en: 'Ran out', fr: 'En rupture' })
  const lows = say({
    en: 'At their reorder point (listReorder has all that is low)',
    fr: 'À leur seuil de commande (listReorder a tout ce qui est bas)',
  })
  return join([
    tellTime(summary, past, capital(asked)),
    movements > 0 && tellMost(summary.products),
    tellPast(past),
    movements > 0 && tellOthers(summary),
    undos > 0 &&
      say({
        en: `${count(undos, 'movement')} undid something; units are without what was undone.`,
        fr: `${countInFrench(undos, 'mouvement a', 'mouvements ont')} annulé quelque chose ; les unités sont sans ce qui a été annulé.`,
      }),
    tellFirst(summary),
    changes.total > 0 &&
      say({
        en: `${count(changes.total, 'product change')}.`,
        fr: `${countInFrench(changes.total, 'modification de produit', 'modifications de produits')}.`,
      }),
    tellWho(summary),
    list(outs, out, ({ size, ...product }) => `${short(product)} ${asSize(size)}`),
    list(lows, low, (product) => `${short(product)} (${tellAvailable(product.available)})`),
  ])
}

/** "Today (2026-11-21): 3 sold for €240, 1 came back for €80." */
function tellTime(summary: Summary, past: number, time: string): Sentence {
  const { movements, changes } = summary
  if (movements > 0) {
    const trade = tellTrade(summary)
    return say({ en: `${time}: ${trade}.`, fr: `${time} : ${trade}.` })
  }
  return changes.total === 0 && past === 0
    ? say({ en: `${time}: nothing changed.`, fr: `${time} : rien n’a changé.` })
    : say({ en: `${time}: no stock moved.`, fr: `${time} : aucun mouvement de stock.` })
}

const tellFirst = ({ firstImport }: Summary): Sentence | '' =>
  firstImport === null
    ? ''
    : say({
        en: `The first stock was imported then: ${count(firstImport.units, 'unit')}, which are in none of these numbers.`,
        fr: `Le premier stock a été importé dans cette période : ${countInFrench(firstImport.units, 'unité')}, à ne pas compter dans ces chiffres.`,
      })

function tellTrade({ sold, returned }: Summary): Sentence {
  return join(
    [
      say({
        en: `${figure(sold.units)} sold${worth(sold)}`,
        fr: `${countInFrench(sold.units, 'vendu')}${worth(sold)}`,
      }),
      returned.units !== 0 &&
        say({
          en: `${figure(returned.units)} came back${worth(returned)}`,
          fr: `${countInFrench(returned.units, 'retour')}${worth(returned)}`,
        }),
    ],
    ', ',
  )
}

/** "Most sold: Hermès, Blanche, 3." Nothing where all were sold alike. */
function tellMost({ items }: Summary['products']): Sentence | '' {
  const most = items.filter(({ units }) => units === items[0]?.units)
  const [first] = most
  if (!first || most.length === items.length) return ''
  const units = figure(first.units)
  if (most.length === 1) {
    return say({
      en: `Most sold: ${short(first)}, ${units}.`,
      fr: `Le plus vendu : ${short(first)}, ${units}.`,
    })
  }
  const title = say({
    en: `Most sold, ${units} of each`,
    fr: `Les plus vendus, ${units} de chaque`,
  })
  return list(title, { total: most.length, items: most }, short)
}

function tellOthers({ types }: Summary): Sentence | '' {
  const told = types.flatMap(({ type, units, standing }) => {
    const { deed, french, onHand } = MOVEMENTS[type]
    if (standing === 0) return []
    const net = tellUnits({ type, units })
    if (onHand === 'signed') {
      return say({
        en: `${net} in ${count(standing, ...deed)}`,
        fr: `${net} en ${countInFrench(standing, ...french.deed)}`,
      })
    }
    return units === 0 || isTrade(type) ? [] : [net]
  })
  const all = join(told, ', ')
  return all && say({ en: `Also ${all}.`, fr: `Aussi : ${all}.` })
}

function tellWho({ who }: Summary): Sentence | '' {
  const title = say({ en: 'Done by', fr: 'Fait par' })
  return list(title, who, ({ actor, channel, movements, changes }) => {
    const done = movements + changes
    return say({
      en: `${asName(actor)} (${channel}, ${count(done, 'change')})`,
      fr: `${asName(actor)} (${channel}, ${countInFrench(done, 'changement')})`,
    })
  })
}
