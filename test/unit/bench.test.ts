import { expect, test } from 'vitest'
import { ROWS } from '../../scripts/bench/loads.ts'
import { type Round, summary, timesOf } from '../../scripts/bench/measure.ts'
import { readOptions } from '../../scripts/bench/options.ts'
import { tellLast, tellUnits } from '../../scripts/bench/peers/questions.ts'
import { comparedLoads, shortTables, table, tellHello } from '../../scripts/bench/tables.ts'
import { processorMsIn } from '../../scripts/bench/usage.ts'
import { SetupError } from '../../src/domain/errors.ts'

const use = { apiMs: 100, pocketbaseMs: 40, apiMemory: 90, pocketbaseMemory: 30 }
const round = (rate: number, rest: Partial<Round> = {}): Round => ({
  ...{ rate, taken: [1, 2], failed: 0, use },
  ...rest,
})

test('half of the answers, and 99 of 100, took at most so long', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n)
  expect(timesOf(hundred)).toEqual({ p50: 50, p99: 99 })
  expect(timesOf([7])).toEqual({ p50: 7, p99: 7 })
  expect(timesOf([])).toEqual({ p50: 0, p99: 0 })
})

test('one of 100 is told of all answers, the rate of the middle round', () => {
  const slow = Array.from({ length: 10 }, () => 50)
  const quick = Array.from({ length: 990 }, () => 1)
  const rounds = [round(30, { taken: quick }), round(10, { taken: slow, failed: 2 }), round(20)]
  const { rate, lowest, highest, answers, failed, p99 } = summary(rounds)
  expect({ rate, lowest, highest, answers, failed, p99 }).toEqual({
    ...{ rate: 20, lowest: 10, highest: 30, answers: 1002, failed: 2, p99: 2 },
  })
  expect(() => summary([])).toThrow('no rounds')
})

test('processor time is shared by the answers, and memory is what was held at most', () => {
  const rounds = [round(1), round(2, { use: { ...use, apiMemory: 120 } })]
  expect(summary(rounds).use).toEqual({
    ...{ apiMs: 50, pocketbaseMs: 20, apiMemory: 120, pocketbaseMemory: 30 },
  })
  expect(summary([round(1), round(2, { use: undefined })]).use).toBeUndefined()
})

test('the time of a process is read behind its name, which may look like fields', () => {
  const stat = `42 (a b) 1 2) S ${Array.from({ length: 10 }, () => '0').join(' ')} 150 25 9 9`
  expect(processorMsIn(stat)).toBe(1750)
})

test('it is told that the machine was busy when two hellos differ by more than a tenth', () => {
  const hello = (rate: number) => summary([round(rate)])
  expect(tellHello([hello(1000), hello(1100)])).not.toContain('busy')
  expect(tellHello([hello(1000), hello(1101)])).toContain('the machine was busy')
  expect(tellHello([hello(1101), hello(1000)])).toContain('the machine was busy')
})

test('two checkouts are compared row by row, and what they have in common stands once', () => {
  const [before, after] = [summary([round(100)]), summary([round(250)])]
  const hello = summary([round(1000)])
  const text = comparedLoads({ hello: [hello, hello], shops: [{ sale: before }, { sale: after }] })
  const [head, , row] = text.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
  const cell = (name: string) => row?.[head?.indexOf(name) ?? -1]
  expect(row?.[1]).toBe('sale')
  expect(cell('requests/s')).toBe('100 → 250')
  expect(cell('of hello world')).toBe('10 % → 25 %')
  expect(cell('p50 ms')).toBe('1.0')
  expect(cell('API, MB')).toBe('90')
})

test('the short table has ten lines, and says when the machine was busy', () => {
  const one = summary([round(100)])
  const text = shortTables({
    ...{ date: '', machine: { cores: 2, processor: 'one', node: 'v24' }, rounds: 1, seconds: 1 },
    ...{ checkouts: ['.'], costs: [] },
    loads: {
      hello: [summary([round(1000)]), summary([round(2000)])],
      shops: [Object.fromEntries(Object.values(ROWS).map(({ name }) => [name, one]))],
    },
  })
  expect(text).toContain('busy')
  expect(text.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(10)
  expect(text).toContain('1,000 tills that sell at once are all served in 10 s')
})

test('what a system does not tell is said to be not known', () => {
  const unknown = summary([round(100, { use: undefined })])
  const hello = summary([round(1000)])
  expect(comparedLoads({ hello: [hello, hello], shops: [{ sale: unknown }, {}] })).toContain(
    'not known',
  )
})

test('a table has its columns below each other', () => {
  expect(table(['', 'many'], [['one', '1']]).split('\n')).toEqual([
    '|     | many |',
    '|-----|-----:|',
    '| one |    1 |',
  ])
})

test('another checkout is named on the command line', () => {
  const none = { quick: false, large: false, json: false, readme: false }
  expect(readOptions([])).toEqual(none)
  expect(readOptions(['--against', '../old', '--json'])).toEqual({
    ...none,
    ...{ json: true, against: '../old' },
  })
})

test.each([
  [['--against']],
  [['--against', '']],
  [['--against=..', '--readme']],
  [['--agianst=..']],
])('the options %j are refused', (args) => {
  expect(() => readOptions(args)).toThrow(SetupError)
})

test('lost updates are sales that were told and took no unit', () => {
  expect(tellUnits({ sold: 100, gone: 100 })).toBe('none lost')
  expect(tellUnits({ sold: 100, gone: 30 })).toContain('70 of 100 lost')
  expect(tellUnits({ sold: 100, gone: 103 })).toContain('3 units gone without a sale')
})

test.each([
  [{ sold: 10, failed: 0, left: 0 }, '10 sold, 0 left'],
  [{ sold: 8, failed: 2, left: 2 }, '8 sold, 2 left, 2 failed'],
  [{ sold: 20, failed: 0, left: 8 }, '**20 sold, 8 left**'],
  [{ sold: 12, failed: 0, left: -2 }, '**12 sold, -2 left**'],
])('of the last ten units, %j is told as %s', (last, told) => {
  expect(tellLast(last)).toBe(told)
})
