import { expect, test } from 'vitest'
import { z } from 'zod'
import { createOperations, type Stores } from '../../src/shop.ts'

interface Value {
  readonly path: string
  readonly schema: z.ZodType
  readonly words: readonly string[]
}

/** Every value of an input that is one of a few words, also in its lists. */
function choicesOf(path: string, input: z.ZodObject): Value[] {
  return Object.entries(input.shape).flatMap(([name, schema]) => {
    const json = z.toJSONSchema(schema, { io: 'input', reused: 'inline' })
    const element = schema instanceof z.ZodArray ? schema.element : undefined
    if (element instanceof z.ZodObject) return choicesOf(`${path}.${name}`, element)
    const words = json.enum as readonly string[] | undefined
    return words ? [{ path: `${path}.${name}`, schema, words }] : []
  })
}

const choices = createOperations({} as Stores).flatMap(({ id, input }) => choicesOf(id, input))

test('there are some', () => {
  expect(choices.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      'listMovements.type',
      'recordBatch.lines.action',
      'adjustStock.reason',
    ]),
  )
})

test.each(choices)('$path is read without case, and with spaces and hyphens', (choice) => {
  const { schema, words } = choice
  for (const word of words) {
    const spoken = [word.toUpperCase(), word.toLowerCase(), ` ${word.replaceAll('_', ' ')} `]
    for (const said of [...spoken, word.replaceAll('_', '-')]) {
      expect(schema.parse(said)).toBe(word)
    }
  }
  expect(schema.safeParse('something else').success).toBe(false)
})
