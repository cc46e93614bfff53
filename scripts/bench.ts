import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type Checkout, HERE, openCheckout } from './bench/checkout.ts'
import { measureConvergence } from './bench/convergence.ts'
import { type DemandCost, measureDemand } from './bench/demand.ts'
import { measureFairness } from './bench/fairness.ts'
import { measureLoads, ROWS } from './bench/loads.ts'
import { readOptions } from './bench/options.ts'
import { plot } from './bench/plot.ts'
import { type Cost, type Filled, fill, measureCosts, type Size } from './bench/scale.ts'
import { type Results, shortTables, tables } from './bench/tables.ts'
import { run } from './run.ts'

// How fast the service answers, beside what Fastify alone does on this machine in the same minutes:
//   npm run bench [-- --quick] [--large] [--against FOLDER] [--json] [--readme]
// Writes .cache/bench.json. --large measures 100,000 variants too, which takes minutes more. --against
// measures another checkout in turns with this one, --json prints what it measured as JSON, --readme
// writes the tables of README.md and scripts/README.md, and their picture.
const RESULTS = resolve(import.meta.dirname, '../.cache/bench.json')
const README = join(import.meta.dirname, 'README.md')
const FIRST_README = resolve(import.meta.dirname, '../README.md')
const PICTURE = join(import.meta.dirname, 'bench/scale.svg')
const [BEGIN, END] = ['<!-- bench -->\n', '<!-- /bench -->']

interface Plan {
  readonly rounds: number
  readonly seconds: number
  readonly writes: number
  readonly questions: number
  /** The demand of the last one is learnt. */
  readonly sizes: readonly Size[]
  /** Names of the loads that are measured; all of them where it is missing. */
  readonly only?: readonly string[]
}

const FULL: Plan = {
  rounds: 3,
  seconds: 1,
  writes: 200,
  questions: 100,
  sizes: [
    { variants: 1_000, movements: 0 },
    { variants: 10_000, movements: 1_000_000 },
  ],
}
/** Its import takes minutes. */
const LARGE: Size = { variants: 100_000, movements: 1_000_000 }
const QUICK: Plan = {
  rounds: 5,
  seconds: 0.2,
  writes: 20,
  questions: 20,
  sizes: [{ variants: 1_000, movements: 10_000 }],
  only: [ROWS.filtered, ROWS.typo, ROWS.page, ROWS.sale, ROWS.sales, ROWS.salesAlone].map(
    ({ name }) => name,
  ),
}

await run(async () => {
  const options = readOptions(process.argv.slice(2))
  const folder = mkdtempSync(join(tmpdir(), 'stock-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const plan = options.quick ? QUICK : FULL
  const sizes = options.large ? [...plan.sizes, LARGE] : plan.sizes
  const results = await measure(folder, { ...plan, sizes }, options.against)
  const json = `${JSON.stringify(results, null, 2)}\n`
  console.log(options.json ? json : tables(results))
  mkdirSync(dirname(RESULTS), { recursive: true })
  writeFileSync(RESULTS, json)
  console.error(`\nWritten to ${RESULTS}.`)
  if (options.readme) writeReadme(results)
})

async function measure(folder: string, plan: Plan, against?: string): Promise<Results> {
  const roots = against === undefined ? [HERE] : [resolve(against), HERE]
  const checkouts: Checkout[] = []
  for (const root of roots) checkouts.push(await openCheckout(root))
  const loads = await measureLoads(join(folder, 'loads'), checkouts, plan)
  const seconds = plan.rounds * plan.seconds
  const costs: Cost[][] = []
  let demand: DemandCost | undefined
  for (const size of plan.sizes) {
    const filled: Filled[] = []
    for (const [n, checkout] of checkouts.entries())
      filled.push(await fill(checkout, join(folder, `scale-${n}`), size))
    costs.push(await measureCosts(filled, plan.questions))
    const [only] = filled
    if (only && !against && size === plan.sizes.at(-1)) demand = await measureDemand(only, seconds)
    for (const shop of filled) rmSync(shop.folder, { recursive: true, force: true })
  }
  const [processor] = cpus()
  const common = {
    date: new Date().toISOString(),
    machine: { cores: cpus().length, processor: processor?.model ?? '', node: process.version },
    ...{ rounds: plan.rounds, seconds: plan.seconds, checkouts: roots, loads, costs },
  }
  if (!demand) return common
  const convergence = await measureConvergence(join(folder, 'loads/0'), plan.writes)
  const waits = await measureFairness(join(folder, 'fairness'), seconds)
  return { ...common, more: { convergence, waits, demand } }
}

function writeReadme(results: Results): void {
  writeBetween(README, tables(results))
  writeBetween(FIRST_README, shortTables(results))
  writeFileSync(PICTURE, plot(results.costs.map((one) => one.at(-1) as Cost)))
  console.log(`Written to ${README}, ${FIRST_README} and ${PICTURE}.`)
}

function writeBetween(file: string, text: string): void {
  const [before, rest = ''] = readFileSync(file, 'utf8').split(BEGIN)
  const [, after = ''] = rest.split(END)
  writeFileSync(file, `${before}${BEGIN}${text}\n${END}${after}`)
}
