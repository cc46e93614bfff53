import { spellingsOf } from '../../src/domain/gtin.ts'
import type { Answer } from './answer.ts'
import type { Author } from './ledger.ts'
import { columnsOf, recordChange } from './product-changes.ts'
import { Refusal, validationMessages } from './refusal.ts'
import { findRecord } from './sql.ts'

interface AliasRequest extends Author {
  /** Product id. */
  readonly product: string
  /** One line of text. */
  readonly alias: string
}

/**
 * Adds an alias to a product, and records who did. Runs inside a transaction.
 * @returns 201 with all its aliases, or 200 when it already has this one
 * @throws Refusal name-taken when it is another product's SKU or barcode; invalid-request
 *   when the product has too many aliases
 */
export function addAlias(tx: CoreApp, request: AliasRequest): Answer {
  const { product: id, alias } = request
  const product = tx.findRecordById('products', id)
  const aliases = aliasesOf(product)
  const isKnown = aliases.some((known) => isSame(known, alias))
  if (isKnown) return { status: 200, body: { added: false, aliases } }
  requireFree(tx, id, alias)
  try {
    saveAliases(tx, request, product, [...aliases, alias])
  } catch (error) {
    const reason = validationMessages(error)
    throw reason === null ? error : new Refusal('invalid-request', { reason })
  }
  return { status: 201, body: { added: true, aliases: [...aliases, alias] } }
}

/**
 * Removes an alias from a product and all others of its name, for which it stands too, and records who
 * did. Runs inside a transaction.
 * @returns 200 with the remaining aliases of the product
 */
export function removeAlias(tx: CoreApp, request: AliasRequest): Answer {
  const { product: id, alias } = request
  const name = tx.findRecordById('products', id).getString('name')
  let removed = false
  for (const one of tx.findRecordsByFilter('products', 'name = {:name}', '', 0, 0, { name })) {
    const had = one ? aliasesOf(one) : []
    const left = had.filter((known) => !isSame(known, alias))
    if (!one || left.length === had.length) continue
    saveAliases(tx, request, one, left)
    removed = true
  }
  const aliases = aliasesOf(tx.findRecordById('products', id))
  return { status: 200, body: { removed, aliases } }
}

function saveAliases(
  tx: CoreApp,
  author: Author,
  product: core.Record,
  aliases: readonly string[],
): void {
  const before = columnsOf(product)
  product.set('aliases', aliases.join('\n'))
  tx.save(product)
  recordChange(tx, author, product, before)
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

const OTHER_BARCODE = `id != {:id} AND barcode != ''
  AND barcode COLLATE NOCASE IN (SELECT value FROM json_each({:spellings}))`

const OTHER_CODE = `id != {:id} AND (sku = {:code} COLLATE NOCASE
  OR instr(lower(char(10) || aliases || char(10)), lower(char(10) || {:code} || char(10))) > 0)`

/**
 * A barcode must lead to one size.
 * @throws Refusal name-taken when another size has it, or another product has it as its SKU or other name
 */
export function requireFreeBarcode(tx: CoreApp, variant: core.Record, code: string): void {
  const spellings = JSON.stringify(spellingsOf(code))
  const size = findRecord(tx, 'variants', OTHER_BARCODE, { id: variant.id, spellings })
  if (size) {
    const owner = tx.findRecordById('products', size.getString('product'))
    throw taken('barcode', owner, size.getString('size'))
  }
  const id = variant.getString('product')
  const product = findRecord(tx, 'products', OTHER_CODE, { id, code })
  if (!product) return
  const isSku = product.getString('sku').toLowerCase() === code.toLowerCase()
  throw taken(isSku ? 'SKU' : 'other name', product)
}

const taken = (kind: 'SKU' | 'barcode' | 'other name', owner: core.Record, size?: string) =>
  new Refusal('name-taken', { kind, sku: owner.getString('sku'), ...(size && { size }) })
