import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Reference } from '../../catalogue/understand.ts'
import { StockError } from '../../domain/errors.ts'
import type { Match } from '../../domain/match.ts'
import type { Order, OrderLine } from '../../domain/order.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { listed } from '../../shared/listed.ts'
import { describeVariant } from '../../shared/message-parts.ts'
import type { Receipt } from '../../store/order-store.ts'
import { eachLine } from '../stock/each-line.ts'
import { planLine } from '../stock/plan-line.ts'
import { type Names, tellOf } from './order-messages.ts'

export interface ArrivedLine extends Reference {
  /** Place in the order, from 1. */
  readonly line?: number | undefined
  readonly quantity: number
}

/** The lines of an order that lines of a delivery mean, or one refusal. */
export function arrivedLines(
  snapshot: Snapshot,
  order: Order,
  lines: readonly ArrivedLine[],
): Promise<NonNullable<Receipt['lines']> | StockError> {
  const names = { snapshot, today: '' }
  return eachLine(lines, ({ line, quantity, ...words }) => {
    const said = line === undefined ? understood(snapshot, words) : { line }
    const fitting = order.lines.filter((one) =>
      'line' in said ? one.line === said.line : one.variantId === said.variantId,
    )
    const open = fitting.filter(({ outstanding }) => outstanding > 0)
    const [one, ...others] = open.length > 0 ? open : fitting
    if (one && others.length === 0) {
      return { orderLineId: one.id, quantity, match: 'match' in said ? said.match : undefined }
    }
    throw one ? severalLines(order, [one, ...others], names) : notOnOrder(order, said, names)
  })
}

interface Said {
  readonly variantId: string | undefined
  readonly name: string
  readonly match: Match | undefined
}

function understood(snapshot: Snapshot, words: Reference): Said {
  const { product, size, movement } = planLine(snapshot, { ...words, action: 'sale', quantity: 1 })
  return {
    variantId: snapshot.variantOf(product, size)?.id,
    name: describeVariant(product, size),
    match: movement.match,
  }
}

const severalLines = (order: Order, lines: readonly OrderLine[], names: Names): StockError =>
  new StockError(
    'invalid-request',
    say({
      en: `${order.number} has that in several lines: ${tellLines(lines, names)}. Nothing was changed: ask which one came, and send its line.`,
      fr: `${order.number} a cela sur plusieurs lignes : ${tellLines(lines, names)}. Rien n’a changé : demandez laquelle est arrivée, et envoyez sa line.`,
    }),
    { lines: lines.map(({ line }) => line) },
  )

const notOnOrder = (order: Order, said: Said | { line: number }, names: Names): StockError =>
  new StockError(
    'not-on-order',
    say({
      en: `${'line' in said ? `Line ${said.line}` : said.name} is not on ${order.number}, which has ${tellLines(order.lines, names)}. Nothing was changed: ask; what was not ordered is recorded with addStock.`,
      fr: `${'line' in said ? `Ligne ${said.line}` : said.name} : absent de ${order.number}, qui a ${tellLines(order.lines, names)}. Rien n’a changé : demandez ; ce qui n’a pas été commandé s’enregistre avec addStock.`,
    }),
  )

/** Lines of an order in a refusal: no more than a person can hear. */
const MOST_LINES = 12

function tellLines(lines: readonly OrderLine[], names: Names): Sentence {
  const told = lines.slice(0, MOST_LINES).map((line) => {
    const what = tellOf(line.quantity, line, names)
    return say({ en: `line ${line.line}: ${what}`, fr: `ligne ${line.line} : ${what}` })
  })
  return listed(told, lines.length - told.length)
}
