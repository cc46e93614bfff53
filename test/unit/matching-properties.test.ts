import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planImport } from '../../src/features/imports/plan.ts'
import { plain } from '../../src/matching/normalise.ts'
import { createModelMatcher } from '../../src/matching/resolve.ts'

// The same runs each time, unless a seed is given; a failure prints its own.
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_261) })

const csv = (file: string) =>
  planImport(readFileSync(resolve(import.meta.dirname, '../..', file))).products.map((product) => ({
    ...product,
    aliases: [],
  }))

/** What must hold for any catalogue, tried on both. */
describe.each([
  ['the demo catalogue', 'pocketbase/stock_initial.csv'],
  ['the sneaker catalogue', 'test/data/matching/catalogue-en.csv'],
])('%s', (_what, file) => {
  const products = csv(file)
  const names = [...new Set(products.map(({ name }) => name))]
  const match = createModelMatcher(products)
  const anyName = fc.constantFrom(...names)

  /** Whether a text was taken for a name that is not the one it was made of. */
  function isTakenForAnother(text: string, name: string): boolean {
    const found = match({ model: text })
    const sure = found.kind === 'exact' || found.kind === 'close'
    return sure && !found.names.some((one) => plain(one) === plain(name))
  }

  test.each(names)('%s is itself', (name) => {
    expect(match({ model: name })).toMatchObject({ kind: 'exact' })
    expect(match({ model: name }).names).toContain(name)
  })

  test('case, accents and spaces change nothing', () => {
    const change = fc.record({ name: anyName, upper: fc.boolean(), spaces: fc.nat(3) })
    fc.assert(
      fc.property(change, ({ name, upper, spaces }) => {
        const bare = name.normalize('NFD').replace(/\p{M}/gu, '')
        const text = (upper ? bare.toUpperCase() : bare.toLowerCase())
          .split(' ')
          .join(' '.repeat(1 + spaces))
        expect(match({ model: ` ${text} ` }).names.map(plain)).toContain(plain(name))
        expect(match({ model: text }).kind).toBe('exact')
      }),
      { numRuns: 300 },
    )
  })

  test('the order of the words never makes it another product', () => {
    const shuffled = anyName.chain((name) => {
      const words = name.split(' ')
      return fc
        .shuffledSubarray(words, { minLength: words.length })
        .map((order) => ({ name, text: order.join(' ') }))
    })
    fc.assert(
      fc.property(shuffled, ({ name, text }) => !isTakenForAnother(text, name)),
      { numRuns: 500 },
    )
  })

  test('one typo in a word of six letters or more never makes it another product', () => {
    const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz')
    const slip = fc.record({ place: fc.nat(30), letter, way: fc.nat(3), word: fc.nat(10) })
    const typo = fc.tuple(anyName, slip).map(([name, { place, letter: other, way, word }]) => {
      const words = name.split(' ')
      const long = words.flatMap((one, index) => (/^\p{L}{6,}$/u.test(one) ? [index] : []))
      const at = long[word % Math.max(1, long.length)]
      if (at === undefined) return { name, text: name }
      const old = words[at] ?? ''
      const cut = place % old.length
      const ways = [
        old.slice(0, cut) + other + old.slice(cut + 1),
        old.slice(0, cut) + other + old.slice(cut),
        old.slice(0, cut) + old.slice(cut + 1),
        old.slice(0, cut) + (old[cut + 1] ?? '') + (old[cut] ?? '') + old.slice(cut + 2),
      ]
      words[at] = ways[way] ?? old
      return { name, text: words.join(' ') }
    })
    fc.assert(
      fc.property(typo, ({ name, text }) => {
        // A typo can spell another word of the catalogue; then it was that word that was said.
        const isAnother = names.some((one) => plain(one) === plain(text))
        expect(!isAnother && isTakenForAnother(text, name), text).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })

  test('digits are never altered', () => {
    const numbered = names.filter((name) => /\d/.test(name))
    if (numbered.length === 0) return
    const change = fc.record({ name: fc.constantFrom(...numbered), number: fc.nat(9_999) })
    fc.assert(
      fc.property(change, ({ name, number }) => {
        const text = name.replace(/\d+/, String(number))
        const found = match({ model: text })
        if (found.kind !== 'exact' && found.kind !== 'close') return true
        // What was taken has the number, or it was a size that stood behind the name.
        const taken = found.names.every((one) => plain(one).split(' ').includes(String(number)))
        return taken || found.aside.size === String(number)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('what is added or taken away', () => {
  const products = csv('pocketbase/stock_initial.csv')
  const names = [...new Set(products.map(({ name }) => name))]
  const match = createModelMatcher(products)
  const isTaken = (model: string) => ['exact', 'close'].includes(match({ model }).kind)

  test('an unrelated word never turns a refusal into a product', () => {
    const refused = fc.constantFrom(
      ...[
        'manteau',
        'porte',
        'ceinture',
        'chapeau rouge',
        'derby rabat',
        'air max 91',
        'louboutin',
      ],
      ...[
        'veste en velours',
        'xylophone',
        'sandale marrakech',
        'togo babouche',
        'sabot doré louis',
      ],
    )
    const unrelated = fc.constantFrom(
      ...['xyzzy', 'imperméable', 'frigo', 'banana', 'quarante', 'cuisine', 'wallet', 'grzb'],
    )
    fc.assert(
      fc.property(refused, unrelated, fc.boolean(), (said, word, isFirst) => {
        expect(isTaken(said)).toBe(false)
        const more = isFirst ? `${word} ${said}` : `${said} ${word}`
        expect(isTaken(more), more).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  test('taking a product away never makes another one exact', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), (name) => {
        const before = match({ model: name }).names.map(plain)
        const rest = createModelMatcher(products.filter((one) => plain(one.name) !== plain(name)))
        const after = rest({ model: name })
        const others = after.names.map(plain).filter((one) => !before.includes(one))
        expect(after.kind === 'exact' && others.length > 0, `${name}: ${after.names}`).toBe(false)
      }),
      { numRuns: 60 },
    )
  })
})

test('any text at all is answered', () => {
  const match = createModelMatcher(csv('pocketbase/stock_initial.csv'))
  const text = fc.oneof(
    fc.string({ maxLength: 300, unit: 'binary' }),
    fc.string({ maxLength: 300 }),
  )
  fc.assert(
    fc.property(text, text, (model, color) => {
      expect(['exact', 'close', 'ambiguous', 'none']).toContain(match({ model, color }).kind)
    }),
    { numRuns: 1_000 },
  )
})
