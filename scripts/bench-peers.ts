import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { absolute, modifier } from './bench/peers/pocketbase.ts'
import { type Answers, askAll, PRODUCTS, QUESTIONS } from './bench/peers/questions.ts'
import { standIn } from './bench/peers/stand-in.ts'
import { thisOne } from './bench/peers/this-one.ts'
import { tryton } from './bench/peers/tryton.ts'
import { vendure } from './bench/peers/vendure.ts'
import { table } from './bench/tables.ts'
import { run } from './run.ts'

// The same questions to this project and to what somebody could take instead, one after the other on this machine:
//   npm run bench:peers [-- --seconds 3] [-- --only vendure]
// What a peer needs is installed once, into .cache/peers.
const INSTALLED = resolve(import.meta.dirname, '../.cache/peers')
const PEERS = [thisOne, standIn, absolute, modifier, vendure, tryton]

await run(async () => {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '3' }, only: { type: 'string', default: '' } },
  })
  const folder = mkdtempSync(join(tmpdir(), 'stock-peers-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const asked: Answers[] = []
  const wanted = PEERS.filter(({ name }) => name.toLowerCase().includes(values.only.toLowerCase()))
  for (const [n, peer] of wanted.entries()) {
    const data = join(folder, String(n))
    mkdirSync(data)
    const place = { data, installed: INSTALLED, products: PRODUCTS }
    asked.push(await askAll(peer, place, { seconds: Number(values.seconds) }))
  }
  console.log(
    `On ${cpus().length} cores, which each of them shares with who asks; Node ${process.version}.\n`,
  )
  console.log(
    table(
      ['', ...asked.map(({ name }) => name)],
      [
        ['version', ...asked.map(({ version }) => version)],
        ...QUESTIONS.map(({ name }) => [name, ...asked.map(({ answers }) => answers[name] ?? '')]),
      ],
    ),
  )
  for (const { name, what } of asked) console.log(`\n- ${name}: ${what}.`)
})
