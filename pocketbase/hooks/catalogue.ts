import { PRODUCT_FIELDS } from '../../src/domain/product-fields.ts'
import { ON_ORDER } from './order-lines.ts'
import { selectText } from './sql.ts'

const FIELDS = Object.values(PRODUCT_FIELDS).map(({ column, kind }) =>
  kind === 'flag' ? `'${column}', json(iif(${column}, 'true', 'false'))` : `'${column}', ${column}`,
)

/** Products in one answer, of which each has some five variants: a shop of a thousand variants is one. */
const PAGE = 1_000

// The lists of variants and shelves are long. As arrays without field names they are a third shorter and
// parse twice as fast.
const PARTS = `
  'products', json((SELECT json_group_array(json_object(
    'id', id, 'sku', sku, 'photo', photo, 'aliases', aliases, ${FIELDS.join(', ')})) FROM page)),
  'variants', json((SELECT json_group_array(json_array(id, product, size, barcode, reorder_point)) FROM sizes)),
  'inventory', json((
    SELECT json_group_array(json_array(variant, location, quantity, reserved, rev, updated))
    FROM (SELECT * FROM inventory WHERE variant IN (SELECT id FROM sizes) ORDER BY rowid))),
  'next', (SELECT iif(count(*) = {:limit}, max(place), NULL) FROM page),
  'seq', (SELECT coalesce(max(seq), 0) FROM movements)`

/** What is of the whole shop, and short. */
const REST = `
  'locations', json((
    SELECT json_group_array(json_object(
      'id', id, 'name', name, 'is_default', json(iif(is_default, 'true', 'false'))))
    FROM (SELECT * FROM locations ORDER BY is_default DESC, name))),
  'on_order', json((${ON_ORDER}))`

/** One statement, so that all of a page is of one moment and no writer has to wait. */
const select = (...parts: string[]): string => `
  WITH page AS MATERIALIZED (
    SELECT rowid AS place, * FROM products WHERE rowid > {:after} ORDER BY rowid LIMIT {:limit}),
  sizes AS MATERIALIZED (
    SELECT * FROM variants WHERE product IN (SELECT id FROM page) ORDER BY rowid)
  SELECT json_object(${parts.join(', ')}) AS value`

const FIRST_PAGE = select(PARTS, REST)
const OTHER_PAGE = select(PARTS)

/**
 * Some products of the catalogue with their variants and shelves, as JSON that SQLite builds: ten times faster
 * than records with expand. The first page has what is of the whole shop too.
 * @param after `next` of the page before, 0 for the first; it is null on the last
 */
export const catalogueJson = (app: CoreApp, after: number): string =>
  selectText(app, after === 0 ? FIRST_PAGE : OTHER_PAGE, { after, limit: PAGE })

/**
 * What the catalogue is read from, but for what movements change: of texts their lengths are summed up, and of
 * numbers the numbers.
 */
const READ: Readonly<Record<string, { texts: readonly string[]; numbers: readonly string[] }>> = {
  products: {
    texts: ['sku', 'photo', ...columnsOf('text')],
    numbers: [...columnsOf('money'), ...columnsOf('units'), ...columnsOf('flag')],
  },
  variants: { texts: ['product', 'size', 'barcode'], numbers: ['reorder_point'] },
  locations: { texts: ['name'], numbers: ['is_default'] },
  orders: { texts: ['expected_at', 'cancelled_at'], numbers: [] },
  order_lines: { texts: ['variant', 'location'], numbers: ['quantity'] },
}

const REST_OF_MARK = Object.entries(READ).map(([table, { texts, numbers }]) => {
  const sums = [
    ...texts.map((column) => `sum(length(${column}))`),
    ...numbers.map((column) => `total(${column})`),
  ]
  return `(SELECT json_array(count(*), max(updated), ${sums.join(', ')}) FROM ${table})`
})

const MARK = `
  SELECT json_object(
    'seq', (SELECT coalesce(max(seq), 0) FROM movements),
    'rest', json_array((SELECT count(*) FROM inventory), ${REST_OF_MARK.join(', ')}),
    'units', (SELECT json_array(coalesce(sum(quantity), 0), coalesce(sum(reserved), 0)) FROM inventory),
    'moved', (SELECT json_array(coalesce(sum(delta), 0), coalesce(sum(reserved_delta), 0))
      FROM movements WHERE seq > {:after})) AS value`

/**
 * What tells whether the catalogue changed other than by movements, also by raw SQL unless that keeps every sum.
 * It costs a tenth of reading the catalogue.
 * @returns JSON `{ seq, rest, units, moved }`, see CatalogueMark
 */
export const catalogueMark = (app: CoreApp, after: number): string =>
  selectText(app, MARK, { after })

function columnsOf(wanted: string): string[] {
  return Object.values(PRODUCT_FIELDS).flatMap(({ column, kind }) =>
    kind === wanted ? [column] : [],
  )
}
