import { LANGUAGES, wordsOf } from './languages/index.ts'
import { plain } from './normalise.ts'

const NONE = new Set(LANGUAGES.flatMap(({ none }) => wordsOf(none)))

/** Whether a name says that there is none: "aucun", "no supplier", "-". */
export function saysNone(name: string): boolean {
  const said = plain(name).replaceAll(' ', '-')
  return said === '' || NONE.has(said)
}
