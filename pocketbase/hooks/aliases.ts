import type { Answer } from './answer.ts'
import { Refusal, validationMessages } from './refusal.ts'
import { findRecord } from './sql.ts'

interface AliasRequest {
  /** Product id. */
  readonly product: string
  /** One line of text. */
  readonly alias: string
}

/**
 * Adds an alias to a product. Runs inside a transaction.
 * @returns 201 with all its aliases, or 200 when it already has this one
 * @throws Refusal name-taken when it is another product's SKU or barcode; invalid-request
 *   when the product has too many aliases
 */
export function addAlias(tx: CoreApp, { product: id, alias }: AliasRequest): Answer {
  const product = tx.findRecordById('products', id)
  const aliases = aliasesOf(product)
  const isKnown = aliases.some((known) => isSame(known, alias))
  if (isKnown) return { status: 200, body: { added: false, aliases } }
  requireFree(tx, id, alias)
  product.set('aliases', [...aliases, alias].join('\n'))
  try {
    tx.save(product)
  } catch (error) {
    const reason = validationMessages(error)
    throw reason === null ? error : new Refusal('invalid-request', { reason })
  }
  return { status: 201, body: { added: true, aliases: [...aliases, alias] } }
}

/**
 * Removes an alias from a product. Runs inside a transaction.
 * @returns 200 with the remaining aliases
 */
export function removeAlias(tx: CoreApp, { product: id, alias }: AliasRequest): Answer {
  const product = tx.findRecordById('products', id)
  const aliases = aliasesOf(product)
  const left = aliases.filter((known) => !isSame(known, alias))
  const removed = left.length < aliases.length
  if (removed) {
    product.set('aliases', left.join('\n'))
    tx.save(product)
  }
  return { status: 200, body: { removed, aliases: left } }
}

const aliasesOf = (product: core.Record): string[] =>
  product.getString('aliases').split('\n').filter(Boolean)

const isSame = (known: string, alias: string): boolean =>
  known.trim().toLowerCase() === alias.trim().toLowerCase()

/**
 * A SKU or barcode must lead to one product. As an alias of a second one, it would be ambiguous.
 * @throws Refusal name-taken
 */
function requireFree(tx: CoreApp, product: string, alias: string): void {
  const params = { alias, product }
  const sameSku = findRecord(
    tx,
    'products',
    'sku = {:alias} COLLATE NOCASE AND id != {:product}',
    params,
  )
  if (sameSku) throw taken('SKU', sameSku)
  const sameBarcode = findRecord(
    tx,
    'variants',
    'barcode = {:alias} COLLATE NOCASE AND product != {:product}',
    params,
  )
  if (!sameBarcode) return
  throw taken('barcode', tx.findRecordById('products', sameBarcode.getString('product')))
}

const taken = (kind: 'SKU' | 'barcode', owner: core.Record) =>
  new Refusal('name-taken', { kind, sku: owner.getString('sku') })
