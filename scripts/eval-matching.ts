import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { SetupError } from '../src/domain/errors.ts'
import { frequentWordsTaken } from './eval/common-words.ts'
import { type Judged, judge } from './eval/judge.ts'
import { report, share, show } from './eval/report.ts'
import { CATALOGUES, ownSets, setsIn, shopOf } from './eval/sets.ts'
import { run } from './run.ts'

// Evaluates the matching on labelled queries. Exit code 1 above these limits, in percent.
const MAX_WRONG = 0.5
const MAX_FREQUENT_TAKEN = 1

const { values } = parseArgs({
  options: {
    /** Print what was not right; of one half only with --split. */
    show: { type: 'boolean', default: false },
    split: { type: 'string' },
    kinds: { type: 'boolean', default: false },
    /** A folder with further sets, and their names. */
    aside: { type: 'string' },
    sets: { type: 'string', default: '' },
  },
})

await run(async () => {
  const aside = values.aside
    ? setsIn(resolve(values.aside), values.sets.split(',').filter(Boolean))
    : []
  const missed: string[] = []
  for (const { name, snapshot, queries, isGate } of [...ownSets(), ...aside]) {
    const judged: Judged[] = queries.map((query) => judge(snapshot, query))
    report(name, judged, values.kinds)
    if (values.show) show(judged, values.split)
    for (const purpose of ['list', 'write'] as const) {
      const wrong = share(judged, purpose, 'wrong')
      if (isGate && wrong > MAX_WRONG)
        missed.push(
          `${name}: ${wrong.toFixed(1)} % wrong (${purpose}); at most ${MAX_WRONG} % may be.`,
        )
    }
  }
  console.log(
    '\nfrequent words that are in no name, asked alone: taken for a product (list, write)',
  )
  for (const [shop, file] of Object.entries(CATALOGUES)) {
    for (const language of ['French', 'English'] as const) {
      const { words, list, write, examples } = frequentWordsTaken(shopOf(file), language)
      console.log(
        `${shop.padEnd(12)}${language.padEnd(9)}${words} words  ${list.toFixed(2)} %  ${write.toFixed(2)} %`,
        values.show ? examples.join(' ') : '',
      )
      if (list > MAX_FREQUENT_TAKEN)
        missed.push(`${shop}, ${language}: ${list.toFixed(1)} % of frequent words were taken.`)
    }
  }
  if (missed.length > 0) throw new SetupError(missed.join('\n'))
})
