import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
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

interface Words {
  readonly ranks: ReadonlyMap<string, number>
  /** Hashes of the dictionaries' words, sorted: 600,000 words in 2.4 MB instead of 50. */
  readonly rare: Uint32Array
}

let loaded: Words | undefined

/** Loads the lists in advance, so that the first query does not wait for them. */
export function loadCommonWords(): void {
  loaded ??= load()
}

/** Loads the lists on first use: about 0.4 s. */
function load(): Words {
  const ranks = new Map<string, number>()
  for (const file of FREQUENT) {
    const words = JSON.parse(read(file).toString()) as string[]
    for (const [place, word] of words.map(bare).entries()) {
      if (place < (ranks.get(word) ?? Number.POSITIVE_INFINITY)) ranks.set(word, place)
    }
  }
  return { ranks, rare: hashesOf(DICTIONARIES.map(read)) }
}

const read = (file: string): Buffer => readFileSync(createRequire(import.meta.url).resolve(file))

const bare = (word: string): string => (/^[a-z]+$/.test(word) ? word : plain(word))

const QUOTE = 0x22
/** 32-bit FNV-1a. About one unknown word in 7,000 collides with a dictionary word. */
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

function includes(sorted: Uint32Array, value: number): boolean {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return sorted[low] === value
}

/**
 * The frequency rank of a word in French or English, from 0: "porte" is 269. RARE_RANK for a word that
 * is only in a dictionary; Infinity for a word in no list, such as most names and misspellings.
 * @param word normalised by `plain`
 */
export function frequencyRank(word: string): number {
  loaded ??= load()
  const { ranks, rare } = loaded
  const rank = ranks.get(word)
  if (rank !== undefined) return rank
  return includes(rare, hash(word)) ? RARE_RANK : Number.POSITIVE_INFINITY
}
