import { describe, expect, test } from 'vitest'
import { matchColor } from '../../src/matching/colors.ts'
import { colorParts, genderKey, isColorWord } from '../../src/matching/lexicon.ts'
import type { ModelMatch, Named } from '../../src/matching/model-match.ts'
import { plain } from '../../src/matching/normalise.ts'
import { nameWords, parse } from '../../src/matching/parse.ts'
import { createModelMatcher } from '../../src/matching/resolve.ts'

const colorKey = (color: string): string => colorParts(color).join(' ')

/** Things of a name that has no colour and no gender to help. */
const named = (names: readonly string[]): Named[] =>
  names.map((name) => ({ name, aliases: [], color: '', gender: '' }))

/** What a model comes to among some names, as one line: "close Togo", "ambiguous A, B". */
function among(names: readonly string[]): (model: string) => string {
  const match = createModelMatcher(named(names))
  return (model) => {
    const found: ModelMatch = match({ model })
    return found.kind === 'none' ? 'none' : `${found.kind} ${found.names.join(', ')}`
  }
}

describe('plain text', () => {
  test.each([
    ['Hermès', 'hermes'],
    ['HERME\u0300S', 'hermes'],
    ['Œil de bœuf, Ægir', 'oeil de boeuf aegir'],
    ['Air-Force1', 'air force 1'],
    ['AF1low2', 'af 1 low 2'],
    ["  l'été \t indien ", 'l ete indien'],
    ['ＨＥＲＭＥＳ №１', 'hermes no 1'],
    ['صندل ٣٨', 'صندل ٣٨'],
    ['!?%_*', ''],
    ['', ''],
  ])('%j is %j', (text, expected) => {
    expect(plain(text)).toBe(expected)
    expect(plain(expected)).toBe(expected)
  })
})

test('what is too long to be speech is not read to its end', () => {
  expect(plain('x'.repeat(10_000))).toHaveLength(200)
})

describe('the words that mean something', () => {
  test.each([
    ['les sandales de la mer', ['sandale', 'mer']],
    ['Hermès avec Scratch', ['herme', 'scratch']],
    ['a pair of the boots', ['pair', 'boot']],
    ['bas bas', ['bas', 'bas']],
    ['stress boss', ['stress', 'boss']],
    ['chevaux', ['chevau']],
    ['la', ['la']],
    ['', []],
  ])('%j: %j', (text, expected) => {
    expect(nameWords(text)).toEqual(expected)
  })

  test.each<[text: string, words: string[], size: string | null]>([
    ['sabot taille 38', ['sabot'], '38'],
    ['sabot pointure 38 noir', ['sabot', 'noir'], '38'],
    ['T38 sabot', ['sabot'], '38'],
    ['sabot EU 38,5', ['sabot'], '38.5'],
    ['sabot en 38 1/2', ['sabot'], '38.5'],
    ['sabot 38½', ['sabot', '38.5'], null],
    ['polo size m', ['polo'], 'M'],
    ['boots in a 41', ['boot'], '41'],
    ['air max 90', ['air', 'max', '90'], null],
    ['taille basse', ['taille', 'basse'], null],
    ['size', ['size'], null],
  ])('%j: %j in size %s', (text, words, size) => {
    const parsed = parse(text)
    expect([parsed.words.map((word) => word.text), parsed.size]).toEqual([words, size])
  })
})

