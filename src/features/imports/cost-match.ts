import { say } from '../../domain/say.ts'
import { asName } from '../../domain/text.ts'
import { fold, type Reject } from './cells.ts'
import type { Row } from './parse.ts'
import type { PlannedProduct } from './planned-product.ts'

/** Finds the products a line of the costs file names: by SKU, else by the plain ID. */
export function productFinder(
  products: PlannedProduct[],
): (cells: Row['cells']) => PlannedProduct[] {
  const bySku = new Map(products.map((product) => [fold(product.sku), [product]]))
  const byAlias = Map.groupBy(
    products.flatMap((product) =>
      product.aliases.map((alias) => ({ alias: fold(alias), product })),
    ),
    ({ alias }) => alias,
  )
  const find = (key: string) =>
    bySku.get(key) ?? byAlias.get(key)?.map(({ product }) => product) ?? []
  return ({ sku = '', id = '' }) => {
    const named = find(fold(sku))
    return named.length > 0 ? named : find(fold(id))
  }
}

/**
 * The product among those named that agrees with the model, colour and gender the line gives; calls
 * `reject` when none agrees, or several do.
 */
export function theOne(
  named: PlannedProduct[],
  { model, color, gender }: Row['cells'],
  reject: Reject,
): PlannedProduct | undefined {
  const fits = (given: string | undefined, value: string) => !given || fold(given) === fold(value)
  const fitting = named.filter(
    (product) =>
      fits(model, product.name) && fits(color, product.color) && fits(gender, product.gender),
  )
  const list = (fitting.length > 0 ? fitting : named)
    .slice(0, 5)
    .map(({ sku, name, color, gender }) =>
      [sku, name, color, gender].filter(Boolean).map(asName).join(' '),
    )
    .join('; ')
  if (named.length > 0 && fitting.length === 0) {
    const said = [model, color, gender].flatMap((word) => (word ? [asName(word)] : [])).join(' ')
    reject(
      say({
        en: `The line says ${said}, but the stock file says ${list}: make them the same.`,
        fr: `La ligne dit ${said}, mais le fichier du stock dit ${list} : mettez la même chose.`,
      }),
    )
  }
  if (fitting.length > 1) {
    reject(
      say({
        en: `The line fits several products (${list}): write the SKU, or the colour and gender.`,
        fr: `La ligne va avec plusieurs produits (${list}) : écrivez le SKU, ou la couleur et le genre.`,
      }),
    )
  }
  return fitting.length === 1 ? fitting[0] : undefined
}
