import type { Catalogue, InventoryRow, Product, Variant } from '../../src/domain/catalogue.ts'
import { NO_FIELDS } from '../../src/domain/product-fields.ts'

interface Extra {
  readonly aliases?: readonly string[]
  readonly active?: boolean
  readonly barcodes?: Readonly<Record<string, string>>
}

type Line = readonly [
  sku: string,
  name: string,
  color: string,
  gender: string,
  stock: Readonly<Record<string, number>>,
  extra?: Extra,
]

/** One line a product: its sizes with the units on hand. HB and HN share the alias 14. */
const LINES: readonly Line[] = [
  ['HB', 'Hermès', 'Blanche', 'Femme', { 37: 1, 38: 5 }, { aliases: ['14'] }],
  ['HN', 'Hermès', 'Noire', 'Femme', { 38: 2 }, { aliases: ['14'] }],
  ['HH', 'Hermès', 'Noire', 'Homme', { 42: 3 }],
  ['HS', 'Hermès avec Scratch', 'Blanche', 'Femme', { 38: 4 }],
  ['TG', 'Togo', 'Noir', 'Homme', { 42: 3 }],
  ['TB', 'Togo Boucle', 'Noir', 'Homme', { 42: 3 }],
  ['TO', 'Togo Occasion', 'Noir', 'Homme', { 42: 3 }],
  ['TR', 'Tropézienne', 'Rouge', 'Femme', { 38: 6, 39: 1 }, { barcodes: { 38: '3760000000017' } }],
  ['SN', 'Sabot', 'Noire', 'Femme', { 38: 2 }],
  ['SM', 'Sabot', 'Marron', 'Femme', { 38: 2 }],
  ['A90', 'Air Max 90', 'Blanc', 'Unisexe', { 40: 2 }],
  ['A95', 'Air Max 95', 'Noir', 'Homme', { 40: 2 }],
  ['A97', 'Air Max 97', 'Gris', 'Homme', { 40: 2 }],
  ['CR', 'Croco', 'Rouge / Vert / Violet', 'Femme', { 38: 1 }],
  ['CM', 'Climatisée', 'Marron', 'Femme', { 38: 1 }],
  ['CC', 'Climatisée', 'Marron clair', 'Femme', { 38: 1 }],
  ['OLD', 'Retirée', 'Noire', 'Femme', { 38: 1 }, { active: false }],
]

/** A small shop with the traps of a real one: near twins, shared codes, a product off sale. */
export function catalogue(): Catalogue {
  const products: Product[] = []
  const variants: Variant[] = []
  const inventory: InventoryRow[] = []
  for (const [sku, name, color, gender, stock, extra = {}] of LINES) {
    const { aliases = [], active = true, barcodes = {} } = extra
    const known = { name, color, gender, active }
    products.push({ ...NO_FIELDS, id: `p-${sku}`, sku, aliases, photo: '', ...known })
    for (const [size, quantity] of Object.entries(stock)) {
      const id = `v-${sku}-${size}`
      variants.push({
        id,
        productId: `p-${sku}`,
        size,
        barcode: barcodes[size] ?? '',
        reorderPoint: 0,
      })
      inventory.push({
        variantId: id,
        locationId: 'shop',
        quantity,
        reserved: 0,
        rev: 1,
        updatedAt: '2026-01-01T10:00:00.000Z',
      })
    }
  }
  const locations = [{ id: 'shop', name: 'Magasin', isDefault: true }]
  return { products, variants, inventory, locations, onOrder: [], seq: 0 }
}