describe('a colour', () => {
  test.each([
    ['Blanc', 'blanche', 'BLANCS', 'blanches', 'white'],
    ['Noir', 'noire', 'noires', 'black'],
    ['Marron', 'brun', 'brune', 'brown'],
    ['Gris', 'grise', 'grey', 'gray'],
    ['Doré', 'dorées', 'or', 'gold', 'golden'],
    ['Violet', 'violette', 'mauve', 'purple'],
    ['Bordeaux', 'bordeau', 'burgundy'],
    ['Bleu marine', 'marine bleue', 'navy blue'],
    ['Marron foncé', 'dark brown', 'brun foncée'],
    ['Rouge / Vert', 'vert et rouge', 'green-red', 'ROUGE,VERTE'],
    ['Fuchsia', 'fuchsia', ' FUCHSIA! '],
  ])('has one key however it is said: %s', (...spellings) => {
    expect(new Set(spellings.map(colorKey)).size).toBe(1)
  })

  test.each([
    ['blanc', 'noir'],
    ['marron', 'marron clair'],
    ['rouge', 'rouge vert'],
    ['clair', 'foncé'],
    ['bleu', 'bleu marine'],
    ['beige', ''],
  ])('keeps its key apart: %j and %j', (one, other) => {
    expect(colorKey(one)).not.toBe(colorKey(other))
  })

  test.each(['noire', 'white', 'dore', 'clair'])('%s is a word for one', (word) => {
    expect(isColorWord(word)).toBe(true)
  })

  test.each(['togo', 'constructor', '__proto__', ''])('%j is none', (word) => {
    expect(isColorWord(word)).toBe(false)
  })

  const THERE = ['Marron', 'Marron clair', 'Rouge / Vert / Violet', 'Bleu marine', 'Bleu clair']

  test.each<[asked: string, kind: string, colors: string[]]>([
    ['brown', 'exact', ['Marron']],
    ['light brown', 'exact', ['Marron clair']],
    ['violet vert rouge', 'exact', ['Rouge / Vert / Violet']],
    ['rouge', 'close', ['Rouge / Vert / Violet']],
    ['maron', 'exact', ['Marron']],
    ['marrom', 'close', ['Marron']],
    ['navy blue', 'exact', ['Bleu marine']],
    ['marine', 'exact', ['Bleu marine']],
    ['bleu', 'ambiguous', ['Bleu marine', 'Bleu clair']],
    ['clair', 'ambiguous', ['Marron clair', 'Bleu clair']],
    ['marron foncé', 'none', THERE],
    ['jaune', 'none', THERE],
    ['r', 'none', THERE],
    ['!!!', 'none', THERE],
  ])('%j is %s among those there are', (asked, kind, colors) => {
    expect(matchColor(asked, THERE)).toEqual({ kind, colors })
  })

  test.each([
    ['blac', ['Noire', 'Blanche']],
    ['roge', ['Rouge', 'Rose']],
    ['blac', ['Blanche']],
  ])('%j may be two colours, so it is asked about among %j', (asked, colors) => {
    expect(matchColor(asked, colors)).toEqual({ kind: 'ambiguous', colors })
  })

  test.each(['!!!', '😀', 'rouge'])('%j is not the colour of what has none', (asked) => {
    expect(matchColor(asked, ['']).kind).toBe('none')
  })
})

describe('a gender', () => {
  test.each([
    ['Femme', 'femmes', 'FEMME ', 'woman', 'women', "women's", 'dame', 'female'],
    ['Homme', 'hommes', 'man', 'men', "Men's", 'monsieur', 'male'],
    ['Unisexe', 'unisex', 'mixte'],
    ['Enfant', 'enfants', 'kids', 'children'],
    ['Bébé', 'bebe'],
  ])('has one key however it is said: %s', (...spellings) => {
    expect(new Set(spellings.map(genderKey)).size).toBe(1)
  })

  test.each(['constructor', '__proto__', 'toString', ''])('%j is a word like any other', (word) => {
    expect(typeof genderKey(word)).toBe('string')
    expect(['femme', 'homme', 'unisexe', 'enfant']).not.toContain(genderKey(word))
  })
})

