import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { REFUSALS } from '../../src/domain/refusals.ts'
import { actionDocument } from '../../src/http/action-document.ts'
import { createOperations, type Stores } from '../../src/shop.ts'

const file = resolve(import.meta.dirname, '../../openapi/gpt-instructions.md')
const text = readFileSync(file, 'utf8')
const offered = createOperations({} as Stores).filter(({ inChat }) => inChat)
const [, prompt = '', starters = ''] = text.split(/^## .*$/m)

/** Words in backticks: operations, values and refusals. */
const quoted = (part: string) =>
  new Set(Array.from(part.matchAll(/`([^`]+)`/g), ([, word = '']) => word))

/** Every name of a value that an operation takes or gives. */
const values = JSON.stringify(actionDocument(offered, { serverUrl: '', version: '' }))

test('the prompt fits into the field of a custom GPT', () => {
  expect(prompt.length).toBeGreaterThan(1_000)
  expect(prompt.length).toBeLessThan(8_000)
})

test('every operation for chats is in it', () => {
  const words = quoted(prompt)
  expect(offered.map(({ id }) => id).filter((id) => !words.has(id))).toEqual([])
})

test.each(prompt.split('\n').filter((line) => line.includes('`')))('%s', (line) => {
  const unknown = [...quoted(line)].filter(
    (word) =>
      !offered.some(({ id }) => id === word) &&
      !values.includes(`"${word}":`) &&
      !values.includes(`"name":"${word}"`) &&
      !['candidates', 'detail', 'unauthorized', 'confirm', 'repeat'].includes(word) &&
      !(word in REFUSALS),
  )
  expect(unknown).toEqual([])
})

test('starters are in both languages and fit on a button', () => {
  const lines = starters.split('\n').filter((line) => line.startsWith('- '))
  expect(lines.length).toBeGreaterThanOrEqual(6)
  expect(lines.filter((line) => /\b(de|la|vendu|aujourd'hui|Annule)\b/.test(line)).length).toBe(4)
  for (const line of lines) expect(line.length).toBeLessThan(60)
})
