import type { Hypothesis } from './hypothesis.ts'
import type { NameEntry, NameIndex } from './index-names.ts'
import type { Aside, ModelMatch, Purpose, Spoken } from './model-match.ts'
import { plain } from './normalise.ts'
import { sum } from './sum.ts'

/**
 * Minimum certainty to accept a match. A list shows what was matched, so an error is easy to see; a
 * wrong write sells the wrong shoe. The README of this folder shows both curves.
 */
const MIN_CERTAINTY: Readonly<Record<Purpose, number>> = { list: 0.55, write: 0.82 }

/** Minimum probability of all names together, against no name at all, to consider a match. */
const MIN_POSSIBLE = 0.25
/** Minimum share of the asked words, by weight, that a name must explain. */
const MIN_EXPLAINED = 0.5
/** Maximum cost above the best name for a name that is still offered in a question. */
const MAX_RIVAL_COST = 1.5
/** A name within this cost of the best is always offered in a question. */
const MARGIN = 0.6
/** The same margin when the match is a guess: unknown words resemble several names. */
const MARGIN_OF_A_GUESS = 1.4
/** Cost of leaving out a part of a name when another name is complete without it. */
const LEFT_OUT_OF_LONGER_COST = 3
const MAX_NEAREST = 5
const NOTHING: Aside = { color: null, gender: null, size: null }

/**
 * Prefers a completely said name to longer names that contain it: "stan smith" is not Stan Smith
 * Recon, because the extra word would have been said.
 */
function afterBase(all: readonly Hypothesis[]): Hypothesis[] {
  const whole = all.filter(({ covered, hasMore }) => covered && !hasMore)
  const isLonger = (one: Hypothesis) =>
    whole.some(
      (base) =>
        base.entry.family !== one.entry.family &&
        base.hearing <= one.hearing &&
        base.entry.words.length < one.entry.words.length &&
        base.entry.words.every(({ base: text }) =>
          one.entry.words.some((word) => word.base === text),
        ),
    )
  return all.map((one) =>
    !one.covered && isLonger(one) ? { ...one, cost: one.cost + LEFT_OUT_OF_LONGER_COST } : one,
  )
}

/** A group of names that sound the same, with the likelihood of the most likely one. */
interface Reading {
  readonly best: Hypothesis
  readonly all: readonly Hypothesis[]
  readonly likelihood: number
}

interface Case {
  readonly spoken: Spoken
  readonly index: NameIndex
  /** The models that a name or alias means. */
  readonly namesOf: (name: string) => readonly string[]
  readonly nearest: () => readonly NameEntry[]
}

