import { StockError } from '../domain/errors.ts'
import { join, say } from '../domain/say.ts'
import { quoted } from '../domain/text.ts'
import { plain, singular } from '../matching/normalise.ts'
import { similarNames } from '../matching/similar.ts'
import { didYouMean, MOST_CANDIDATES, thereIs } from '../shared/message-parts.ts'
import type { Snapshot } from './snapshot.ts'

const inSingular = (name: string): string => plain(name).split(' ').map(singular).join(' ')

/**
 * The spellings of the category that a caller named, compared without case and accents; without the
 * plural too, where nothing is written as it was said. Empty where the shop has none.
 */
export function categoryNamed(snapshot: Snapshot, name: string): string[] {
  const all = categoriesOf(snapshot)
  const alike = (key: (text: string) => string) => all.filter((one) => key(one) === key(name))
  const written = alike(plain)
  return written.length > 0 ? written : alike(inSingular)
}

/**
 * The same, where it must be one of the shop's.
 * @throws StockError 'product-not-found' with the categories there are, the nearest first
 */
export function categoryOf(snapshot: Snapshot, name: string): string[] {
  const found = categoryNamed(snapshot, name)
  if (found.length > 0) return found
  const all = categoriesOf(snapshot)
  const near = similarNames(name, all)
  const categories = [...near, ...all.filter((one) => !near.includes(one))]
  const [nearest] = near
  throw new StockError(
    'product-not-found',
    join([
      say({
        en: `There is no category ${quoted(name)}.`,
        fr: `Il n’y a pas de catégorie ${quoted(name)}.`,
      }),
      nearest !== undefined && didYouMean(nearest),
      categories.length === 0
        ? say({ en: 'No product has one.', fr: 'Aucun produit n’en a.' })
        : thereIs(categories),
      say({
        en: 'Nothing was changed: ask which products are meant, or send the word as model.',
        fr: 'Rien n’a changé : demandez de quels produits il s’agit, ou envoyez le mot comme model.',
      }),
    ]),
    { categories: categories.slice(0, MOST_CANDIDATES) },
  )
}

const categoriesOf = ({ products }: Snapshot): string[] =>
  [...new Set(products.map(({ category }) => category))].filter(Boolean)
