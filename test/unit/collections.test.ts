import { describe, expect, test } from 'vitest'
import { merge } from '../../src/store/pocketbase/collections.ts'
import { BASELINE, MIGRATIONS } from '../../src/store/pocketbase/migrations.ts'
import { COLLECTIONS } from '../../src/store/pocketbase/schema.ts'

const name = { name: 'name', type: 'text', max: 200 }
const kind = { name: 'kind', type: 'select', maxSelect: 1, values: ['SALE', 'RETURN'] }
const INDEX = 'CREATE UNIQUE INDEX idx_things_name ON things (name COLLATE NOCASE)'

/** A collection as PocketBase tells it, with what staff did to it. */
const existing = {
  id: 'pbc_1',
  name: 'things',
  type: 'base',
  system: false,
  listRule: 'staff = true',
  fields: [
    { id: 'f1', name: 'id', type: 'text', system: true },
    { id: 'f2', name: 'name', type: 'text', max: 500, hidden: true, help: 'by staff' },
    { id: 'f3', name: 'shelf', type: 'text' },
    { id: 'f4', name: 'kind', type: 'select', maxSelect: 3, values: ['GIFT', 'RETURN'] },
  ],
  indexes: [
    'CREATE INDEX `idx_things_shelf` ON `things` (`shelf`)',
    'CREATE UNIQUE INDEX `idx_things_name` ON `things` (`name`)',
  ],
}

const widened = { ...existing.fields[3], values: ['GIFT', 'RETURN', 'SALE'] }
const kept = existing.fields.slice(0, 3)

describe('a collection that lacks nothing', () => {
  test.each([
    ['nothing is wanted', [], []],
    ['all is there, changed by staff', [name], [INDEX]],
    ['the values are there, among others', [{ ...kind, values: ['RETURN'] }], []],
    ['a choice became another field', [{ ...name, values: ['SALE'] }], []],
    ['an index is written in another way', [], [INDEX.replace('INDEX', 'INDEX IF NOT EXISTS')]],
  ])('is left alone: %s', (_what, fields, indexes) => {
    expect(merge(existing, fields, indexes)).toBeNull()
  })
})

describe('a collection that lacks something', () => {
  const price = { name: 'price', type: 'number', min: 0 }
  const added = 'CREATE INDEX idx_things_price ON things (price)'

  test.each([
    ['a field', [name, price], [INDEX], { fields: [...existing.fields, price] }],
    ['a value', [kind], [INDEX], { fields: [...kept, widened] }],
    ['an index', [name], [INDEX, added], { indexes: [...existing.indexes, added] }],
    [
      'all of them',
      [price, kind],
      [added],
      { fields: [...kept, widened, price], indexes: [...existing.indexes, added] },
    ],
  ])('gets that alone: %s', (_what, fields, indexes, change) => {
    expect(merge(existing, fields, indexes)).toEqual({ ...existing, ...change })
  })

  test('is not changed itself, and lacks nothing afterwards', () => {
    const before = structuredClone(existing)
    const merged = merge(existing, [price, kind], [added])
    expect(existing).toEqual(before)
    expect(merged && merge(merged, [price, kind], [added])).toBeNull()
  })
})

describe('the collections we declare', () => {
  test.each(COLLECTIONS)(
    '$name lacks nothing once it is made',
    ({ name: own, fields, indexes }) => {
      const made = { id: 'x', name: own, fields: [...fields], indexes: [...indexes] }
      expect(merge(made, fields, indexes)).toBeNull()
      const empty = { ...made, fields: [], indexes: [] }
      expect(merge(empty, fields, indexes)).toEqual(made)
    },
  )

  test('no two indexes share a name', () => {
    const names = COLLECTIONS.flatMap(({ indexes }) => indexes).map((sql) => sql.split(' ON ')[0])
    expect(new Set(names).size).toBe(names.length)
  })
})

test('migrations are numbered from the baseline, without gaps', () => {
  expect(MIGRATIONS.map(({ version }) => version - BASELINE)).toEqual(
    MIGRATIONS.map((_, index) => index + 1),
  )
})
