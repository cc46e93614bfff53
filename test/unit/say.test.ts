import { globSync, readFileSync } from 'node:fs'
import { join as pathOf, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import {
  count,
  countInFrench,
  figure,
  money,
  tellDay,
  tellMinute,
} from '../../src/domain/figures.ts'
import type { Language } from '../../src/domain/language.ts'
import { join, sameInAll, say, speakingTo } from '../../src/domain/say.ts'
import { doneBefore } from '../../src/shared/nothing-changed.ts'
import { tellInBoth } from '../support/both-languages.ts'

const hello = () => say({ en: 'Hello', fr: 'Bonjour' })
const as = <Result>(language: Language, work: () => Result, currency = 'EUR') =>
  speakingTo({ language, currency }, work)

/** Spaces that do not break are spaces to whoever compares. */
const spaces = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

test('a sentence is in the language of the listener, and in English for nobody', () => {
  expect(hello()).toBe('Hello')
  expect(as('fr', hello)).toBe('Bonjour')
})

test('who listens stays the same over what is waited for, beside others', async () => {
  const later = async () => {
    await setImmediate()
    return hello()
  }
  expect(await Promise.all([as('fr', later), as('en', later), later()])).toEqual([
    'Bonjour',
    'Hello',
    'Hello',
  ])
})

test('sentences are joined without those that are missing', () => {
  expect(join([hello(), '', null, false, undefined, sameInAll('Togo.')])).toBe('Hello Togo.')
})

test('figures, money and days are written as the language writes them', () => {
  expect(figure(12345.5)).toBe('12,345.5')
  expect(spaces(as('fr', () => figure(12345.5)))).toBe('12 345,5')
  expect(money(1234)).toBe('€1,234')
  expect(spaces(as('fr', () => money(1234.5)))).toBe('1 234,50 €')
  expect(as('en', () => money(2), 'CHF').replace('\u00a0', ' ')).toBe('CHF 2')
  expect(tellDay('2026-11-21')).toBe('2026-11-21')
  expect(as('fr', () => tellDay('2026-11-21'))).toBe('21 novembre 2026')
  expect(as('fr', () => tellDay('2026-12-01'))).toBe('1er décembre 2026')
  expect(as('fr', () => tellDay('2026-12-11'))).toBe('11 décembre 2026')
  const moment = new Date('2026-11-21T23:30:00Z')
  expect(tellMinute(moment, 'Europe/Paris')).toBe('2026-11-22 00:30')
  expect(as('fr', () => tellMinute(moment, 'Europe/Paris'))).toBe('22 novembre 2026 à 00:30')
})

test('in French none is singular, in English plural', () => {
  expect([0, 1, 2].map((number) => count(number, 'unit'))).toEqual(['0 units', '1 unit', '2 units'])
  expect([0, 1, 2].map((number) => countInFrench(number, 'unité'))).toEqual([
    '0 unité',
    '1 unité',
    '2 unités',
  ])
})

test('what is sent again is told in both languages', () => {
  const units = () => say({ en: '3 units', fr: '3 unités' })
  expect([tellInBoth(() => doneBefore()), doneBefore()]).toEqual([
    'Déjà fait, pas refait.',
    'Done before, not again.',
  ])
  expect([tellInBoth(() => doneBefore(units())), doneBefore(units())]).toEqual([
    'Déjà fait, pas refait : 3 unités.',
    'Done before, not again: 3 units.',
  ])
})

test('French sentences have one kind of apostrophe, and one for "nothing was changed"', () => {
  const src = resolve(import.meta.dirname, '../../src')
  const french = globSync('**/*.{ts,tsx}', { cwd: src }).flatMap((name) =>
    readFileSync(pathOf(src, name), 'utf8')
      .split('\n')
      .filter((line) => /^\s*fr: |, fr: /.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  )
  expect(french.length).toBeGreaterThan(500)
  expect(french.filter((line) => /\p{L}'\p{L}/u.test(line.slice(line.indexOf('fr: '))))).toEqual([])
  expect(french.filter((line) => line.includes('Rien n’a été changé :'))).toEqual([])
})
