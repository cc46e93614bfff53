import { words } from './normalise.ts'

/** One line a colour: all its spellings, French and English, masculine, feminine and spoken. */
const SPELLINGS = `
  blanc blanche white
  noir noire black
  marron brun brune brown
  rouge red
  bleu bleue blue
  vert verte green
  jaune yellow
  rose pink
  violet violette mauve purple
  gri grise gris grey gray
  beige
  orange
  dore doree or gold golden
  argent argente argentee silver
  multicolore multicolor multicolour multi
  camel cognac
  kaki khaki
  bordeaux bordeau burgundy
  creme cream ecru ivory
  turquoise
  marine navy
  clair claire light
  fonce foncee dark`

const CANONICAL = new Map(
  SPELLINGS.trim()
    .split('\n')
    .flatMap((line) => {
      const spellings = line.trim().split(' ')
      return spellings.map((spelling) => [spelling, spellings[0] ?? spelling] as const)
    }),
)

export const isColorWord = (word: string): boolean => CANONICAL.has(word)

/**
 * One text for every way to say a colour: "White", "blanches" and "Blanc" are one, and so are
 * "Rouge / Vert" and "vert et rouge".
 */
export const colorKey = (color: string): string =>
  words(color)
    .map((word) => CANONICAL.get(word) ?? word)
    .sort()
    .join(' ')
