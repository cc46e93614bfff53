import type { Field } from './schema.ts'

/**
 * One step of a migration. It must also be right for a database that staff changed by hand, and for
 * an older one that lacks a field: what is missing is made afterwards, as schema.ts has it.
 */
export type Step =
  /** Adds a field to a collection, unless it has one of that name, so that a later step can fill it. */
  | { readonly add: string; readonly field: Field }
  /** Gives a field of a collection another name, also in its indexes; does nothing where it is missing. */
  | { readonly rename: string; readonly field: string; readonly to: string }
  /** Drops indexes of a collection by their names, and makes others. */
  | { readonly reindex: string; readonly drop: readonly string[]; readonly make: readonly string[] }
  /** Runs one statement, past all hooks: it must leave movements and balances as they are. */
  | { readonly sql: string }

/** What leads from the version before to this one. */
export interface Migration {
  readonly version: number
  /** What changes, in a few words. */
  readonly name: string
  readonly steps: readonly Step[]
}

/** The version of a database that was made before versions were recorded. */
export const BASELINE = 1

/**
 * The migrations, in their order, without gaps. What was released stays as it is: add another one,
 * and change schema.ts to what it leads to. New collections, fields, values and indexes that need no
 * data of their own are no migration: schema.ts alone adds them.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 2,
    name: 'indexes of the movements for what is asked, and no more',
    steps: [
      {
        reindex: 'movements',
        drop: ['idx_movements_batch', 'idx_movements_largest', 'idx_movements_units'],
        make: [
          'CREATE INDEX idx_movements_channel ON movements (channel, seq)',
          'CREATE INDEX idx_movements_others ON movements (batch) WHERE batch != id',
          'CREATE INDEX idx_movements_large ON movements (variant, type, quantity) WHERE quantity > 2',
        ],
      },
    ],
  },
]

/** The version that a list of migrations leads to. */
export const newestOf = (migrations: readonly Migration[]): number =>
  migrations.at(-1)?.version ?? BASELINE
