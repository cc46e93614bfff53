import type { Convergence } from './convergence.ts'
import type { DemandCost } from './demand.ts'
import type { Wait } from './fairness.ts'
import { type Loads, ROWS } from './loads.ts'
import type { Summary, Times } from './measure.ts'
import type { Cost } from './scale.ts'

export interface Results {
  readonly date: string
  readonly machine: { readonly cores: number; readonly processor: string; readonly node: string }
  readonly rounds: number
  readonly seconds: number
  /** Checkouts in the order of all lists: one, or the one before and the one after a change. */
  readonly checkouts: readonly string[]
  readonly loads: Loads
  /** By size, for each checkout. */
  readonly costs: readonly (readonly Cost[])[]
  /** What is measured of one checkout only. */
  readonly more?: {
    readonly convergence: Convergence
    /** Of others, by what one key sends meanwhile. */
    readonly waits: Readonly<Record<string, Wait>>
    readonly demand: DemandCost
  }
}

/** From which difference of the two the machine had something else to do. */
const BUSY = 0.1

/** The results as tables that are read in a terminal as well as in the README. */
export function tables(results: Results): string {
  const { date, machine, rounds, seconds, checkouts, loads, costs, more } = results
  return [
    `Measured ${date.slice(0, 10)} on ${machine.cores} cores (${machine.processor}), which the service, PocketBase and the load share; Node ${machine.node}; ${rounds} rounds of ${seconds} s.`,
    tellHello(loads.hello),
    checkouts.length > 1 ? `Before → after: ${checkouts.join(' → ')}.` : undefined,
    checkouts.length > 1 ? comparedLoads(loads) : loadTable(loads),
    more && tellConvergence(more.convergence),
    more &&
      'How long `GET /health` takes while one key sends words that mean nothing, over 8 connections, in a shop of 1,000 names:',
    more && waitTable(more.waits),
    more && tellDemand(more.demand),
    costTable(costs),
  ]
    .filter((part) => part !== undefined)
    .join('\n\n')
}

/** What Fastify alone does, and whether the machine was busy. */
export function tellHello([before, after]: Loads['hello']): string {
  const told = `A Fastify that only says hello answered ${count(before.rate)} requests/s before the others of each round, and ${count(after.rate)} after them.`
  const differ = Math.abs(before.rate - after.rate) / Math.min(before.rate, after.rate)
  return differ > BUSY ? `${told} They differ by ${share(differ)}: the machine was busy.` : told
}

const helloRate = ([before, after]: Loads['hello']): number => (before.rate + after.rate) / 2

function loadTable({ hello, shops }: Loads): string {
  return table(
    [
      '',
      'requests/s',
      'lowest to highest',
      'of hello world',
      'p50 ms',
      'p99 ms',
      'failed',
      'API, ms of processor each',
      'PocketBase, ms of processor each',
      'API, MB',
      'PocketBase, MB',
      'what it means for a shop',
    ],
    Object.entries(shops[0] ?? {}).map(([name, one]) => [
      name,
      count(one.rate),
      `${count(one.lowest)} to ${count(one.highest)}`,
      share(one.rate / helloRate(hello)),
      one.p50.toFixed(1),
      one.p99.toFixed(1),
      count(one.failed),
      ...COSTS.map(({ of }) => of(one)),
      meaningOf(name, one),
    ]),
  )
}

/** Rows that say most to somebody who has not read on. */
const MOST = [
  ROWS.filtered,
  ROWS.typo,
  ROWS.fresh,
  ROWS.unchanged,
  ROWS.movements,
  ROWS.sale,
  ROWS.sales,
  ROWS.refusals,
]

/** The rows that say most, in ten lines, and how far they can be trusted. */
export function shortTables({ machine, loads }: Results): string {
  const { hello, shops } = loads
  const rows = MOST.flatMap(({ name }) => {
    const one = shops.at(-1)?.[name]
    return one ? [{ name, one }] : []
  })
  const text = table(
    ['', 'requests/s', 'of hello world', 'p99 ms', 'what it means for a shop'],
    rows.map(({ name, one }) => [
      name,
      count(one.rate),
      share(one.rate / helloRate(hello)),
      one.p99.toFixed(1),
      meaningOf(name, one),
    ]),
  )
  return `On ${machine.cores} cores (${machine.processor}), shared with who asks. ${tellHello(hello)}\n\n${text}`
}

const meaningOf = (name: string, one: Summary): string =>
  Object.values(ROWS)
    .find((row) => row.name === name)
    ?.means(one) ?? ''

const NOT_KNOWN = 'not known'

/** Work that is done without the API has no cost of it. */
const COSTS: readonly { readonly head: string; of(one: Summary): string }[] = [
  { head: 'API, ms of processor', of: ({ use }) => use?.apiMs.toFixed(3) ?? NOT_KNOWN },
  {
    head: 'PocketBase, ms of processor',
    of: ({ use }) => use?.pocketbaseMs.toFixed(3) ?? NOT_KNOWN,
  },
  { head: 'API, MB', of: ({ use }) => (use ? count(use.apiMemory) : NOT_KNOWN) },
  { head: 'PocketBase, MB', of: ({ use }) => (use ? count(use.pocketbaseMemory) : NOT_KNOWN) },
]

