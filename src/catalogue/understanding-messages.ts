import { asName, quoted } from '../domain/text.ts'
import { either, explainNone, guesses } from '../shared/message-parts.ts'
import type { Understanding } from './understand.ts'

/** Message on names that sound like the chosen one, and what decided between them. */
export function tellTwins({ twins, decidedBy, products }: Understanding): string {
  const [product] = products
  const also =
    twins.length > 0
      ? ` There is also ${twins.map(asName).join(' and ')}, which sounds like it.`
      : ''
  if (decidedBy === null || product === undefined) return also
  return `${also} Of the names that sound so, only ${asName(product.name)} comes in ${asName(decidedBy)}.`
}

/**
 * A list in a sentence: whether it is a question, what was found, and what was taken for what.
 * @param found what was found, as a sentence
 */
export function introduce(understanding: Understanding, found: string): string {
  const { kind, match, products, isUnsure } = understanding
  if (kind === 'none' || kind === 'color-not-available') return explainNone(match)
  const open = Object.values(match).some((word) => word.kind === 'ambiguous')
  const names = [...new Set(products.map(({ name }) => name))]
  const several = isUnsure
    ? `${quoted(match.model?.asked ?? '')} may mean ${either(names)}, or something that is not here: ask. `
    : open
      ? 'The words fit several products; all of them are listed. '
      : ''
  return `${several}${found}${guesses(match)}${tellTwins(understanding)}`
}
