import { PRODUCT_FIELDS } from '../../domain/product-fields.ts'

/** The known columns of an import file. */
export type Column =
  | 'id'
  | 'sku'
  | 'model'
  | 'color'
  | 'gender'
  | 'size'
  | 'quantity'
  | 'cost'
  | 'price'
  | 'barcode'
  | 'category'
  | 'supplier'
  | 'lead_time_days'
  | 'pack_size'
  | 'reorder_point'
  | 'location'

const headings: Record<Column, readonly string[]> = {
  id: ['ID', 'Identifiant', 'ID produit', 'Product ID', 'N', 'No', 'N° produit', 'Num', 'Numéro'],
  sku: ['SKU', 'Réf', 'Référence', 'Référence produit', 'Reference', 'Code article'],
  model: PRODUCT_FIELDS.name.headings,
  color: PRODUCT_FIELDS.color.headings,
  gender: PRODUCT_FIELDS.gender.headings,
  size: ['Pointure', 'Taille', 'Size', 'Shoe size'],
  quantity: ['Quantité', 'Quantité en stock', 'Qté', 'Quantity', 'Qty', 'Stock', 'En stock'],
  cost: PRODUCT_FIELDS.cost.headings,
  price: PRODUCT_FIELDS.price.headings,
  barcode: ['Code-barres', 'Code-barre', 'EAN', 'EAN13', 'GTIN', 'Barcode', 'Bar code'],
  category: PRODUCT_FIELDS.category.headings,
  supplier: PRODUCT_FIELDS.supplier.headings,
  lead_time_days: PRODUCT_FIELDS.leadTimeDays.headings,
  pack_size: PRODUCT_FIELDS.packSize.headings,
  reorder_point: PRODUCT_FIELDS.reorderPoint.headings,
  location: ['Emplacement', 'Lieu', 'Dépôt', 'Location', 'Warehouse'],
}

const columnByKey = new Map(
  Object.entries(headings).flatMap(([column, names]) =>
    names.map((name): [string, Column] => [headingKey(name), column as Column]),
  ),
)

/**
 * The meaning of a heading, French or English, whatever its case, accents, spacing, punctuation or
 * unit in brackets (`Prix (MAD)`); undefined for a column we do not use.
 */
export function columnOf(heading: string): Column | undefined {
  return columnByKey.get(headingKey(heading))
}

// NFKD also turns the ordinal sign of `Nº` and the sign `№` into plain letters.
function headingKey(heading: string): string {
  return heading
    .replace(/\([^)]*\)/g, '')
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}
