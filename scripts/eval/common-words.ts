import english from '@zxcvbn-ts/language-en/src/commonWords.json' with { type: 'json' }
import french from '@zxcvbn-ts/language-fr/src/commonWords.json' with { type: 'json' }
import type { Snapshot } from '../../src/catalogue/snapshot.ts'
import { understand } from '../../src/catalogue/understand.ts'
import { nameWords } from '../../src/matching/parse.ts'
import { baseForm } from '../../src/matching/word.ts'

const MOST = 4_000

/** How often a frequent word that is in no name is taken for a product, in percent. */
export function frequentWordsTaken(snapshot: Snapshot, language: 'French' | 'English') {
  const own = new Set(
    snapshot.products.flatMap(({ name, color, gender }) =>
      nameWords(`${name} ${color} ${gender}`).map(baseForm),
    ),
  )
  const words = (language === 'French' ? french : english)
    .filter((word) => /^\p{L}{3,}$/u.test(word))
    .filter((word) => nameWords(word).every((part) => !own.has(baseForm(part))))
    .slice(0, MOST)
  const taken = (purpose: 'list' | 'write') =>
    words.filter((model) => understand(snapshot, { model }, purpose).kind === 'found')
  const [list, write] = [taken('list'), taken('write')]
  const percent = (some: readonly string[]) => (100 * some.length) / words.length
  return { words: words.length, list: percent(list), write: percent(write), examples: list }
}
