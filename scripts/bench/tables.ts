import type { Convergence } from './convergence.ts'
import type { DemandCost } from './demand.ts'
import type { Wait } from './fairness.ts'
import { HELLO } from './loads.ts'
import type { Summary, Times } from './measure.ts'
import type { Cost } from './scale.ts'

export interface Results {
  readonly date: string
  readonly machine: { readonly cores: number; readonly processor: string; readonly node: string }
  readonly rounds: number
  readonly seconds: number
  readonly loads: Readonly<Record<string, Summary>>
  readonly convergence: Convergence
  /** Of others, by what one key sends meanwhile. */
  readonly waits: Readonly<Record<string, Wait>>
  readonly demand: DemandCost
  readonly costs: readonly Cost[]
}

/** The results as tables that are read in a terminal as well as in the README. */
export function tables(results: Results): string {
  const { date, machine, rounds, seconds, loads, convergence, waits, demand, costs } = results
  return [
    `Measured ${date.slice(0, 10)} on ${machine.cores} cores (${machine.processor}), which the service, PocketBase and the load share; Node ${machine.node}; median of ${rounds} rounds of ${seconds} s.`,
    '',
    loadTable(loads),
    '',
    `Another process shows a write after ${times(convergence.write)}, after PocketBase was killed and came back after ${times(convergence.writeAfterRestart)}, and an edit by hand after ${times(convergence.handEdit)} (ms, median / 99 of 100).`,
    '',
    'How long `GET /health` takes while one key sends words that mean nothing, over 8 connections, in a shop of 1,000 names:',
    '',
    waitTable(waits),
    '',
    tellDemand(demand),
    '',
    costTable(costs),
  ].join('\n')
}

function loadTable(loads: Results['loads']): string {
  const hello = loads[HELLO]?.rate ?? 1
  return table(
    ['', 'requests/s', 'lowest to highest', 'of hello world', 'p50 ms', 'p99 ms', 'failed'],
    Object.entries(loads).map(([name, one]) => [
      name,
      count(one.rate),
      `${count(one.lowest)} to ${count(one.highest)}`,
      `${Math.round((one.rate / hello) * 100)} %`,
      ...[one.p50, one.p99, one.failed].map(String),
    ]),
  )
}

const waitTable = (waits: Results['waits']): string =>
  table(
    ['one key sends', 'p50 ms', 'p99 ms', 'worst ms', 'of its requests answered'],
    Object.entries(waits).map(([name, { p50, p99, worst, answered }]) => [
      name,
      ...[p50, p99, worst].map((ms) => ms.toFixed(1)),
      count(answered),
    ]),
  )

const tellDemand = ({ variants, movements, learnMs, longestStepMs, quiet, learning }: DemandCost) =>
  `What ${short(variants)} variants sell is learnt from ${short(movements)} movements of a year in ${(learnMs / 1000).toFixed(2)} s of one core, in steps of at most ${longestStepMs.toFixed(0)} ms. \`GET /inventory\` by SKU over 8 connections takes ${both(quiet)} ms before, and ${both(learning)} while it is learnt and asked of the past (p50 / p99).`

const both = ({ p50, p99 }: Times): string => `${p50} / ${p99}`

function costTable(costs: readonly Cost[]): string {
  const head = costs.map(({ variants, movements }) =>
    movements > 0 ? `${short(variants)}, ${short(movements)} movements` : short(variants),
  )
  const names = Object.keys(costs[0]?.questions ?? {})
  return table(
    ['variants', ...head],
    [
      ['start to first list, s', ...costs.map(({ startSeconds }) => startSeconds.toFixed(1))],
      ['memory of the API, MB', ...costs.map(({ apiMemory }) => count(apiMemory))],
      ['memory of PocketBase, MB', ...costs.map((one) => count(one.pocketbaseMemory))],
      ['import, rows/s', ...costs.map(({ importRate }) => count(importRate))],
      ['first question by name, ms', ...costs.map(({ firstNameMs }) => firstNameMs.toFixed(0))],
      ...names.map((name) => [
        `${name}, p50 / p99 ms`,
        ...costs.map(({ questions }) => times(questions[name])),
      ]),
    ],
  )
}

const count = (value: number): string => Math.round(value).toLocaleString('en')

const short = (value: number): string =>
  value >= 1_000_000 ? `${value / 1_000_000}M` : `${value / 1_000}k`

const times = (one: Times | undefined): string =>
  one ? `${one.p50.toFixed(1)} / ${one.p99.toFixed(1)}` : ''

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, n) => Math.max(...[head, ...rows].map((row) => row[n]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, n) => (n === 0 ? (cells[n] ?? '').padEnd(width) : (cells[n] ?? '').padStart(width))).join(' | ')} |`
  const rule = `|${widths.map((width, n) => (n === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(head), rule, ...rows.map(line)].join('\n')
}