describe('a model', () => {
  const NAMES = [
    ...['Hermès', 'Hermès avec Scratch', 'Togo', 'Togo Boucle', 'Togo Occasion', 'Tropézienne'],
    ...[
      'Air Max 90',
      'Air Max 95',
      'Stan Smith',
      'Birkenstock boucle blanche',
      'Sandale',
      'Sandal',
    ],
    ...['Nu-pieds Karl', 'Gel-Kayano 30', 'New Balance 990v6'],
  ]
  const match = among(NAMES)

  test.each([
    ['hermes', 'Hermès'],
    ['  HERMÈS  ', 'Hermès'],
    ['l’hermès', 'Hermès'],
    ['hermes avec le scratch', 'Hermès avec Scratch'],
    ['togo', 'Togo'],
    ['togos boucles', 'Togo Boucle'],
    ['birkenstock boucle blanche', 'Birkenstock boucle blanche'],
    ['nu pieds karl', 'Nu-pieds Karl'],
    ['gel kayano30', 'Gel-Kayano 30'],
    ['sandal', 'Sandale, Sandal'],
    ['Sandale', 'Sandale, Sandal'],
    ['"stan" (smith)', 'Stan Smith'],
  ])('%j is exactly %s', (asked, name) => {
    expect(match(asked)).toBe(`exact ${name}`)
  })

  test.each([
    ['tropezienen', 'Tropézienne'],
    ['tropezinne', 'Tropézienne'],
    ['trpézienne', 'Tropézienne'],
    ['tropeziennne', 'Tropézienne'],
    ['tropesiene', 'Tropézienne'],
    ['hermez', 'Hermès'],
    ['smith stan', 'Stan Smith'],
    ['stansmith', 'Stan Smith'],
    ['stan smiht', 'Stan Smith'],
    ['tgoo', 'Togo'],
    ['airmax90', 'Air Max 90'],
    ['90 air max', 'Air Max 90'],
    ['tropézi', 'Tropézienne'],
    ['togo ocasion', 'Togo Occasion'],
  ])('%j is close to %s', (asked, name) => {
    expect(match(asked)).toBe(`close ${name}`)
  })

  test.each([
    ['hermes noire', 'Hermès', 'noire'],
    ['white stan smiths', 'Stan Smith', 'white'],
    ['togo marron clair', 'Togo', 'marron clair'],
    ['tropezienen rouge', 'Tropézienne', 'rouge'],
  ])('%j is %s, with a colour: %s', (asked, name, color) => {
    const things = named(NAMES).map((thing) => ({ ...thing, color: 'Noire' }))
    const found = createModelMatcher(things)({ model: asked })
    expect(found).toMatchObject({ names: [name], aside: { color } })
  })

  test.each([
    ['air max', ['Air Max 90', 'Air Max 95']],
    ['max', ['Air Max 90', 'Air Max 95']],
  ])('%j may be several', (asked, names) => {
    expect(match(asked)).toBe(`ambiguous ${names.join(', ')}`)
  })

  test.each([
    'air max 9',
    'air max 91',
    'air max 59',
    'air max 900',
    'gel kayano 31',
    'togo babouche',
    'louboutin',
    // Words that mean something are not guessed.
    'trop',
    'porte',
    'manteau',
    'new balance 990v5',
    'tpg',
    'noire',
    '38',
    'h',
    '',
  ])('%j is none of them', (asked) => {
    expect(match(asked)).toBe('none')
  })

  test('none comes with the nearest, five at most', () => {
    const nearest = (names: readonly string[], model: string) =>
      createModelMatcher(named(names))({ model })
    expect(nearest(NAMES, 'air max 91').names).toEqual(
      expect.arrayContaining(['Air Max 90', 'Air Max 95']),
    )
    const many = Array.from({ length: 9 }, (_, index) => `Togo ${String(index).repeat(3)}`)
    expect(nearest(many, 'togo 999')).toMatchObject({ kind: 'none' })
    expect(nearest(many, 'togo 999').names).toHaveLength(5)
  })

  test('of two that are as close, the one that was said whole is meant', () => {
    const names = ['Sandale Rabat Cuir Talon', 'Sandale Rabat Cuir', 'Botte Talon', 'Mule Talon']
    expect(among(names)('sandale rabat cuire')).toBe('close Sandale Rabat Cuir')
  })

  test('names that differ in case and accents only are one', () => {
    expect(among(['Sandalés', 'sandales'])('sandales')).toBe('exact Sandalés, sandales')
  })

  test('twins are one name, and the one that is written so is told', () => {
    const match = createModelMatcher(named(['Sandales', 'SANDALE', 'Togo']))
    expect(match({ model: 'sandale' })).toMatchObject({
      kind: 'exact',
      names: ['Sandales', 'SANDALE'],
      written: 'SANDALE',
    })
    expect(match({ model: 'sandalles' })).toMatchObject({ kind: 'close', written: null })
  })

  test('another name of a product is as good as its first', () => {
    const things = [
      { name: 'Croisé', aliases: ['la croisée', '17'], color: '', gender: '' },
      { name: 'Togo', aliases: ['la croisée noire', 'AF1'], color: '', gender: '' },
      { name: 'Sabot', aliases: ['AF1'], color: '', gender: '' },
    ]
    const match = createModelMatcher(things)
    expect(match({ model: 'la croisée' })).toMatchObject({ kind: 'exact', names: ['Croisé'] })
    expect(match({ model: 'af 1' })).toMatchObject({ kind: 'ambiguous', names: ['Togo', 'Sabot'] })
    expect(match({ model: '17' }).kind).toBe('none')
  })

  test('there may be no names, or strange ones', () => {
    expect(among([])('togo')).toBe('none')
    const strange = among(['', '!!!', '__proto__', 'constructor', '38', 'Noir', 'Le'])
    expect(strange('constructor')).toBe('exact constructor')
    expect(strange('38')).toBe('exact 38')
    expect(strange('noir')).toBe('exact Noir')
    expect(strange('le')).toBe('exact Le')
    expect(strange('???')).toBe('none')
  })
})

