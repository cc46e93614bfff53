import type { Author } from '../../domain/movement.ts'
import { type Camel, memorised, type Snake, toCamel, toSnake } from '../../domain/names.ts'

/** Columns that are named otherwise inside than by their camelCase. */
const NAMES = {
  variant: 'variantId',
  product: 'productId',
  location: 'locationId',
  created: 'createdAt',
  updated: 'updatedAt',
} as const

type Named<Column extends string> = Column extends keyof typeof NAMES
  ? (typeof NAMES)[Column]
  : Camel<Column>

type ColumnOf<Name extends string> = Name extends `${infer Thing}Id` ? Snake<Thing> : Snake<Name>

/** A row of the database with names as they are inside. */
export const fromRow = <Row extends object>(row: Row) =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      (NAMES as Partial<Record<string, string>>)[column] ?? toCamel(column),
      value,
    ]),
  ) as { [Column in keyof Row as Column extends string ? Named<Column> : Column]: Row[Column] }

/** An id is in the column of what it is of. */
const columnOf = memorised((name) => toSnake(name.replace(/Id$/, '')))

/** The other way round. */
export const toRow = <Values extends object>(values: Values) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [columnOf(name), value])) as {
    [Name in keyof Values as Name extends string ? ColumnOf<Name> : Name]: Values[Name]
  }

/** Who writes, and under which key, as the hooks take it. */
export const toAuthor = (author: Author) => {
  const { actor, channel, client, conversation, idempotencyKey, requestHash, attemptHash } = author
  return toRow({
    ...{ actor, channel, client, conversation },
    ...{ idempotencyKey, requestHash, attemptHash },
  })
}
