/** What a column of an import file can mean to us. */
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
  | 'location'

const headings: Record<Column, string[]> = {
  id: ['ID', 'Identifiant', 'ID produit', 'Product ID', 'N', 'No', 'N° produit', 'Num', 'Numéro'],
  sku: ['SKU', 'Réf', 'Référence', 'Référence produit', 'Reference', 'Code article'],
  model: [
    ...['Modèle', 'Nom', 'Nom du modèle', 'Nom du produit', 'Produit', 'Article', 'Désignation'],
    ...['Model', 'Model name', 'Name', 'Product', 'Product name'],
  ],
  color: ['Couleur', 'Coloris', 'Color', 'Colour'],
  gender: ['Sexe', 'Genre', 'Gender', 'Sex'],
  size: ['Pointure', 'Taille', 'Size', 'Shoe size'],
  quantity: ['Quantité', 'Quantité en stock', 'Qté', 'Quantity', 'Qty', 'Stock', 'En stock'],
  cost: ['Coût', "Coût d'achat", "Prix d'achat", 'Cost', 'Cost price', 'Purchase price'],
  price: ['Prix', 'Prix de vente', 'Prix TTC', 'Price', 'Sale price', 'Selling price'],
  barcode: ['Code-barres', 'Code-barre', 'EAN', 'EAN13', 'GTIN', 'Barcode', 'Bar code'],
  category: ['Catégorie', 'Famille', 'Category'],
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
