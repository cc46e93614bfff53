import { backtest, LEVELS, type SalesSet, type Score } from '../src/domain/demand/backtest.ts'
import { type Method, ours, type Past, RIVALS, TSB } from '../src/domain/demand/methods.ts'
import { SetupError } from '../src/domain/errors.ts'
import { print } from '../src/process/terminal.ts'
import { finish } from '../src/shared/turns.ts'
import { hidden } from './eval/forecast/hidden.ts'
import { demo, type NamedSet, superstore } from './eval/forecast/sets.ts'
import { fillAt, fixed, simulate, upTo } from './eval/forecast/simulate.ts'
import { run } from './run.ts'

// Compares the forecast with the usual ones, on sales that it was not made from. Exit code 1 where it is
// worse than these limits; losses are shares of the naive forecast's, or of the one that is named.

const OWN = 'this method'
const LIMITS = {
  products: 0.68,
  regions: 0.61,
  season: 0.86,
  hidden: 1.06,
  bias: 0.08,
  level: 0.02,
}
const HIDDEN_SHARE = 0.3

/** How sure the shop wants to be to have enough, and others that come to about as much stock. */
const SERVICE_LEVEL = 0.98
const POLICIES = {
  TSB: [0.9, 0.95, 0.98, 0.99].map((p) => upTo(TSB, p)),
  'fixed min/max': [5, 10, 20, 30].map(fixed),
}

await run(async () => {
  const { products, regions } = superstore()
  const missed: string[] = []
  const limit = (what: string, is: number, most: number) => {
    print(`${what.padEnd(58)}${is.toFixed(3).padStart(8)}   at most ${Number(most.toFixed(3))}`)
    if (!(is <= most)) missed.push(`${what}: ${is.toFixed(3)} is more than ${most}.`)
  }

  for (const [set, ofNaive, ofTsb] of [
    [products, LIMITS.products, 1],
    [regions, LIMITS.regions, LIMITS.season],
    [demo(), 1, 1],
  ] as const) {
    const scores = compare(set)
    const own = lossOf(scores, OWN)
    limit(`${set.name}, of naive`, own / lossOf(scores, 'naive'), ofNaive)
    limit(`${set.name}, of TSB`, own / lossOf(scores, 'TSB'), ofTsb)
    for (const at of [2, 3, 4]) {
      const level = LEVELS[at] ?? 0
      const got = scores.get(OWN)?.achieved[at] ?? 0
      limit(`${set.name}, said ${level} less achieved`, level - got, LIMITS.level)
    }
  }

  const full = score(products, ours(true))
  const seen = score(products, ours(true), hidden(HIDDEN_SHARE, true))
  const blind = score(products, ours(true), hidden(HIDDEN_SHARE, false))
  const bias = (one: Score) => ((one.bias ?? 0) + 1) / ((full.bias ?? 0) + 1) - 1
  print(`\n30 % of the weeks hidden as empty shelves, of full knowledge`)
  limit('loss', seen.loss / full.loss, LIMITS.hidden)
  limit('bias, either way', Math.abs(bias(seen)), LIMITS.bias)
  print(
    `not told of it: loss ${(blind.loss / full.loss).toFixed(3)}, bias ${bias(blind).toFixed(3)}`,
  )
  if (Math.abs(bias(blind)) <= LIMITS.bias)
    missed.push('Hiding weeks makes no difference: the test says nothing.')

  const own = simulate(products, upTo(ours(true), SERVICE_LEVEL))
  print(
    `\nordered by the forecast for two years, ${own.stock.toFixed(2)} units on hand of a product`,
  )
  print(`${'sold of what was asked for'.padEnd(58)}${own.fill.toFixed(3).padStart(8)}`)
  for (const [name, policies] of Object.entries(POLICIES)) {
    const runs = policies.map((targets) => simulate(products, targets))
    limit(`the same stock, by ${name}`, fillAt(runs, own.stock), own.fill)
  }
  if (missed.length > 0) throw new SetupError(missed.join('\n'))
})

function score(set: SalesSet, method: Method, see?: (past: Past, item: number) => Past): Score {
  return finish(backtest(set, method, see && { see }))
}

/** Prints how all methods do on a set. */
function compare(set: NamedSet): Map<string, Score> {
  const scores = new Map(
    Object.entries({ [OWN]: ours(true), 'without season': ours(false), ...RIVALS }).map(
      ([name, method]) => [name, score(set, method)],
    ),
  )
  print(
    `\n${set.name}: ${set.items.length} items, ${set.weeks} weeks\n${'loss of naive'.padStart(38)}   achieved ${LEVELS.join('  ')}   bias`,
  )
  for (const [name, { loss, achieved, bias }] of scores) {
    const share = (loss / lossOf(scores, 'naive')).toFixed(3)
    const levels = achieved.map((one) => one.toFixed(3)).join(' ')
    print(
      `${name.padEnd(25)}${share.padStart(13)}            ${levels}   ${bias === null ? '' : bias.toFixed(2)}`,
    )
  }
  print('')
  return scores
}

function lossOf(scores: ReadonlyMap<string, Score>, name: string): number {
  return scores.get(name)?.loss ?? Number.NaN
}
