import { expect } from 'vitest'
import { speakingTo } from '../../src/domain/say.ts'
import type { Shop } from './shop.ts'

/** Texts that are told, by the names of their fields; every other text is data. */
const TOLD = new Set(['title', 'message', 'detail', 'why', 'text', 'what', 'to_do'])

/** Words that English sentences have and French ones do not. */
const ENGLISH = /\b(?:the|of|is|are|was|were|and|with|that|which|nothing|sold|left|weeks)\b/i

const MONTHS =
  'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ')

/**
 * Asks the same in each language: the data must be the same, and what is told must tell the same numbers and
 * days, in French without an English word.
 * @returns the answer in French
 */
export async function askInBoth(shop: Pick<Shop, 'inject'>, url: string) {
  const ask = (language: string) =>
    shop.inject({ method: 'GET', url, headers: { 'accept-language': language } })
  const [english, french] = [await ask('en'), await ask('fr')]
  expect(french.status).toBe(english.status)
  compare(english.body, french.body, '')
  return french.body
}

// biome-ignore lint/suspicious/noExplicitAny: any part of an answer
function compare(english: any, french: any, name: string): void {
  if (typeof english === 'object' && english !== null) {
    expect(Object.keys(french)).toEqual(Object.keys(english))
    for (const key of Object.keys(english)) {
      compare(english[key], french[key], Array.isArray(english) ? name : key)
    }
  } else if (typeof english === 'string' && TOLD.has(name)) {
    compareTold(english, french)
  } else if (name !== 'instance') {
    expect(french).toEqual(english)
  }
}

/**
 * Tells something in each language: the same numbers and days, in French without an English word.
 * @returns what is told in French
 */
export function tellInBoth(tell: () => string): string {
  const french = speakingTo({ language: 'fr', currency: 'EUR' }, tell)
  compareTold(tell(), french)
  return french
}

function compareTold(english: string, french: string): void {
  expect(factsIn(french), french).toEqual(factsIn(english))
  expect(french).not.toMatch(ENGLISH)
}

/** The numbers and days in a text, however a language writes them, in an order of their own. */
export const factsIn = (text: string): string[] =>
  (
    withPlainDays(text)
      .replaceAll(/(?<=\d)[\u00a0\u202f](?=\d)/g, '')
      .replaceAll(/(?<=\d),(?=\d{3}\b)/g, '')
      .replaceAll(/(?<=\d),(?=\d)/g, '.')
      .match(/\d{4}-\d{2}-\d{2}|\d+(?:\.\d+)?/g) ?? []
  ).sort()

/** "2026-11-21" for "21 novembre 2026" */
const withPlainDays = (text: string): string =>
  text.replaceAll(
    new RegExp(`(\\d+)(?:er)? (${MONTHS.join('|')}) (\\d{4})`, 'g'),
    (_all, day: string, month: string, year: string) =>
      `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day.padStart(2, '0')}`,
  )
