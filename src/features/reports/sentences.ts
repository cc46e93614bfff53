import { figure, money } from '../../domain/figures.ts'
import { type Sentence, say } from '../../domain/say.ts'
import type { Bounded, NamedProduct, Trade } from '../../domain/summary.ts'
import { asName, oneLine, quoted } from '../../domain/text.ts'
import { listed } from '../../shared/listed.ts'

/** Names in a message: what a person can hear. */
const SPOKEN = 3

/** Letters of a name in a message; it is to be read aloud in half a minute. */
const NAME_LETTERS = 40

/** " for €1,234.50 (3 without a price)" */
export function worth({ units, value, unpriced }: Trade): Sentence | '' {
  if (units === 0) return ''
  if (units === unpriced) return say({ en: ' (no price is known)', fr: ' (aucun prix connu)' })
  const without =
    unpriced === 0
      ? ''
      : say({
          en: ` (${figure(unpriced)} without a price)`,
          fr: ` (${figure(unpriced)} sans prix)`,
        })
  return say({ en: ` for ${money(value)}${without}`, fr: ` pour ${money(value)}${without}` })
}

/** "Ran out: a; b; c and 2 more." Empty for nothing. */
export function list<T>(
  title: Sentence,
  { total, items }: Bounded<T>,
  tell: (item: T) => string,
): Sentence | '' {
  if (total === 0) return ''
  const names = items.slice(0, SPOKEN).map(tell)
  const told = listed(names, total - names.length)
  return say({ en: `${title}: ${told}.`, fr: `${title} : ${told}.` })
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
