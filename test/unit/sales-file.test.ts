import { describe, expect, test } from 'vitest'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import { dateOrderOf, readDay } from '../../src/features/imports/sale-dates.ts'
import { planSales } from '../../src/features/imports/sales.ts'
import { finish } from '../../src/shared/turns.ts'
import { catalogue } from '../support/catalogue.ts'

const snapshot = createSnapshot(catalogue())
const rules = {
  now: new Date('2026-11-21T12:00:00Z'),
  timeZone: 'Europe/Paris',
  ledgerBegan: '2026-11-01T08:00:00.000Z',
}

const plan = (text: string, more: Partial<typeof rules> = {}) =>
  finish(planSales(new TextEncoder().encode(text), snapshot, { ...rules, ...more }))

/** What the rows after this header come to. */
const rows = (header: string, ...lines: string[]) => plan([header, ...lines].join('\n'))

const HEADER = 'transaction_date,sku,quantity_sold,unit_price'

describe('dates', () => {
  test.each([
    ['2026-11-21', '2026-11-21'],
    ['2026/11/1', '2026-11-01'],
    ['21/11/2026', '2026-11-21'],
    ['21-11-26', '2026-11-21'],
    ['21.11.2026 09:30', '2026-11-21'],
    ['3/4/2026', '2026-04-03'],
    ['2026-11-21T23:30:00Z', '2026-11-22'],
    ['2026-11-21T23:30:00+01:00', '2026-11-21'],
    ['2026-11-21 23:30:00 UTC', '2026-11-22'],
    ['2026-11-21 23:30:00 +0000', '2026-11-22'],
    ['2026-11-21 23:30', '2026-11-21'],
    ['30/02/2026', undefined],
    ['11/21/2026', undefined],
    ['21 nov', undefined],
    ['2026-11-21x', undefined],
    ['45982', undefined],
  ])('%s is %s', (text, day) => {
    expect(readDay(text, 'day first', 'Europe/Paris')).toBe(day)
  })

  test.each([
    ['day first, where both can be meant', ['03/04/2026', '05/06/2026'], 'day first'],
    ['month first, where one proves it', ['03/04/2026', '11/21/2026'], 'month first'],
    ['day first, where dates contradict', ['21/11/2026', '11/21/2026'], 'day first'],
    ['neither, where the year comes first', ['2026-11-21'], null],
  ])('%s', (_, dates, order) => {
    expect(dateOrderOf(dates)).toBe(order)
  })

  test('a file that proves month first is read so, and says it', () => {
    const { sales, order } = rows(HEADER, '03/04/2025,TG,1,10', '11/21/2025,TG,1,10')
    expect(order).toBe('month first')
    expect(sales.map(({ day }) => day)).toEqual(['2025-03-04', '2025-11-21'])
  })

  test('of the time of the ledger, of the future, or too old: bad rows', () => {
    const { sales, problems } = rows(
      HEADER,
      '2026-11-01,TG,1,10',
      '2026-11-02,TG,1,10',
      '2026-11-22,TG,1,10',
      '2016-11-01,TG,1,10',
      ',TG,1,10',
      'soon,TG,1,10',
    )
    expect(sales.map(({ line }) => line)).toEqual([2])
    expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
      [3, expect.stringContaining('the ledger had begun (2026-11-01)')],
      [4, expect.stringContaining('in the future')],
      [5, expect.stringContaining('more than ten years ago')],
      [6, expect.stringContaining('The date is missing')],
      [7, expect.stringContaining('The date soon is none')],
    ])
  })
})

describe('columns', () => {
  test.each([
    [HEADER, '2025-03-04,TG,2,12.50', 12.5],
    ['Date;Référence;Qté vendue;Prix unitaire', '04/03/2025;TG;2;12,50', 12.5],
    ['Jour;Code article;Quantité;Montant TTC', '04/03/2025;TG;2;25,00', 12.5],
    ['Date de vente;SKU;Unités;PU (€);Total', '04/03/2025;TG;2;12,50 €;25 €', 12.5],
    ['Sale date\tSKU\tUnits sold\tRevenue', '2025-03-04\tTG\t2\t$25.00', 12.5],
    ['date,sku,qty', '2025-03-04,TG,2', null],
  ])('%s', (header, line, unitPrice) => {
    const { sales, problems } = rows(header, line)
    expect(problems).toEqual([])
    expect(sales).toEqual([
      { line: 2, day: '2025-03-04', productId: 'p-TG', variantId: 'v-TG-42', units: 2, unitPrice },
    ])
  })

  test('what is missing is named, with what there is', () => {
    expect(() => plan('date,sku,price\n2025-03-04,TG,12')).toThrow(
      'The first line of the sales file must name its columns; missing: quantity; found: date, sku, price.',
    )
  })

  test('an amount or a quantity that cannot be read is a bad row', () => {
    const { problems } = rows(
      HEADER,
      '2025-03-04,TG,two,10',
      '2025-03-04,TG,0,10',
      '2025-03-04,TG,1,1.234',
    )
    expect(problems.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('not a whole number'),
      expect.stringContaining('The quantity is 0'),
      expect.stringContaining('not an amount'),
    ])
  })
})

