import { addDays, dueOn } from '../../domain/day.ts'
import type { Digest, Odd } from '../../domain/digest.ts'
import type { EventStore } from '../../store/event-store.ts'
import type { CheckName } from '../checks/check-rules.ts'
import type { CheckService, Report } from '../checks/checks.ts'
import type { Planned, ReorderService } from '../demand/reorder.ts'
import type { SummaryService } from '../reports/summary.ts'

interface Dependencies {
  readonly store: Pick<EventStore, 'noteEvent'>
  readonly summary: SummaryService
  readonly reorder: ReorderService
  readonly checks: CheckService
  readonly timeZone: string
}

export type DigestService = ReturnType<typeof createDigestService>

/** Who makes it, as the event says. */
const BY = { actor: 'daily digest', channel: 'digest' } as const

/** Products to order that are named. */
const MOST_NAMED = 10

/** Findings that are named. */
const MOST_ODD = 5

/** Sums up a day for people. */
export function createDigestService(deps: Dependencies) {
  const { store, summary, reorder, checks, timeZone } = deps

  /** A day is the time from one digest to the next, so that nothing falls between them. */
  async function read(day: string, at: string): Promise<Digest> {
    const due = (one: string) => dueOn(one, at, timeZone).moment.toISOString()
    const [from, to] = [due(addDays(day, -1)), due(day)]
    const { sold, returned, out, low } = await summary.read({ from, to })
    const { items } = await reorder.plan({}, false)
    const report = await checks.read({ scope: 'read' }, BY)
    const next = { toOrder: toOrderOf(items), odd: oddOf(report) }
    return { day, at, from, to, sold, returned, out, low, ...next }
  }

  return {
    read,

    /**
     * Tells of a day, once, whoever else does.
     * @param day "2026-11-21", by the clock of the shop
     * @param at when the digest is due, "19:00"
     * @throws StockError 'store-unavailable'
     */
    async tell(day: string, at: string): Promise<void> {
      const data = await read(day, at)
      await store.noteEvent({ ...BY, type: 'digest.ready', data, once: true })
    },
  }
}

function toOrderOf(planned: readonly Planned[]): Digest['toOrder'] {
  const wanted = planned.filter(({ plan }) => plan.suggested > 0)
  return {
    total: wanted.length,
    units: wanted.reduce((sum, { plan }) => sum + plan.suggested, 0),
    items: wanted.slice(0, MOST_NAMED).map(({ product, plan }) => {
      const { sku, name, color, gender } = product
      return { sku, name, color, gender, units: plan.suggested }
    }),
  }
}

/** How the catalogue is, and stays for long: to hear it each day would teach people not to listen. */
const LASTING: readonly CheckName[] = ['same_sound', 'without_price', 'without_cost']

const oddOf = ({ findings }: Report): Odd[] =>
  findings
    .filter(({ check }) => !LASTING.includes(check))
    .slice(0, MOST_ODD)
    .map(({ check, total }) => ({ check, total }))