describe('hostile text', () => {
  const match = among(['Hermès', 'Togo', 'Air Max 90', 'هرمس'])

  test.each([
    ['10,000 letters', 'x'.repeat(10_000)],
    ['10,000 different words', Array.from({ length: 2_000 }, (_, i) => `w${i}`).join(' ')],
    ['a name 2,000 times', 'hermes '.repeat(2_000)],
    ['digits', '9'.repeat(10_000)],
    ['wildcards', '%_*?.[]^$\\|()+{}'.repeat(100)],
    ['a search operator', '!hermes | ^togo'],
    ['a regular expression', '(a+)+$'.repeat(50)],
    ['emoji', '😀👩‍👩‍👧🏳️‍🌈'.repeat(50)],
    ['lone surrogates', '\ud800\udc00\udfff\ud800'.repeat(100)],
    ['a surrogate pair cut in two', `${'x'.repeat(199)}😀`],
    ['marks alone', '\u0301'.repeat(5_000)],
    ['zero width', '\u200b\u200d\ufeff'.repeat(100)],
    ['control characters', '\u0000\u0007\u001b[31m'],
    ['a letter that becomes eighteen', '\ufdfa'.repeat(1_000)],
    ['names of an object', '__proto__ constructor toString'],
    ['SQL', "'; DROP TABLE products; --"],
  ])('is none of the names: %s', (_what, text) => {
    expect(match(text)).toBe('none')
    expect(matchColor(text, ['Noir', 'Rouge / Vert']).kind).toBe('none')
    expect(typeof genderKey(text)).toBe('string')
  })

  test.each([
    ['thousands of marks', `hermes${'\u0301'.repeat(5_000)}`, 'Hermès'],
    ['a change of direction', '\u202ehermes\u202c', 'Hermès'],
    ['right to left', 'هَرمس', 'هرمس'],
    ['a byte order mark', '\ufeffhermes', 'Hermès'],
    ['no-break spaces', 'air\u00a0max\u202f90', 'Air Max 90'],
    ['a lone surrogate', 'togo\ud800', 'Togo'],
    ['emoji', '👜 togo 👜', 'Togo'],
    ['zero width inside', 'her\u200bmes', 'Hermès'],
    ['a soft hyphen inside', 'her\u00admes', 'Hermès'],
    ['full width', 'ＡＩＲ ＭＡＸ ９０', 'Air Max 90'],
  ])('does not hide a name: %s', (_what, text, name) => {
    expect(match(text)).toBe(`exact ${name}`)
  })
})
