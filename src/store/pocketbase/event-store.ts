import { z } from 'zod'
import {
  type EventPosition,
  formatPosition,
  inOrder,
  LOGGED_EVENTS,
  type LoggedRow,
  type MovementRow,
  parsePosition,
} from '../../domain/event.ts'
import type { SomeColumns } from '../../domain/product-fields.ts'
import type { EventStore } from '../event-store.ts'
import type { Call } from './call.ts'
import { emptyToNull, Money, Time } from './column-values.ts'
import { TypeOfMovement } from './movement-answers.ts'
import { fromRow } from './row-names.ts'

const EVENTS = '/api/stock/events'
const FOLLOWERS = '/api/stock/followers'

const named = {
  id: z.string(),
  product: z.string(),
  sku: z.string(),
  name: z.string(),
  color: z.string(),
  gender: z.string(),
  size: z.string(),
  location: z.string(),
  location_name: z.string(),
  actor: z.string(),
  channel: z.string(),
  created: Time,
}

type Named = z.output<z.ZodObject<typeof named>>

/** A row as it is inside: with the product and the location that it names. */
function withNames<Row extends Named>(row: Row) {
  const { product, sku, name, color, gender, location, location_name, created, ...rest } = row
  return {
    ...fromRow(rest),
    product: { id: product, sku, name, color, gender },
    location: { id: location, name: location_name },
    at: created,
  }
}

const Movement = z
  .object({
    ...named,
    seq: z.int(),
    type: TypeOfMovement,
    variant: z.string(),
    quantity: z.int(),
    delta: z.int(),
    reserved_delta: z.int(),
    quantity_after: z.int(),
    reserved_after: z.int(),
    reason: z.string(),
    reference: z.string(),
    unit_price: Money,
    unit_cost: Money,
    client: z.string(),
    reverses: emptyToNull,
    linked: emptyToNull,
    occurred_at: Time,
    is_first: z.boolean(),
    is_first_here: z.boolean(),
    elsewhere: z.int(),
    reorder_point: z.int(),
    product_reorder_point: z.int(),
    product_available: z.int(),
    product_available_here: z.int(),
  })
  .transform((row): MovementRow => ({ kind: 'movement', ...withNames(row) }))

/** What was recorded of a product; the hooks wrote it. */
const Columns = z
  .record(z.string(), z.unknown())
  .nullable() as unknown as z.ZodType<SomeColumns | null>

const Entry = z
  .object({
    ...named,
    number: z.int(),
    after_seq: z.int(),
    type: z.enum(LOGGED_EVENTS),
    before: Columns,
    after: Columns,
    data: z.record(z.string(), z.unknown()),
  })
  .transform((row): LoggedRow => ({ kind: 'logged', ...withNames(row) }))

const Position = z.object({ seq: z.int(), number: z.int() })

const EventsAnswer = z.object({
  newest: Position,
  from: Position,
  movements: z.array(Movement),
  entries: z.array(Entry),
})

const FollowedAnswer = z.object({ held: z.boolean(), position: z.string() })

const FollowerAnswer = z.object({ position: z.string() })

/** Reads and follows events. */
export function createEventStore(call: Call): EventStore {
  return {
    async readEvents(after: EventPosition, limit) {
      const answer = await call(EventsAnswer, EVENTS, { query: { ...after, limit } })
      const rows = inOrder(answer.from, answer.movements, answer.entries, limit)
      return { rows, position: rows.at(-1)?.position ?? answer.from, newest: answer.newest }
    },

    async noteEvent({ actor, channel, type, data, once = false }) {
      const body = { actor, channel, type, location: '', data: JSON.stringify(data), once }
      await call(z.unknown(), EVENTS, { method: 'POST', body })
    },

    async follow({ name, holder, seconds, position }) {
      const body = { name, holder, seconds, position: position ? formatPosition(position) : '' }
      const answer = await call(FollowedAnswer, FOLLOWERS, { method: 'POST', body })
      return { held: answer.held, position: parsePosition(answer.position) ?? null }
    },

    async readFollower(name) {
      const { position } = await call(FollowerAnswer, FOLLOWERS, { query: { name } })
      return parsePosition(position) ?? null
    },
  }
}
