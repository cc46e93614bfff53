import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Convergence, measureConvergence } from './bench/convergence.ts'
import { measureDemand } from './bench/demand.ts'
import { measureFairness } from './bench/fairness.ts'
import { HELLO, measureLoads } from './bench/loads.ts'
import { plot } from './bench/plot.ts'
import { type Cost, measureCost, type Size } from './bench/scale.ts'
import { type Results, tables } from './bench/tables.ts'
import { run } from './run.ts'

// How fast the service answers, beside what Fastify alone does on this machine in the same minutes:
//   npm run bench [-- --quick] [-- --readme]
// Writes .cache/bench.json; --readme also writes the tables of scripts/README.md and their picture.
const RESULTS = resolve(import.meta.dirname, '../.cache/bench.json')
const README = join(import.meta.dirname, 'README.md')
const PICTURE = join(import.meta.dirname, 'bench/scale.svg')
const [BEGIN, END] = ['<!-- bench -->\n', '\n<!-- /bench -->']

interface Plan {
  readonly rounds: number
  readonly seconds: number
  readonly writes: number
  readonly questions: number
  readonly sizes: readonly Size[]
  /** A shop that sold so much in a year. */
  readonly demand: Size
  /** Names of the loads that are measured; all of them where it is missing. */
  readonly only?: readonly string[]
}

const FULL: Plan = {
  rounds: 5,
  seconds: 1,
  writes: 200,
  questions: 100,
  demand: { variants: 100_000, movements: 1_000_000 },
  sizes: [
    { variants: 1_000, movements: 0 },
    { variants: 10_000, movements: 0 },
    { variants: 100_000, movements: 0 },
    { variants: 10_000, movements: 1_000_000 },
  ],
}
const QUICK: Plan = {
  rounds: 5,
  seconds: 0.2,
  writes: 20,
  questions: 10,
  demand: { variants: 1_000, movements: 10_000 },
  sizes: [{ variants: 1_000, movements: 0 }],
  only: [
    HELLO,
    'GET /inventory, filtered',
    'GET /inventory, with a typo',
    'GET /inventory, a page of 50',
    'sale, 1 connection',
    'sale, 64 connections',
    'the hook alone, 64 connections',
  ],
}

await run(async () => {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      readme: { type: 'boolean', default: false },
    },
  })
  const plan = values.quick ? QUICK : FULL
  const folder = mkdtempSync(join(tmpdir(), 'stock-bench-'))
  try {
    const results = await measure(folder, plan)
    console.log(tables(results))
    mkdirSync(dirname(RESULTS), { recursive: true })
    writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`)
    console.log(`\nWritten to ${RESULTS}.`)
    if (values.readme) writeReadme(results)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

async function measure(folder: string, plan: Plan): Promise<Results> {
  const shop = join(folder, 'shop')
  mkdirSync(shop)
  const loads = await measureLoads(shop, plan)
  const convergence: Convergence = await measureConvergence(shop, plan.writes)
  const waits = await measureFairness(join(folder, 'fairness'), plan.rounds * plan.seconds)
  const demand = await measureDemand(
    join(folder, 'demand'),
    plan.demand,
    plan.rounds * plan.seconds,
  )
  const costs: Cost[] = []
  for (const size of plan.sizes) {
    costs.push(await measureCost(join(folder, 'scale'), size, plan.questions))
  }
  const [processor] = cpus()
  const machine = { cores: cpus().length, processor: processor?.model ?? '', node: process.version }
  const { rounds, seconds } = plan
  return {
    date: new Date().toISOString(),
    machine,
    rounds,
    seconds,
    loads,
    convergence,
    waits,
    demand,
    costs,
  }
}

function writeReadme(results: Results): void {
  const text = readFileSync(README, 'utf8')
  const [before, rest = ''] = text.split(BEGIN)
  const [, after = ''] = rest.split(END)
  writeFileSync(README, `${before}${BEGIN}${tables(results)}${END}${after}`)
  const grown = results.costs.filter(({ movements }) => movements === 0)
  writeFileSync(PICTURE, plot(grown))
  console.log(`Written to ${README} and ${PICTURE}.`)
}
