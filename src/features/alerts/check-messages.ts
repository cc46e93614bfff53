import { describeProduct } from '../../domain/catalogue.ts'
import { minuteOf } from '../../domain/day.ts'
import { type CheckedItem, foundBy } from '../../domain/stock-check.ts'
import { asName } from '../../domain/text.ts'
import type { ReorderPlan } from '../demand/reorder.ts'
import { tellBasis } from '../demand/reorder-messages.ts'
import type { Alerts, NamedCheck } from './stock-checks.ts'

/** Products in the message: what a person can hear. */
const SPOKEN = 3

/** "2026-11-29 08:00, daily check: 2 out, 1 critical, 4 low of 133 products." */
export function tellCheck(check: NamedCheck, timeZone: string): string {
  const { at, actor, location, error, looked, supplier, threshold } = check
  const where = location === null ? '' : ` at ${asName(location)}`
  const whose = supplier === '' ? '' : ` of ${asName(supplier)}`
  const points = threshold === null ? '' : `, with ${threshold} for all reorder points`
  const what =
    error === ''
      ? `${tellCounts(check)} of ${looked} product${looked === 1 ? '' : 's'}${whose}${points}`
      : `failed: ${error}`
  return ended(`${minuteOf(new Date(at), timeZone)}, ${asName(actor)}${where}: ${what}`)
}

/** What was found just now, first what is most urgent, and what it rests on. */
export const tellMade = (check: NamedCheck, plan: ReorderPlan, timeZone: string): string =>
  [tellCheck(check, timeZone), tellFirst(check.items), tellBasis(plan)].filter(Boolean).join(' ')

const ended = (sentence: string): string => (sentence.endsWith('.') ? sentence : `${sentence}.`)

/** "2 out, 1 critical, 4 low", or "nothing low". */
function tellCounts(check: Pick<NamedCheck, 'counts'>): string {
  const { out, critical, low } = check.counts
  return foundBy(check) === 0 ? 'nothing low' : `${out} out, ${critical} critical, ${low} low`
}

/** "Hermès, Blanche, Femme: out, 0 available, order 5." */
export function tellItem(item: CheckedItem): string {
  const { severity, available, onOrder, suggested, model, color, gender } = item
  const coming = onOrder > 0 ? `, ${onOrder} on order` : ''
  const order = suggested > 0 ? `, order ${suggested}` : ''
  const name = describeProduct({ name: model, color, gender })
  return `${name}: ${severity}, ${available} available${coming}${order}.`
}

function tellFirst(items: readonly CheckedItem[]): string {
  const more = items.length - SPOKEN
  const first = items.slice(0, SPOKEN).map(tellItem)
  return [...first, more > 0 ? `And ${more} more.` : ''].filter(Boolean).join(' ')
}

/** Why nobody knows what is open, or that somebody does. */
export function tellTrouble(
  { last, failed, missingSince }: Alerts,
  timeZone: string,
): string | null {
  const minute = (at: string) => minuteOf(new Date(at), timeZone)
  const made = last ? `the last one that was made is of ${minute(last.at)}` : 'none was ever made'
  if (failed) return ended(`The check of ${failed.day} failed, and ${made}. ${failed.error}`)
  if (missingSince !== null) return `The check of ${minute(missingSince)} was not made: ${made}.`
  return last ? null : 'Nothing was checked yet: checkLevels makes a check now.'
}

/** What is open, in a few sentences. Never "all is well" where nobody looked. */
export function tellAlerts(alerts: Alerts, timeZone: string): string {
  const { items, newer, last, location } = alerts
  const where = location === null ? '' : ` at ${asName(location)}`
  const trouble = tellTrouble(alerts, timeZone)
  if (!last) return trouble ?? ''
  const of = ` of the check of ${minuteOf(new Date(last.at), timeZone)}`
  const open =
    items.length === 0
      ? `Nothing${of}${where} is open.`
      : `${items.length} open${of}${where}. ${tellFirst(items)}`
  const since =
    newer === null
      ? 'It found more than it kept: checkLevels tells how many are low now.'
      : newer > 0
        ? `${newer} more became low since then: checkLevels makes a new check.`
        : ''
  return [trouble, open, since].filter(Boolean).join(' ')
}