const COMPARED: readonly { readonly head: string; of(one: Summary): string }[] = [
  { head: 'requests/s', of: ({ rate }) => count(rate) },
  { head: 'p50 ms', of: ({ p50 }) => p50.toFixed(1) },
  { head: 'p99 ms', of: ({ p99 }) => p99.toFixed(1) },
  { head: 'failed', of: ({ failed }) => count(failed) },
  ...COSTS,
]

/** Each figure of the two checkouts beside the other. */
export function comparedLoads({ hello, shops }: Loads): string {
  const [before = {}, after = {}] = shops
  return table(
    ['', ...COMPARED.map(({ head }) => head), 'of hello world'],
    Object.keys(before).map((name) => {
      const both = [before[name], after[name]].filter((one) => one !== undefined)
      return [
        name,
        ...COMPARED.map(({ of }) => arrow(both.map(of))),
        arrow(both.map(({ rate }) => share(rate / helloRate(hello)))),
      ]
    }),
  )
}

/** What did not change stands once. */
const arrow = (values: readonly string[]): string => [...new Set(values)].join(' → ')

const tellConvergence = ({ write, writeAfterRestart, handEdit }: Convergence): string =>
  `Another process shows a write after ${times(write)}, after PocketBase was killed and came back after ${times(writeAfterRestart)}, and an edit by hand after ${times(handEdit)} (ms, median / 99 of 100).`

const waitTable = (waits: Readonly<Record<string, Wait>>): string =>
  table(
    ['one key sends', 'p50 ms', 'p99 ms', 'worst ms', 'of its requests answered'],
    Object.entries(waits).map(([name, { p50, p99, worst, answered }]) => [
      name,
      ...[p50, p99, worst].map((ms) => ms.toFixed(1)),
      count(answered),
    ]),
  )

const tellDemand = ({ variants, movements, learnMs, longestStepMs, quiet, learning }: DemandCost) =>
  `What ${short(variants)} variants sell is learnt from ${short(movements)} movements of a year in ${(learnMs / 1000).toFixed(2)} s of one core, in steps of at most ${longestStepMs.toFixed(0)} ms. \`GET /inventory\` by SKU over 8 connections takes ${times(quiet)} ms before, and ${times(learning)} while it is learnt and asked of the past (p50 / p99).`

const memory = (megabytes: number | undefined): string =>
  megabytes === undefined ? NOT_KNOWN : count(megabytes)

const COST_ROWS: readonly { readonly name: string; of(cost: Cost): string }[] = [
  { name: 'start to first list, s', of: ({ startSeconds }) => startSeconds.toFixed(2) },
  { name: 'API, MB, after the first list', of: ({ idle }) => memory(idle?.api) },
  { name: 'API, MB, after all questions', of: ({ used }) => memory(used?.api) },
  { name: 'PocketBase, MB, after the first list', of: ({ idle }) => memory(idle?.pocketbase) },
  { name: 'PocketBase, MB, after all questions', of: ({ used }) => memory(used?.pocketbase) },
  { name: 'import, rows/s', of: ({ importRate }) => count(importRate) },
  { name: 'first question by name, ms', of: ({ firstNameMs }) => firstNameMs.toFixed(0) },
]

function costTable(costs: readonly (readonly Cost[])[]): string {
  const head = costs.map(([{ variants, movements } = { variants: 0, movements: 0 }]) =>
    movements > 0 ? `${short(variants)}, ${short(movements)} movements` : short(variants),
  )
  const asked = Object.keys(costs[0]?.[0]?.questions ?? {}).map((name) => ({
    name: `${name}, p50 / p99 ms`,
    of: ({ questions }: Cost) => times(questions[name]),
  }))
  return table(
    ['variants', ...head],
    [...COST_ROWS, ...asked].map(({ name, of }) => [
      name,
      ...costs.map((one) => arrow(one.map(of))),
    ]),
  )
}

const count = (value: number): string => Math.round(value).toLocaleString('en')

const share = (part: number): string => {
  const percent = part * 100
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`
}

const short = (value: number): string =>
  value >= 1_000_000 ? `${value / 1_000_000}M` : `${value / 1_000}k`

const times = (one: Times | undefined): string =>
  one ? `${one.p50.toFixed(1)} / ${one.p99.toFixed(1)}` : ''

/** A table in Markdown, its first column to the left. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, n) => Math.max(...[head, ...rows].map((row) => row[n]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, n) => (n === 0 ? (cells[n] ?? '').padEnd(width) : (cells[n] ?? '').padStart(width))).join(' | ')} |`
  const rule = `|${widths.map((width, n) => (n === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(head), rule, ...rows.map(line)].join('\n')
}
