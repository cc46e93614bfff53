import type { Bounded, NamedProduct, Trade } from '../../domain/summary.ts'
import { asName, oneLine, quoted } from '../../domain/text.ts'

/** Names in a message: what a person can hear. */
const SPOKEN = 3

/** Letters of a name in a message; it is to be read aloud in half a minute. */
const NAME_LETTERS = 40

/** " for 1234.5 (3 without a price)" */
export function worth({ units, value, unpriced }: Trade): string {
  if (units === 0 || units === unpriced) return units === 0 ? '' : ' (no price is known)'
  return ` for ${value}${unpriced === 0 ? '' : ` (${unpriced} without a price)`}`
}

/** "Ran out: a; b; c and 2 more." Empty for nothing. */
export function list<T>(
  title: string,
  { total, items }: Bounded<T>,
  tell: (item: T) => string,
): string {
  if (total === 0) return ''
  const names = items.slice(0, SPOKEN).map(tell)
  const more = total - names.length
  return `${title}: ${names.join('; ')}${more > 0 ? ` and ${more} more` : ''}.`
}

/** "Hermès, Blanche", shortened for reading aloud. */
export const short = ({ name, color }: NamedProduct): string => shortName([name, color])

/** Parts of a name, shortened for reading aloud. */
export function shortName(parts: readonly string[]): string {
  const said = parts.filter(Boolean)
  const text = said.map(asName).join(', ')
  if (text.length <= NAME_LETTERS) return text
  // Shortened without the quotes of its parts, which would be cut open.
  const bare = said.map(oneLine).join(', ')
  return quoted(
    bare.length <= NAME_LETTERS ? bare : `${bare.slice(0, NAME_LETTERS - 1).trimEnd()}…`,
  )
}
