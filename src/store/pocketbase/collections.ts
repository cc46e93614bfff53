import { z } from 'zod'
import { indexName } from '../../domain/index-name.ts'
import { type PocketBaseClient, PocketBaseRefusal } from './client.ts'
import { COLLECTIONS, type Collection, type Field } from './schema.ts'

const Existing = z.looseObject({
  id: z.string(),
  name: z.string(),
  fields: z.array(z.looseObject({ name: z.string(), type: z.string() })),
  indexes: z.array(z.string()),
})
type Existing = z.infer<typeof Existing>

const ExistingList = z.object({ items: z.array(Existing) })

/** How long a change of a collection may take: PocketBase makes all indexes of its rows anew, each of a million. */
const INDEXING_MS = 10 * 60_000

/** Another start may be faster with each collection, once; more failures than that are no accident. */
const MAX_ATTEMPTS = COLLECTIONS.length + 1

/**
 * Makes what is missing of the collections: whole collections, fields, values of a choice, indexes.
 * Never resets or removes anything, so that what staff changed in the admin UI stays.
 * @returns one line for each change made
 */
export async function ensureCollections(
  client: Pick<PocketBaseClient, 'request'>,
): Promise<string[]> {
  const changes: string[] = []
  for (let attempt = 1; ; attempt++) {
    try {
      await makeMissing(client, (change) => changes.push(change))
      return changes
    } catch (error) {
      const wasThere = error instanceof PocketBaseRefusal && error.status === 400
      if (!wasThere || attempt === MAX_ATTEMPTS) throw error
    }
  }
}

async function makeMissing(
  client: Pick<PocketBaseClient, 'request'>,
  onChange: (change: string) => void,
): Promise<void> {
  const { items } = ExistingList.parse(
    await client.request('/api/collections', { query: { perPage: 500 } }),
  )
  const ids = new Map(items.map((item) => [item.name, item.id]))
  for (const wanted of COLLECTIONS) {
    const fields = wanted.fields.map((field) => withRelation(field, ids))
    const existing = items.find((item) => item.name === wanted.name)
    if (!existing) {
      const made = Existing.parse(await create(client, wanted, fields))
      ids.set(made.name, made.id)
      onChange(`made the collection ${wanted.name}`)
      continue
    }
    const merged = merge(existing, fields, wanted.indexes)
    if (!merged) continue
    // The whole collection is sent back: PocketBase deletes a field that an update leaves out.
    await client.request(`/api/collections/${existing.id}`, {
      method: 'PATCH',
      body: merged,
      deadlineMs: INDEXING_MS,
    })
    onChange(`added what was missing to the collection ${wanted.name}`)
  }
}

function create(
  client: Pick<PocketBaseClient, 'request'>,
  { name, type, indexes }: Collection,
  fields: Field[],
) {
  return client.request('/api/collections', {
    method: 'POST',
    body: { name, type: type ?? 'base', fields, indexes },
  })
}

/** Relations are declared by name; PocketBase wants the id of the collection. */
function withRelation(field: Field, ids: ReadonlyMap<string, string>): Field {
  if (field.type !== 'relation') return field
  return { ...field, collectionId: ids.get(String(field.collectionId)) }
}

/** The collection with what it lacked, or null when it lacks nothing. */
export function merge(
  existing: Existing,
  fields: readonly Field[],
  indexes: readonly string[],
): Existing | null {
  const known = new Set(existing.fields.map((field) => field.name))
  const addedFields = fields.filter((field) => !known.has(field.name))
  const widened = existing.fields.map((field) => widen(field, fields))
  const names = new Set(existing.indexes.map(indexName))
  const addedIndexes = indexes.filter((index) => !names.has(indexName(index)))
  const same =
    addedFields.length === 0 &&
    addedIndexes.length === 0 &&
    widened.every((field, index) => field === existing.fields[index])
  if (same) return null
  return {
    ...existing,
    fields: [...widened, ...addedFields],
    indexes: [...existing.indexes, ...addedIndexes],
  }
}

/** Adds the values that a choice lacks; returns the same object when it lacks none. */
function widen<T extends Field>(field: T, wanted: readonly Field[]): T {
  const values = field.values
  const wantedValues = wanted.find((other) => other.name === field.name)?.values
  if (!Array.isArray(values) || !Array.isArray(wantedValues)) return field
  const missing = wantedValues.filter((value) => !values.includes(value))
  return missing.length === 0 ? field : { ...field, values: [...values, ...missing] }
}
