import { PRODUCT_FIELDS } from '../../domain/product-fields.ts'

/** What an import file is about. */
export type ImportFile = 'stock' | 'costs' | 'sales'

/** The known columns of a file of stock, or of its costs. */
type StockColumn =
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

/** The known columns of a file of past sales. */
type SalesColumn =
  | 'date'
  | 'sku'
  | 'barcode'
  | 'model'
  | 'color'
  | 'gender'
  | 'size'
  | 'quantity'
  | 'unit price'
  | 'total'

export type Column = StockColumn | SalesColumn

const stockHeadings: Record<StockColumn, readonly string[]> = {
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

const salesHeadings: Record<SalesColumn, readonly string[]> = {
  date: [
    ...['Date', 'Day', 'Jour', 'Date de vente', 'Date vente', 'Sale date', 'Sold at', 'Sold on'],
    ...['Transaction date', 'Order date', 'Date de commande', 'Date de transaction', 'Horodatage'],
    ...['Timestamp', 'Created at', 'Date heure', 'Date et heure', 'Datetime', 'Date time'],
  ],
  sku: [...stockHeadings.sku, 'Product SKU', 'Variant SKU', 'Lineitem sku', 'Code produit', 'Code'],
  barcode: stockHeadings.barcode,
  model: [...stockHeadings.model, 'Article', 'Libellé', 'Item', 'Item name'],
  color: stockHeadings.color,
  gender: stockHeadings.gender,
  size: stockHeadings.size,
  quantity: [
    ...['Quantité', 'Qté', 'Quantity', 'Qty', 'Quantity sold', 'Qty sold', 'Units', 'Units sold'],
    ...['Quantité vendue', 'Quantités vendues', 'Qté vendue', 'Unités', 'Unités vendues', 'Paires'],
    ...['Nombre', 'Nb', 'Sold', 'Vendu', 'Vendus', 'Ventes', 'Lineitem quantity', 'Net quantity'],
  ],
  'unit price': [
    ...['Unit price', 'Price', 'Price per unit', 'Selling price', 'Sale price', 'Lineitem price'],
    ...['Prix unitaire', 'Prix unitaire TTC', 'PU', 'PU TTC', 'P.U.', 'Prix', 'Prix TTC'],
    ...['Prix de vente', 'Prix vente'],
  ],
  total: [
    ...['Total', 'Amount', 'Total price', 'Line total', 'Total amount', 'Revenue', 'Net sales'],
    ...['Montant', 'Montant TTC', 'Prix total', 'Total TTC', 'Total ligne', 'CA', 'CA TTC'],
    ...["Chiffre d'affaires"],
  ],
}

const byKey = (headings: Readonly<Record<string, readonly string[]>>) =>
  new Map(
    Object.entries(headings).flatMap(([column, names]) =>
      names.map((name): [string, Column] => [headingKey(name), column as Column]),
    ),
  )

const stockColumns = byKey(stockHeadings)
const columnsOfFile: Record<ImportFile, ReadonlyMap<string, Column>> = {
  stock: stockColumns,
  costs: stockColumns,
  sales: byKey(salesHeadings),
}

/**
 * The meaning of a heading, French or English, whatever its case, accents, spacing, punctuation or
 * unit in brackets (`Prix (MAD)`); undefined for a column we do not use.
 */
export const columnOf = (heading: string, file: ImportFile): Column | undefined =>
  columnsOfFile[file].get(headingKey(heading))

// NFKD also turns the ordinal sign of `Nº` and the sign `№` into plain letters.
function headingKey(heading: string): string {
  return heading
    .replace(/\([^)]*\)/g, '')
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}
