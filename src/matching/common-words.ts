import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ROOT } from '../root.ts'
import { plain } from './normalise.ts'

/** Words by frequency in film subtitles, most frequent first. */
const FREQUENT = [
  '@zxcvbn-ts/language-fr/src/commonWords.json',
  '@zxcvbn-ts/language-en/src/commonWords.json',
]
/** Dictionaries of all words with their inflected forms. */
const DICTIONARIES = ['an-array-of-french-words/index.json', 'an-array-of-english-words/index.json']

/** Rank of a word that is only in a dictionary: rarer than every ranked word. */
const RARE_RANK = 60_000
/** More than there are ranks. */
const RANKS = 2 ** 16

interface Words {
  /** Hashes of the ranked words, sorted, each with the rank in its lower 16 bits: 80,000 words in 0.6 MB. */
  readonly ranked: Float64Array
  /** Hashes of the dictionaries' words, sorted: 600,000 words in 2.4 MB instead of 50. */
  readonly rare: Uint32Array
}

/** What the build makes of the lists, which takes 0.4 s to make. */
const BUILT = join(ROOT, 'dist/words')
const [RANKED, RARE] = ['ranked.bin', 'rare.bin'] as const

let loaded: Words | undefined

/** Loads the lists in advance, so that the first query does not wait for them. */
export function loadCommonWords(): void {
  loaded ??= load()
}

/** As they were built; where they were not, out of the lists themselves. */
function load(): Words {
  try {
    return { ranked: new Float64Array(built(RANKED)), rare: new Uint32Array(built(RARE)) }
  } catch {
    return readLists()
  }
}

/** The content of a file in memory of its own, where numbers may begin. */
const built = (file: string): ArrayBuffer => new Uint8Array(readFileSync(join(BUILT, file))).buffer

/** The files that `load` finds in the folder of the build. */
export function buildWords(): { name: string; content: Uint8Array }[] {
  const { ranked, rare } = readLists()
  return [
    { name: RANKED, content: new Uint8Array(ranked.buffer) },
    { name: RARE, content: new Uint8Array(rare.buffer) },
  ]
}

function readLists(): Words {
  const ranks = new Map<number, number>()
  for (const file of FREQUENT) {
    const words = JSON.parse(read(file).toString()) as string[]
    for (const [place, word] of words.map(bare).entries()) {
      const key = hash(word)
      if (place < (ranks.get(key) ?? Number.POSITIVE_INFINITY)) ranks.set(key, place)
    }
  }
  const ranked = Float64Array.from(ranks, ([key, rank]) => key * RANKS + rank).sort()
  return { ranked, rare: hashesOf(DICTIONARIES.map(read)) }
}

const read = (file: string): Buffer => readFileSync(createRequire(import.meta.url).resolve(file))

const bare = (word: string): string => (/^[a-z]+$/.test(word) ? word : plain(word))

const QUOTE = 0x22
/** 32-bit FNV-1a. About one unknown word in 7,000 collides with a word of the dictionaries, one in 50,000 with a ranked one. */
const HASH_START = 0x811c9dc5
const mix = (value: number, byte: number): number => Math.imul(value ^ byte, 0x01000193)

function hash(word: string): number {
  let value = HASH_START
  for (let at = 0; at < word.length; at++) value = mix(value, word.charCodeAt(at))
  return value >>> 0
}

/**
 * The sorted hashes of all strings in JSON arrays. It scans the bytes, because as strings they would
 * take 50 MB.
 */
function hashesOf(files: readonly Buffer[]): Uint32Array {
  const hashes = new Uint32Array(files.reduce((sum, { length }) => sum + length, 0) >>> 2)
  let count = 0
  for (const file of files) {
    for (let at = file.indexOf(QUOTE); at >= 0; at = file.indexOf(QUOTE, at + 1)) {
      const start = at + 1
      let value = HASH_START
      let isAscii = true
      for (at = start; at < file.length && file[at] !== QUOTE; at++) {
        const byte = file[at] ?? 0
        value = mix(value, byte)
        isAscii &&= byte < 0x80
      }
      hashes[count++] = isAscii ? value >>> 0 : hash(plain(file.toString('utf8', start, at)))
    }
  }
  return hashes.slice(0, count).sort()
}

/** The first number of a sorted list that is not below a value; undefined where all are. */
function firstFrom(sorted: Float64Array | Uint32Array, value: number): number | undefined {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return sorted[low]
}

/**
 * The frequency rank of a word in French or English, from 0: "porte" is 269. RARE_RANK for a word that
 * is only in a dictionary; Infinity for a word in no list, such as most names and misspellings.
 * @param word normalised by `plain`
 */
export function frequencyRank(word: string): number {
  loaded ??= load()
  const key = hash(word)
  const ranked = firstFrom(loaded.ranked, key * RANKS) ?? Number.POSITIVE_INFINITY
  if (ranked < (key + 1) * RANKS) return ranked % RANKS
  return firstFrom(loaded.rare, key) === key ? RARE_RANK : Number.POSITIVE_INFINITY
}
