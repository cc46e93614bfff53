import type { Language } from '../../domain/language.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { capital } from '../../domain/text.ts'
import type { ImportFile } from './columns.ts'

type Words = Readonly<Record<Language, string>>

const FILES: Readonly<Record<ImportFile, Words>> = {
  stock: { en: 'stock file', fr: 'fichier du stock' },
  costs: { en: 'costs file', fr: 'fichier des coûts' },
  sales: { en: 'sales file', fr: 'fichier des ventes' },
}

/** What the cells of a file hold, as it is told to somebody who is to correct one; in French with its article. */
const CELLS = {
  ID: { en: 'ID', fr: 'l’ID' },
  SKU: { en: 'SKU', fr: 'le SKU' },
  barcode: { en: 'barcode', fr: 'le code-barres' },
  category: { en: 'category', fr: 'la catégorie' },
  colour: { en: 'colour', fr: 'la couleur' },
  cost: { en: 'cost', fr: 'le coût' },
  gender: { en: 'gender', fr: 'le genre' },
  'lead time': { en: 'lead time', fr: 'le délai de livraison' },
  location: { en: 'location', fr: 'le lieu' },
  model: { en: 'model', fr: 'le modèle' },
  'pack size': { en: 'pack size', fr: 'la taille du lot' },
  price: { en: 'price', fr: 'le prix' },
  quantity: { en: 'quantity', fr: 'la quantité' },
  'reorder point': { en: 'reorder point', fr: 'le seuil de commande' },
  size: { en: 'size', fr: 'la taille' },
  supplier: { en: 'supplier', fr: 'le fournisseur' },
  total: { en: 'total', fr: 'le total' },
} as const satisfies Readonly<Record<string, Words>>

export type Cell = keyof typeof CELLS

/** "stock file" */
export const fileName = (file: ImportFile): Sentence => say(FILES[file])

/** "barcode", "le code-barres" */
export const cellName = (cell: Cell): Sentence => say(CELLS[cell])

/**
 * What is wrong with a cell: "The size 4O is …".
 * @param shown what it holds; empty where that says nothing
 */
export const cellFault = (cell: Cell, shown: string, { en, fr }: Words): Sentence => {
  const value = shown && ` ${shown}`
  return say({
    en: `The ${CELLS[cell].en}${value} ${en}`,
    fr: `${capital(CELLS[cell].fr)}${value} ${fr}`,
  })
}
