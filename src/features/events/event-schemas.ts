import { z } from 'zod'
import { EVENT_TYPES, type EventType } from '../../domain/event.ts'
import { MOVEMENT_TYPES } from '../../domain/movement-types.ts'
import type { Sentence } from '../../domain/say.ts'
import { ProductName, Said } from '../../operations/schemas.ts'

const moment = z.string().describe('ISO 8601.')

const Step = z
  .object({ before: z.int(), after: z.int() })
  .meta({ id: 'EventStep', description: 'Units before and after.' })

const Product = ProductName.meta({ id: 'EventProduct' })

const ofShelf = {
  product: Product,
  size: z.string(),
  location: z.string(),
  movement: z
    .object({
      id: z.string(),
      seq: z.int().describe('Its number in the ledger.'),
      type: z.enum(MOVEMENT_TYPES as [string, ...string[]]),
      quantity: z.int(),
      reason: z.string(),
      reference: z.string(),
      reverses: z.string().nullable().describe('Movement that it undoes.'),
      occurred_at: moment,
    })
    .meta({ id: 'EventMovement' }),
}

const ofLevel = {
  ...ofShelf,
  available: Step.describe('Of the shop; where you are told of one location, of that.'),
}

const ofProduct = {
  product: Product,
  size: z.string().nullable().describe('null for the product itself.'),
  changes: z.array(
    z
      .object({ field: z.string(), before: z.unknown(), after: z.unknown() })
      .meta({ id: 'EventChange' }),
  ),
}

const Worth = z.object({
  units: z.int(),
  value: z.number().describe('At the prices of the sales.'),
})

const bounded = <Item extends z.ZodObject>(item: Item) =>
  z.object({ total: z.int(), items: z.array(item).describe('The first ten.') })

/** What each event tells. */
const DATA = {
  'stock.changed': z.object({ ...ofShelf, on_hand: Step, reserved: Step, available: Step }),
  'sale.recorded': z.object({
    ...ofShelf,
    quantity: z.int(),
    unit_price: z.number().nullable(),
    unit_cost: z.number().nullable().describe('null where you may not see costs, or nobody knows.'),
    available: Step,
  }),
  'reservation.expired': z.object({
    ...ofShelf,
    quantity: z.int(),
    reference: z.string(),
    available: Step,
  }),
  'stock.low': z.object({
    ...ofLevel,
    size: z.string().nullable().describe('null where it is the product, in all its sizes.'),
    reorder_point: z.int(),
  }),
  'stock.out': z.object(ofLevel),
  'stock.back': z.object(ofLevel),
  'product.created': z.object(ofProduct),
  'product.updated': z.object(ofProduct),
  'product.archived': z.object(ofProduct),
  'import.done': z.object({
    kind: z.enum(['stock', 'sales']),
    rows: z.int(),
    products_new: z.int(),
    products_changed: z.int(),
    units: z.int(),
  }),
  'check.done': z.object({
    check: z.string().describe('Its id: GET /checks/{id} has what it found.'),
    day: z.string().nullable(),
    location: z.string().nullable(),
    out: z.int(),
    critical: z.int(),
    low: z.int(),
    error: z.string().describe('Why nobody knows; empty where the check was made.'),
  }),
  'person.signed_in_first': z.object({
    email: z.string(),
    name: z.string(),
    role: z.string(),
  }),
  'drift.found': z.object({
    shelves: z
      .int()
      .describe('Balances that the ledger does not explain; 0 once they were repaired.'),
    units: z.int().describe('By how much they differ, in all.'),
  }),
  'digest.ready': z.object({
    day: z.string().describe('By the clock of the shop, "2026-11-21".'),
    at: z.string().describe('When the day ends for it, "19:00" by the same clock.'),
    from: moment,
    to: moment,
    sold: Worth,
    returned: Worth,
    out: bounded(Product.extend({ size: z.string() })).describe('Sizes whose last unit went.'),
    low: bounded(Product.extend({ available: z.int() })).describe(
      'Products at their reorder point or below it.',
    ),
    to_order: bounded(Product.extend({ units: z.int() })).extend({
      units: z.int().describe('In all.'),
    }),
    odd: z
      .array(z.object({ check: z.string(), total: z.int() }))
      .describe('What checkStock found, the gravest first; at most five.'),
  }),
} as const satisfies Readonly<Record<EventType, z.ZodObject>>

/** What an event of a type tells, as it is sent. */
export type EventData<Type extends EventType = EventType> = z.input<(typeof DATA)[Type]>

const EVENT_WORDS: Readonly<Record<EventType, string>> = {
  'stock.changed': 'Units moved, or were reserved or given back.',
  'sale.recorded': 'Units were sold. One that was undone is a stock.changed that reverses it.',
  'reservation.expired': 'A reservation ended by itself.',
  'stock.low':
    'The last unit above the reorder point went. Told when it happens, not again until it was above.',
  'stock.out': 'The last unit of a size went.',
  'stock.back': 'A size that was out is there again.',
  'product.created': 'A product is new.',
  'product.updated': 'A product changed.',
  'product.archived': 'A product is no longer sold: it was archived, or deleted by hand.',
  'import.done': 'A file was imported.',
  'check.done': 'Somebody looked at what is low.',
  'person.signed_in_first': 'A person signed in for the first time.',
  'drift.found': 'Balances differ from the ledger, or were repaired.',
  'digest.ready': 'What a day came to, at DIGEST_AT. message tells it in a few lines.',
}

const envelope = {
  id: z.string().describe('The same each time that the event is told.'),
  timestamp: moment,
  position: z.string().describe('Send it as after to go on behind this event.'),
  seq: z.int().describe('Number of the last movement of the ledger.'),
  actor: z.string(),
  channel: z.string(),
  message: Said,
}

/** Each event as it is sent. */
export const EVENT_SCHEMAS = Object.fromEntries(
  EVENT_TYPES.map((type) => [
    type,
    z.object({ type: z.literal(type), ...envelope, data: DATA[type] }).meta({
      id: `Event_${type.replaceAll(/\W/g, '_')}`,
      description: EVENT_WORDS[type],
    }),
  ]),
) as unknown as Readonly<Record<EventType, z.ZodObject>>

/** An event as it is sent, whatever its door. */
export interface EventView {
  readonly type: EventType
  readonly id: string
  readonly timestamp: string
  readonly position: string
  readonly seq: number
  readonly actor: string
  readonly channel: string
  readonly message: Sentence
  readonly data: EventData
}

const EventSchema = z
  .discriminatedUnion('type', Object.values(EVENT_SCHEMAS) as unknown as [z.ZodObject<Typed>])
  .meta({ id: 'Event' }) as unknown as z.ZodType<EventView, EventView>

type Typed = { type: z.ZodLiteral<EventType> }

export const EventsPage = z
  .object({
    events: z.array(EventSchema).describe('Oldest first.'),
    position: z.string().describe('Where this page ends: send it as after.'),
    more: z.boolean().describe('Whether there is more behind it now.'),
    restarted: z
      .boolean()
      .describe(
        'The position sent was of before a backup was restored. Go on at the one that came back.',
      ),
    message: Said,
  })
  .meta({ id: 'EventsPage' })
