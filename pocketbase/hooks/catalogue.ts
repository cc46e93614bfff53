import { PRODUCT_FIELDS } from '../../src/domain/product-fields.ts'
import { ON_ORDER } from './order-lines.ts'
import { selectText } from './sql.ts'

const FIELDS = Object.values(PRODUCT_FIELDS).map(({ column, kind }) =>
  kind === 'flag' ? `'${column}', json(iif(${column}, 'true', 'false'))` : `'${column}', ${column}`,
)

const PRODUCTS = `
  SELECT json_group_array(json_object(
    'id', id, 'sku', sku, 'photo', photo, 'aliases', aliases, ${FIELDS.join(', ')})) AS value
  FROM (SELECT * FROM products ORDER BY name, color, gender, sku)`

// These lists are long. As arrays without field names they are a third shorter and parse twice as fast.
const VARIANTS = `
  SELECT json_group_array(json_array(id, product, size, barcode, reorder_point)) AS value FROM variants`

const INVENTORY = `
  SELECT json_group_array(json_array(variant, location, quantity, reserved, rev, updated)) AS value
  FROM inventory`

const LOCATIONS = `
  SELECT json_group_array(json_object(
    'id', id, 'name', name, 'is_default', json(iif(is_default, 'true', 'false')))) AS value
  FROM (SELECT * FROM locations ORDER BY is_default DESC, name)`

/** One statement, so that all parts are consistent and no writer has to wait. */
const CATALOGUE = `
  SELECT json_object(
    'products', json((${PRODUCTS})), 'variants', json((${VARIANTS})),
    'inventory', json((${INVENTORY})), 'locations', json((${LOCATIONS})),
    'on_order', json((${ON_ORDER})),
    'seq', (SELECT coalesce(max(seq), 0) FROM movements)) AS value`

/** The whole catalogue as JSON. SQLite builds it ten times faster than records with expand. */
export const catalogueJson = (app: CoreApp): string => selectText(app, CATALOGUE)
