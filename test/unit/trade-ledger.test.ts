import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TradeLedger, type TradeMovement } from '../../src/ledger/trade-ledger.ts'

const movement = (seq: number, rest: Partial<TradeMovement> = {}): TradeMovement => ({
  ...{
    seq,
    variantId: 'v',
    locationId: 'shop',
    type: 'SALE',
    delta: -1,
    unitPrice: 20,
    unitCost: 8,
  },
  ...{ actor: 'ana', isFirst: false, time: 1_000 + seq, reversed: 0 },
  ...rest,
})

const ledgerOf = (movements: readonly TradeMovement[]): TradeLedger => {
  const ledger = new TradeLedger()
  for (const one of movements) ledger.add(one)
  return ledger
}

test('of a movement, its undo, the undo of that and so on, the first counts while it stands', () => {
  const chain = [movement(1)]
  for (let undos = 1; undos <= 6; undos += 1) {
    chain.push(movement(undos + 1, { reversed: undos }))
    const ledger = ledgerOf(chain)
    expect(ledger.rowsOf('v')).toEqual(undos % 2 === 0 ? [1] : [])
    expect([...ledger.stands.subarray(2, undos + 2)]).toEqual(new Array(undos).fill(0))
  }
})

test('what stands is what is left when everything undone is struck out, in the order in which it happened', () => {
  const step = fc.record({
    variant: fc.nat(3),
    location: fc.nat(1),
    time: fc.nat(50),
    undoes: fc.option(fc.nat(), { freq: 2 }),
    gap: fc.integer({ min: 1, max: 3 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const list: TradeMovement[] = []
      const undone = new Set<number>()
      let seq = 0
      for (const { variant, location, time, undoes, gap } of steps) {
        seq += gap
        // A movement is undone once; afterwards its undo is.
        const open = list.filter((one) => !undone.has(one.seq))
        const target = undoes === null ? undefined : open[undoes % Math.max(1, open.length)]
        if (target) undone.add(target.seq)
        list.push(
          target
            ? { ...target, seq, time: 99, delta: -target.delta, reversed: target.seq }
            : movement(seq, { variantId: `v${variant}`, locationId: `l${location}`, time }),
        )
      }
      const bySeq = new Map(list.map((one) => [one.seq, one]))
      const isStruck = (one: TradeMovement): boolean => {
        const undo = list.find(({ reversed }) => reversed === one.seq)
        return undo !== undefined && !isStruck(undo)
      }
      const left = list
        .filter((one) => one.reversed === 0 && !isStruck(one))
        .toSorted((a, b) => a.time - b.time || a.seq - b.seq)
      const ledger = ledgerOf(list)
      expect(ledger.seq).toBe(seq)
      for (const variantId of ['v0', 'v1', 'v2', 'v3', 'v4']) {
        const own = left.filter((one) => one.variantId === variantId)
        expect(ledger.rowsOf(variantId)).toEqual(own.map((one) => one.seq))
        for (const locationId of ['l0', 'l1', 'elsewhere']) {
          expect(ledger.rowsOf(variantId, ledger.locations.numberOf(locationId))).toEqual(
            own.filter((one) => one.locationId === locationId).map((one) => one.seq),
          )
        }
      }
      expect(ledger.begins).toBe(bySeq.get(list[0]?.seq ?? 0)?.time ?? null)
    }),
  )
})

test('a ledger of many movements keeps what it had, and a movement that came twice counts once', () => {
  const many = Array.from({ length: 5_000 }, (_, index) =>
    movement(index + 1, { variantId: `v${index % 1_700}`, time: index, unitPrice: index }),
  )
  const ledger = ledgerOf([...many, ...many])
  expect(ledger.rowsOf('v3')).toEqual([4, 1_704, 3_404])
  expect(ledger.unitPrice[3_404]).toBe(3_403)
  expect(ledger.variants.size).toBe(1_700)
  // Rows without a movement are of no type.
  expect(ledger.type[0]).toBe(255)
  expect(ledger.type[5_001]).toBe(255)
})