/** Takes the most likely name, asks between several, or says that none was meant. */
export function decide(
  hypotheses: readonly Hypothesis[],
  { spoken, index, nearest, ...catalogue }: Case,
): ModelMatch {
  const all = afterBase(hypotheses)
  const least = MIN_CERTAINTY[spoken.purpose ?? 'list']
  const namesOf = (entries: readonly NameEntry[]) => [
    ...new Set(entries.flatMap(({ name }) => catalogue.namesOf(name))),
  ]
  const none = (near: readonly NameEntry[]): ModelMatch => ({
    kind: 'none',
    names: namesOf(near).slice(0, MAX_NEAREST),
    written: null,
    aside: NOTHING,
    isOurs: false,
    certainty: 0,
  })
  const possible = all.filter(({ explained }) => explained >= MIN_EXPLAINED)
  const readings = [...Map.groupBy(possible, ({ entry }) => entry.family).values()]
    .map(toReading)
    .sort((a, b) => b.likelihood - a.likelihood)
  const first = readings[0]
  const named = nearlyNamed(all)
  if (!first) return none(named.length > 0 ? named : nearest())

  const found = fullyNamed(readings, first)
  const { best } = found
  const rivals = readings.filter(
    (one) => Math.log(first.likelihood / one.likelihood) < MAX_RIVAL_COST,
  )
  // The extra words name a different thing, which the shop does not have.
  if (best.hasMore) return none(entriesOf(rivals))
  const mass = sum(readings.map(({ likelihood }) => likelihood))
  const other = Math.exp(-best.background) * best.trust
  const ours = (mass / (mass + other)) * best.trust
  if (ours < MIN_POSSIBLE) return none(nearest())

  const certainty = found === first ? (found.likelihood / (mass + other)) * best.trust : best.trust
  const family = index.family(best.entry.family)
  const names = namesOf(family)
  const next = readings.find((one) => one !== found)
  const margin = best.hearing >= WELL_HEARD ? MARGIN_OF_A_GUESS : MARGIN
  const isAlone = !next || Math.log(found.likelihood / next.likelihood) >= margin || found !== first
  const isExact = best.exact
  const equals = readings.filter(
    (one) => one.best.exact && one.best.fits === best.fits && one !== found,
  )
  if (isExact ? equals.length === 0 && isOneThing(names, family) : certainty >= least && isAlone) {
    return {
      kind: best.exact ? 'exact' : 'close',
      names,
      aside: best.aside,
      written: writtenName(spoken.model, names),
      isOurs: true,
      certainty: isExact ? 1 : certainty,
    }
  }
  // No colour or size can tell a name from one that it passes over.
  const isTorn = rivals.some((one) => one.best.kind !== undefined)
  const isOurs = isExact || (ours >= least && !isTorn)
  const others = passedOver(all, best)
  const open = [...entriesOf(isExact ? [found, ...equals] : rivals), ...others]
  return {
    kind: 'ambiguous',
    written: null,
    aside: best.aside,
    certainty,
    isOurs,
    // "air mès" partly matches Air Force 1, but also sounds like Hermès.
    names: namesOf(
      isOurs || others.length > 0 ? open : [...open, ...nearest().slice(0, MAX_NEAREST)],
    ),
  }
}

/** Names of which a large part was said, beside words that no name explains. */
const nearlyNamed = (all: readonly Hypothesis[]): NameEntry[] =>
  all
    .filter(({ named, hearing }) => named >= MIN_NAMED && hearing < WELL_HEARD)
    .sort((a, b) => a.cost - b.cost)
    .map(({ entry }) => entry)

/** Names that the words say, too, and that would be passed over: those of the kind of goods before a name. */
function passedOver(all: readonly Hypothesis[], { kind }: Hypothesis): NameEntry[] {
  const others = all
    .filter((one) => one.hearing < WELL_HEARD && one.said.some((word) => word === kind))
    .sort((a, b) => a.cost - b.cost)
  const least = others[0]?.cost ?? 0
  return others.filter(({ cost }) => cost - least < MAX_RIVAL_COST).map(({ entry }) => entry)
}

/** Minimum share of a name, by weight, that must be said to ask about it. */
const MIN_NAMED = 0.25

/** Maximum cost of a match that counts as said. */
const WELL_HEARD = 0.9

const entriesOf = (readings: readonly Reading[]): NameEntry[] =>
  readings.flatMap(({ all }) => all.map(({ entry }) => entry))

/** Whether the names are one item: names that sound the same are, but an alias may mean several. */
const isOneThing = (names: readonly string[], family: readonly NameEntry[]): boolean =>
  new Set(names.map(plain)).size <= new Set(family.map(({ name }) => plain(name))).size

function toReading(family: readonly Hypothesis[]): Reading {
  const ranked = [...family].sort((a, b) => a.cost - b.cost)
  const [best] = ranked as [Hypothesis]
  return { best, all: ranked, likelihood: Math.exp(-best.cost) * best.trust }
}

/** Among names that sound the same, the one that occurs in the words with its exact spelling. */
function writtenName(model: string, names: readonly string[]): string | null {
  const said = ` ${folded(model)} `
  return names.find((name) => said.includes(` ${folded(name)} `)) ?? null
}

/** Removes only case and accents. A hyphen stays, because it is a difference in spelling. */
const folded = (text: string): string =>
  text.trim().normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ')

/**
 * Prefers a completely said model even if only another model has the asked colour: then the colour is
 * not available. "tropezienne beige" is not the beige model with a longer name.
 */
function fullyNamed(readings: readonly Reading[], first: Reading): Reading {
  const exact = readings.filter(({ best }) => best.exact)
  return exact.find(({ best }) => best.fits) ?? exact[0] ?? first
}
