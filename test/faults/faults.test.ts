import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { FAULTS, type Fault } from './nemesis.ts'
import { type Random, randomFrom } from './random.ts'
import { type Report, run } from './run.ts'
import { openShop, openShopOfTwo, type Shop } from './shop.ts'
import { makeSmallDisk, type SmallDisk } from './small-disk.ts'

// npm run test:faults -- --minutes 30 --clients 60 --seed 7
const MINUTES = Number(process.env.FAULTS_MINUTES ?? 1.4)
const CLIENTS = Number(process.env.FAULTS_CLIENTS ?? 20)
const SEED = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000)

/** Time to start, to recover and to judge, beside the time under faults. */
const BESIDE_MS = 480_000
const TIMEOUT = MINUTES * 60_000 + BESIDE_MS

interface Proof {
  readonly name: string
  /** Of the minutes. */
  readonly share: number
  readonly faults: Readonly<Record<string, Fault>>
  open(random: Random): Promise<Shop>
}

const PROOFS: Proof[] = [
  { name: 'one process', share: 0.25, faults: FAULTS, open: (random) => openShop(1, random) },
  { name: 'two workers', share: 0.2, faults: FAULTS, open: (random) => openShop(2, random) },
  { name: 'two processes', share: 0.4, faults: FAULTS, open: openShopOfTwo },
]

test.each(PROOFS)('a shop of $name under faults loses, doubles and invents nothing', prove, TIMEOUT)

test(
  'a shop whose disk is full now and then loses, doubles and invents nothing',
  async (context) => {
    let disk: SmallDisk
    try {
      disk = makeSmallDisk()
    } catch {
      return context.skip('no small disk can be mounted here (that takes root)')
    }
    onTestFinished(() => disk.remove())
    await prove({
      name: 'a small disk',
      share: 0.15,
      open: (random) => openShop(1, random, disk.hold),
      faults: {
        async 'disk full'(_shop, random) {
          disk.fill()
          await sleep(random.between(500, 3_000))
          disk.free()
        },
      },
    })
  },
  TIMEOUT,
)

async function prove({ name, share, faults, open }: Proof): Promise<void> {
  // Another course of events in each.
  const seed = SEED + name.length
  const ms = Math.round(MINUTES * share * 60_000)
  const shop = await open(randomFrom(seed))
  let report: Report
  try {
    report = await run(shop, { seed, ms, clients: CLIENTS, faults })
  } finally {
    await shop.stop()
  }
  const { violations } = report
  process.stderr.write(`faults: ${name}, seed ${SEED}, ${ms / 1_000} s: ${figures(report)}\n`)
  if (violations.length > 0) process.stderr.write(`${kept(report)}\n`)
  expect(violations.slice(0, 5)).toEqual([])
  // A shop that did nothing did nothing wrong.
  expect(report.acknowledged).toBeGreaterThan(ms / 1_000)
  expect(Math.min(report.refused, report.reads, faultsIn(report))).toBeGreaterThan(0)
}

const faultsIn = ({ happened }: Report): number =>
  Object.values(happened).reduce((sum, times) => sum + times, 0)

function figures(report: Report): string {
  const { acknowledged, refused, unknown, notDone, reads, happened, violations } = report
  const kinds = Object.entries(happened).map(([kind, times]) => `${kind} ${times}`)
  return [
    `${acknowledged} writes acknowledged`,
    `${refused} refused`,
    `${unknown} unknown`,
    `${notDone} not done`,
    `${reads} reads`,
    `${faultsIn(report)} faults (${kinds.join(', ')})`,
    `${violations.length} violations`,
  ].join(', ')
}

/** Keeps a run for whoever looks into it. @returns where */
function kept({ history, violations }: Report): string {
  const file = join(mkdtempSync(join(tmpdir(), 'stock-faults-history-')), 'history.json')
  const balances = [...history.balances]
  writeFileSync(file, JSON.stringify({ violations, ...history, balances }))
  return `The history is in ${file}.`
}
