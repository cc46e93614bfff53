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
import { emptyToNull, Money, Time, TimeOrNull } from './column-values.ts'
import { fromRow } from './row-names.ts'

export const TypeOfMovement = z.enum(MOVEMENT_TYPES)

/** JSON inside of JSON: written by the API, and passed on by the hooks unread. */
const MatchText = z
  .string()
  .nullable()
  .transform((text): Match | null => JSON.parse(text ?? 'null'))

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
    reverses: emptyToNull,
    linked: emptyToNull,
    order_line: emptyToNull,
    expires_at: TimeOrNull,
    match: MatchText,
    actor: z.string(),
    channel: z.string(),
    client: z.string(),
    occurred_at: Time,
    created: Time,
  })
  .transform((movement): RecordedMovement => fromRow(movement))

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
