import { z } from 'zod'
import type { Match } from '../../domain/match.ts'
import type {
  LedgerEntry,
  LedgerPage,
  LedgerRequest,
  RecordedMovement,
  Undone,
} from '../../domain/movement.ts'
import { MOVEMENT_TYPES } from '../../domain/movement-types.ts'
import { emptyToNull, Money, Time, TimeOrNull, toIso } from './column-values.ts'
import { fromRow } from './row-names.ts'

export const TypeOfMovement = z.enum(MOVEMENT_TYPES)

/** JSON inside of JSON: written by the API, and passed on by the hooks unread. */
const matchIn = (text: string | null): Match | null => JSON.parse(text ?? 'null')

const MatchText = z.string().nullable().transform(matchIn)

/** As each write is answered: a schema without steps of its own, and one for all, take a quarter of the time. */
const Recorded = z
  .object({
    id: z.string(),
    seq: z.int(),
    batch: z.string(),
    line: z.int(),
    type: TypeOfMovement,
    variant: z.string(),
    product: z.string(),
    size: z.string(),
    location: z.string(),
    quantity: z.int(),
    quantity_before: z.int(),
    quantity_after: z.int(),
    reserved_before: z.int(),
    reserved_after: z.int(),
    reason: z.string(),
    reference: z.string(),
    reverses: z.string().nullable(),
    linked: z.string().nullable(),
    order_line: z.string().nullable(),
    expires_at: z.string().nullable(),
    match: z.string().nullable(),
    actor: z.string(),
    channel: z.string(),
    client: z.string(),
    occurred_at: z.string(),
    created: z.string(),
  })
  .transform(
    (row): RecordedMovement => ({
      id: row.id,
      seq: row.seq,
      batch: row.batch,
      line: row.line,
      type: row.type,
      variantId: row.variant,
      productId: row.product,
      size: row.size,
      locationId: row.location,
      quantity: row.quantity,
      quantityBefore: row.quantity_before,
      quantityAfter: row.quantity_after,
      reservedBefore: row.reserved_before,
      reservedAfter: row.reserved_after,
      reason: row.reason,
      reference: row.reference,
      reverses: row.reverses || null,
      linked: row.linked || null,
      orderLine: row.order_line || null,
      expiresAt: row.expires_at ? toIso(row.expires_at) : null,
      match: matchIn(row.match),
      actor: row.actor,
      channel: row.channel,
      client: row.client,
      occurredAt: toIso(row.occurred_at),
      createdAt: toIso(row.created),
    }),
  )

/** What was written under idempotency keys. */
export const KeyedAnswer = z.object({
  movements: z.array(z.object({ key: z.string(), undone: z.boolean(), movement: Recorded })),
})

export const RecordedMovements = z.array(Recorded)

/** What the ledger wrote. */
export const RecordedAnswer = z.object({ replayed: z.boolean(), movements: RecordedMovements })

/** What the ledger undid. */
export const UndoneAnswer = RecordedAnswer.extend({
  undone: Recorded.nullable(),
  archived: emptyToNull,
  kept: emptyToNull,
  undone_before: z.int(),
  passed_over: z.int(),
}).transform((answer): Undone => fromRow(answer))

/** What came of each request of a group. */
export const GroupAnswer = z.object({
  answers: z.array(z.object({ status: z.int(), body: z.unknown() })),
})

/** Who ever moved stock. */
export const ActorsAnswer = z.array(z.string())

const Entry = z
  .object({
    id: z.string(),
    seq: z.int(),
    batch: z.string(),
    type: TypeOfMovement,
    product: z.string(),
    size: z.string(),
    location: z.string(),
    quantity: z.int(),
    delta: z.int(),
    reserved_delta: z.int(),
    quantity_after: z.int(),
    reserved_after: z.int(),
    reason: z.string(),
    reference: z.string(),
    unit_price: Money,
    actor: z.string(),
    channel: z.string(),
    client: z.string(),
    match: MatchText,
    reverses: emptyToNull,
    reversed_by: emptyToNull,
    undone: z.boolean(),
    linked: emptyToNull,
    expires_at: TimeOrNull,
    occurred_at: Time,
    created: Time,
  })
  .transform((entry): LedgerEntry => fromRow(entry))

/** A page of the ledger. */
export const HistoryAnswer = z
  .object({
    total: z.int(),
    total_is_at_least: z.boolean(),
    references: z.array(z.string()),
    alike: z.array(z.string()),
    totals: z
      .array(
        z.object({
          type: TypeOfMovement,
          movements: z.int(),
          undos: z.int(),
          standing: z.int(),
          first: z.int(),
          units: z.int(),
        }),
      )
      .nullable(),
    items: z.array(Entry),
  })
  .transform(
    ({ total, total_is_at_least, ...page }): LedgerPage => ({
      ...page,
      total: { total, isAtLeast: total_is_at_least },
    }),
  )

/** What was written together. */
export const RequestsAnswer = z.array(
  z
    .object({
      batch: z.string(),
      first: z.int(),
      movements: z.int(),
      undone: z.int(),
      items: z.array(Entry),
    })
    .transform((request): LedgerRequest => request),
)