describe('what was sold', () => {
  const header = 'date,sku,barcode,model,color,gender,size,quantity'
  const sold = (words: string) => {
    const { sales, problems, guesses } = rows(header, `2025-03-04,${words},1`)
    const [sale] = sales
    return { is: sale ? [sale.productId, sale.variantId] : problems[0]?.reason, guesses }
  }

  test.each([
    ['a SKU and a size', 'HB,,,,,38', 'p-HB', 'v-HB-38'],
    ['a SKU of one size', 'TG,,,,,', 'p-TG', 'v-TG-42'],
    ['a SKU of several sizes, none of which is guessed', 'HB,,,,,', 'p-HB', null],
    ['a barcode', ',3760000000017,,,,', 'p-TR', 'v-TR-38'],
    ['a code that several products share, with a colour', '14,,Hermès,noire,,', 'p-HN', 'v-HN-38'],
    ['an archived product', 'OLD,,,,,', 'p-OLD', 'v-OLD-38'],
    ['words', ',,hermes,blanche,femme,37', 'p-HB', 'v-HB-37'],
    ['a SKU, whatever the words beside it say', 'TG,,Chaussure de ville,,,', 'p-TG', 'v-TG-42'],
  ])('%s', (_, words, product, variant) => {
    expect(sold(words).is).toEqual([product, variant])
  })

  test.each([
    ['nothing', ',,,,,', /does not say what was sold/],
    ['an unknown code', 'ZZZ,,,,,', /no product with the code "ZZZ"/],
    ['an unknown name', ',,Zeppelin,,,', /Zeppelin/],
    ['a colour that is missing', ',,sabot,verte,,38', /no Sabot in "verte".*Noire|Marron/],
    [
      'words for several',
      ',,sabot,,,38',
      /^Which Sabot, Femme: Marron \(SM\) or Noire \(SN\)\? Write the SKU\.$/,
    ],
    ['a size that there is not', 'HB,,,,,44', /does not come in 44, but in 37, 38: correct it/],
    ['two sizes', ',3760000000017,,,,39', /another size than 39/],
  ])('%s is a bad row', (_, words, reason) => {
    expect(sold(words).is).toMatch(reason)
  })

  test('a guess is told', () => {
    expect(sold(',,tropezienn,rouge,,38')).toEqual({
      is: ['p-TR', 'v-TR-38'],
      guesses: ['"tropezienn" was taken as Tropézienne.'],
    })
  })
})

describe('returns', () => {
  test('are taken off the latest sales of the same size before them', () => {
    const { sales, returns } = rows(
      'date,sku,size,quantity,price',
      '2025-03-01,HB,38,3,10',
      '2025-03-05,HB,38,2,10',
      '2025-03-05,HB,37,2,10',
      '2025-03-09,HB,38,4,10',
      '2025-03-07,HB,38,-3,-30',
      '2025-03-09,HB,38,−1,10',
      '2025-03-02,HB,37,-1,10',
    )
    expect(sales.map(({ line, units }) => [line, units])).toEqual([
      [2, 2],
      [4, 2],
      [5, 3],
    ])
    expect(returns).toEqual({ units: 4, unmatched: 1 })
  })

  test('come one after the other off the same sale', () => {
    const { sales, returns } = rows(
      HEADER,
      '2025-03-01,TG,3,10',
      '2025-03-02,TG,-1,10',
      '2025-03-03,TG,-1,10',
    )
    expect(sales.map(({ units }) => units)).toEqual([1])
    expect(returns).toEqual({ units: 2, unmatched: 0 })
  })

  test('of many lines are quick to take off', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `2025-03-0${1 + (n % 9)},TG,1,10`)
    const { sales, returns } = rows(
      HEADER,
      ...many,
      ...many.map((line) => line.replace(',1,', ',-1,')),
    )
    expect(sales).toEqual([])
    expect(returns).toEqual({ units: 10_000, unmatched: 0 })
  })
})
