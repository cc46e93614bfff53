import type { Location } from '../domain/catalogue.ts'
import { StockError } from '../domain/errors.ts'
import { join, say } from '../domain/say.ts'
import { quoted } from '../domain/text.ts'
import { editDistance } from '../matching/edit-distance.ts'
import { isArticle, isStopWord } from '../matching/lexicon.ts'
import { plain } from '../matching/normalise.ts'
import { similarNames } from '../matching/similar.ts'
import { soundKey } from '../matching/sound.ts'
import { didYouMean, either, MOST_CANDIDATES, thereIs } from '../shared/message-parts.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The location that a caller named, compared without case, accents and articles.
 * @throws StockError 'location-not-found' with the names there are, the nearest first
 */
export function locationOf(snapshot: Snapshot, name: string): Location {
  const { locations: all } = snapshot
  const found = locationNamed(snapshot, name)
  if (found) return found
  const names = all.map((location) => location.name)
  const near = similarNames(name, names)
  const locations = [...near, ...names.filter((one) => !near.includes(one))]
  const [nearest] = near
  const isOnly = all.length === 1
  throw new StockError(
    'location-not-found',
    join([
      say({
        en: `There is no location ${quoted(name)}.`,
        fr: `Il n’y a pas de lieu ${quoted(name)}.`,
      }),
      nearest !== undefined && didYouMean(nearest),
      isOnly
        ? say({
            en: `The only one is ${either(locations)}.`,
            fr: `Le seul est ${either(locations)}.`,
          })
        : thereIs(locations),
      say({
        en: `Nothing was changed: ${isOnly ? 'leave the location out' : 'ask which is meant'}; createLocation makes a new one.`,
        fr: `Rien n’a changé : ${isOnly ? 'n’envoyez pas de lieu' : 'demandez lequel est voulu'} ; createLocation en crée un.`,
      }),
    ]),
    { locations: locations.slice(0, MOST_CANDIDATES) },
  )
}

/**
 * The location of this name, compared without case, accents and the articles before it. Two may differ in
 * nothing but that: then the name that is nearest counts.
 */
export function locationNamed({ locations }: Snapshot, name: string): Location | undefined {
  const exact =
    locations.find((location) => location.name === name) ??
    locations.find((location) => plain(location.name) === plain(name))
  if (exact) return exact
  const bare = withoutArticles(name)
  const [found, ...others] = locations.filter((location) => withoutArticles(location.name) === bare)
  return others.length === 0 ? found : undefined
}

/** "à la cave", "l'atelier" and "the cellar" without what stands before the name. */
function withoutArticles(name: string): string {
  const words = plain(name.replace(/\bl['’]/giu, 'la ')).split(' ')
  const first = words.findIndex((word) => !isArticle(word) && !isStopWord(word))
  // A letter alone may be what tells two places apart: "A shop" is not "D shop".
  const isBefore = first > 0 && (words[first - 1] ?? '').length > 1
  return isBefore ? words.slice(first).join(' ') : words.join(' ')
}

/** Letters of a name that may be another one with one letter wrong. */
const MIN_LETTERS = 4

/** The locations that a name would be taken for by ear, or with one letter wrong; "Shop 1" is not "Shop 2". */
export const locationsLike = ({ locations }: Snapshot, name: string): Location[] =>
  locations.filter((location) => {
    const [one, other] = [plain(name), plain(location.name)]
    const [ofOne, ofOther] = [one, other].map((text) => text.match(/\d+/g)?.join(' '))
    if (ofOne !== ofOther) return false
    const isNear = one.length >= MIN_LETTERS && editDistance(one, other, 1) <= 1
    return isNear || soundKey(one) === soundKey(other)
  })
