import { z } from 'zod'
import type { Concerns, ExpiredReservation, HandEdit } from '../../domain/concerns.ts'
import type { Drift } from '../../domain/movement.ts'
import type { Safety } from '../../domain/safety.ts'
import type { Summary } from '../../domain/summary.ts'
import { Time, TimeOrNull } from './column-values.ts'
import { TypeOfMovement } from './movement-answers.ts'
import { ChangedFields } from './product-record.ts'
import { fromRow } from './row-names.ts'

const DriftRow = z
  .object({
    variant: z.string(),
    location: z.string(),
    quantity: z.int(),
    reserved: z.int(),
    ledger_quantity: z.int(),
    ledger_reserved: z.int(),
  })
  .transform((row): Drift => fromRow(row))

/** What the comparison of balances and movements found. */
export const DriftAnswer = z.object({
  shelves: z.int(),
  movements: z.int(),
  missing: z.int(),
  rows: z.array(DriftRow),
})

/** What a start of the database did not find. */
export const LossesAnswer = z.object({
  losses: z.array(z.object({ expected: z.int(), found: z.int(), at: z.string() })),
})

const Backup = z.object({ name: z.string(), at: z.string() })

/** What is gone, and what became of the newest backups. */
export const SafetyAnswer = LossesAnswer.extend({
  backups: z.object({
    good: Backup.extend({ last_seq: z.int() }).nullable(),
    bad: Backup.extend({ problem: z.string() }).nullable(),
  }),
}).transform(
  ({ losses, backups: { good, bad } }): Safety => ({
    losses,
    backup: good && fromRow(good),
    badBackup: bad,
  }),
)

/** What may be wrong although it adds up. */
export const ConcernsAnswer = z
  .object({
    expired: z.array(
      z
        .object({
          variant: z.string(),
          location: z.string(),
          reference: z.string(),
          held: z.int(),
          expires_at: Time,
        })
        .transform((row): ExpiredReservation => fromRow(row)),
    ),
    hand_edits: z.array(
      z
        .object({
          variant: z.string(),
          location: z.string(),
          delta: z.int(),
          actor: z.string(),
          occurred_at: Time,
        })
        .transform((row): HandEdit => fromRow(row)),
    ),
  })
  .transform(({ expired, hand_edits }): Concerns => ({ expired, handEdits: hand_edits }))

export const RepairAnswer = z.object({ repaired: z.array(DriftRow) })

const Named = { sku: z.string(), name: z.string(), color: z.string(), gender: z.string() }

/** A list that ends early. */
const bounded = <T extends z.ZodType>(item: T) => z.object({ total: z.int(), items: z.array(item) })

const Trade = z.object({ units: z.int(), value: z.number(), unpriced: z.int() })

/** What changed since a moment. */
export const SummaryAnswer = z
  .object({
    movements: z.int(),
    undos: z.int(),
    begins: TimeOrNull,
    first_import: z.object({ movements: z.int(), units: z.int() }).nullable(),
    types: z.array(
      z.object({ type: TypeOfMovement, movements: z.int(), standing: z.int(), units: z.int() }),
    ),
    sold: Trade,
    returned: Trade,
    products: bounded(z.object({ ...Named, units: z.int(), value: z.number() })),
    who: bounded(
      z.object({
        channel: z.string(),
        actor: z.string(),
        movements: z.int(),
        changes: z.int(),
      }),
    ),
    out: bounded(z.object({ ...Named, size: z.string() })),
    low: bounded(
      z
        .object({ ...Named, available: z.int(), reorder_point: z.int() })
        .transform((product) => fromRow(product)),
    ),
    changes: bounded(
      z
        .object({
          ...Named,
          size: z.string(),
          before: ChangedFields.nullable(),
          after: ChangedFields,
          channel: z.string(),
          actor: z.string(),
          created: Time,
        })
        .transform(({ created, ...change }) => ({ ...change, at: created })),
    ),
  })
  .transform(({ first_import: firstImport, ...rest }): Summary => ({ ...rest, firstImport }))
