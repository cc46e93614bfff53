import { describe, expect, test, vi } from 'vitest'
import { createCatalogueReader } from '../../src/catalogue/catalogue-reader.ts'
import type { RequestKey } from '../../src/domain/caller.ts'
import type { Catalogue } from '../../src/domain/catalogue.ts'
import { StandingRefusal, StockError } from '../../src/domain/errors.ts'
import type {
  Author,
  LineTarget,
  NewMovement,
  RecordedMovement,
} from '../../src/domain/movement.ts'
import { sameInAll, speakingTo } from '../../src/domain/say.ts'
import { createRecordService } from '../../src/features/stock/record.ts'
import type { LineRequest } from '../../src/features/stock/request.ts'
import type { StockStore } from '../../src/store/store.ts'
import { catalogue } from '../support/catalogue.ts'

const CALLER = { actor: 'owner', channel: 'api' } as const
const SIGN = { SALE: -1, ADD_STOCK: 1 }

/** A store in memory that keeps the promises of the port, for one sale or delivery a request. */
function memoryStore() {
  let now: Catalogue = catalogue()
  const done = new Map<string, { hash: string; movements: RecordedMovement[] }>()
  const refused = new Map<string, StandingRefusal>()
  const ledger: NewMovement[] = []

  function variantOf(target: LineTarget) {
    const found = now.variants.find((variant) =>
      'variantId' in target
        ? variant.id === target.variantId
        : variant.productId === target.productId &&
          variant.size.toLowerCase() === target.size.toLowerCase(),
    )
    if (found) return found
    if (!('productId' in target)) throw new Error('There is no such variant.')
    const made = {
      ...target,
      id: `v-${target.productId}-${target.size}`,
      barcode: '',
      reorderPoint: 0,
    }
    now = { ...now, variants: [...now.variants, made] }
    return made
  }

  function write(line: NewMovement, index: number): RecordedMovement {
    const { type, quantity = 0, locationId = 'shop' } = line
    const variant = variantOf(line.target)
    const isRow = (row: Catalogue['inventory'][number]) =>
      row.variantId === variant.id && row.locationId === locationId
    const before = now.inventory.find(isRow) ?? { quantity: 0, reserved: 0, rev: 0 }
    const { reserved } = before
    const after = before.quantity + SIGN[type as keyof typeof SIGN] * quantity
    if (after < reserved) {
      throw new StockError('insufficient-stock', sameInAll('insufficient-stock'), {
        line: index,
        quantity: before.quantity,
        reserved,
        requested: quantity,
        available: before.quantity - reserved,
      })
    }
    const updatedAt = '2026-01-02T10:00:00.000Z'
    const row = { variantId: variant.id, locationId, quantity: after, reserved, updatedAt }
    const others = now.inventory.filter((one) => !isRow(one))
    now = { ...now, inventory: [...others, { ...row, rev: before.rev + 1 }] }
    ledger.push(line)
    const id = `m${ledger.length}`
    return {
      id,
      seq: ledger.length,
      batch: `of-${id}`,
      line: index,
      type,
      variantId: variant.id,
      quantity,
      locationId,
      productId: variant.productId,
      size: variant.size,
      quantityBefore: before.quantity,
      quantityAfter: after,
      reservedBefore: reserved,
      reservedAfter: reserved,
      reason: line.reason ?? '',
      reference: line.reference ?? '',
      reverses: null,
      linked: null,
      orderLine: null,
      expiresAt: null,
      match: line.match ?? null,
      ...CALLER,
      client: '',
      occurredAt: line.occurredAt ?? updatedAt,
      createdAt: updatedAt,
    }
  }

  const keyOf = ({ actor, idempotencyKey }: Author) => `${actor} ${idempotencyKey}`
  const attemptOf = (author: Author) =>
    `${keyOf(author)} ${author.attemptHash ?? author.requestHash}`

  function repeated(author: Author) {
    const first = done.get(keyOf(author))
    if (first && first.hash !== author.requestHash) {
      throw new StockError('request-id-reused', sameInAll('request-id-reused'))
    }
    if (first) return { replayed: true, movements: first.movements }
    const refusal = refused.get(attemptOf(author))
    if (refusal) throw refusal
    return undefined
  }

  const store = {
    readCatalogue: vi.fn(async () => now),
    recordMovements: vi.fn<StockStore['recordMovements']>(async (batch) => {
      const first = repeated(batch)
      if (first) return first
      const movements = batch.lines.map(write)
      done.set(keyOf(batch), { hash: batch.requestHash, movements })
      return { replayed: false, movements }
    }),
    noteRefusal: vi.fn<StockStore['noteRefusal']>(async (author, refusal) => {
      const first = repeated(author)
      if (first) return first
      refused.set(attemptOf(author), new StandingRefusal(refusal, '2026-01-02T10:00:00.000Z'))
      throw refusal
    }),
  }
  return {
    store: store as typeof store & StockStore,
    ledger,
    /** What somebody else does to the shop, past this service. */
    elsewhere(change: (before: Catalogue) => Partial<Catalogue>) {
      now = { ...now, ...change(now) }
    },
  }
}

type Request = Partial<LineRequest> & RequestKey & { confirm?: boolean }

/** A service whose catalogue never gets too old by itself, for requests of one line. */
function setUp() {
  const memory = memoryStore()
  const reader = createCatalogueReader(memory.store, Number.POSITIVE_INFINITY)
  const service = createRecordService({
    catalogue: reader,
    store: memory.store,
    timeZone: 'UTC',
  })
  return {
    ...memory,
    reader,
    service,
    async record({ requestId, confirm, ...line }: Request) {
      const lines = [{ action: 'sale', quantity: 1, ...line } as const]
      const { lines: written, ...outcome } = await service.record(
        { lines, requestId, confirm },
        CALLER,
      )
      expect(written).toHaveLength(1)
      return { ...written[0], ...outcome }
    },
  }
}

const rename = (from: string, to: string) => (before: Catalogue) => ({
  products: before.products.map((one) => (one.name === from ? { ...one, name: to } : one)),
})

async function refusalOf(promise: Promise<unknown>): Promise<StockError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StockError)
  return error as StockError
}

describe('a sale', () => {
  test('writes one line and says what it did', async () => {
    const { record, ledger } = setUp()
    const request = { model: 'hermes', color: 'blanc', size: '38', quantity: 2 } as const
    const { movement, product, replayed, message } = await record(request)
    expect(movement).toMatchObject({ quantityBefore: 5, quantityAfter: 3, size: '38' })
    expect({ sku: product?.sku, replayed }).toEqual({ sku: 'HB', replayed: false })
    expect(message).toBe('Sold 2 Hermès, Blanche, Femme, 38: 5 → 3.')
    expect(ledger).toMatchObject([
      {
        type: 'SALE',
        target: { variantId: 'v-HB-38' },
        locationId: 'shop',
        quantity: 2,
      },
    ])
  })

  test('keeps what was said about it', async () => {
    const { record, ledger } = setUp()
    const said = {
      reason: 'gift',
      reference: 'R-7',
      unitPrice: 90,
      occurredAt: '2026-01-01T08:00Z',
    }
    const { message } = await record({ model: 'hermez', color: 'blanche', size: '38', ...said })
    expect(message).toContain(': 5 → 4. At €90 a unit.')
    expect(ledger).toMatchObject([
      { ...said, match: { model: { asked: 'hermez', kind: 'close', used: 'Hermès' } } },
    ])
  })

  test('says what it took words for', async () => {
    const { record } = setUp()
    const { message } = await record({ model: 'tropesienne', size: '38' })
    expect(message).toMatch(
      /^Sold 1 Tropézienne.* "tropesienne" was taken as Tropézienne\. If that is wrong, "undo" takes it back\.$/,
    )
  })

  test.each([
    [{ sku: '3760000000017' }, '38'],
    [{ sku: 'SN' }, '38'],
    [{ sku: 'tr', size: ' 38 ' }, '38'],
  ])(
    'takes the size of the barcode, the only one, or the one that was said: %j',
    async (words, size) => {
      const { record } = setUp()
      expect((await record(words)).movement?.size).toBe(size)
    },
  )

  test('is seen by the next question', async () => {
    const { record, reader } = setUp()
    await reader.read()
    await record({ sku: 'HB', size: '38', quantity: 5 })
    const shelves = (await reader.read()).shelves.filter(({ variant }) => variant.id === 'v-HB-38')
    expect(shelves).toMatchObject([{ level: { quantity: 0 } }])
  })

  test('that was written is answered, even when the catalogue cannot be read afterwards', async () => {
    const { record, store, ledger } = setUp()
    const write = store.recordMovements.getMockImplementation()
    store.recordMovements.mockImplementationOnce(async (batch) => {
      store.readCatalogue.mockRejectedValue(new StockError('store-unavailable', sameInAll('down')))
      if (!write) throw new Error('the fake store has no ledger')
      return write(batch)
    })
    await expect(record({ sku: 'HB', size: '38' })).resolves.toMatchObject({ replayed: false })
    expect(ledger).toHaveLength(1)
  })
})

describe('a delivery', () => {
  test('adds to the shelf', async () => {
    const { record } = setUp()
    const { message } = await record({ action: 'add_stock', sku: 'HB', size: '38', quantity: 4 })
    expect(message).toBe('Added 4 Hermès, Blanche, Femme, 38: 5 → 9.')
  })

  const delivery = {
    action: 'add_stock',
    model: 'hermes blanche',
    size: '42',
    quantity: 2,
  } as const

  test('makes a size that is missing', async () => {
    const { record, ledger } = setUp()
    const { movement } = await record(delivery)
    expect(ledger[0]?.target).toEqual({ productId: 'p-HB', size: '42' })
    expect(movement).toMatchObject({ size: '42', quantityBefore: 0, quantityAfter: 2 })
    expect((await record({ sku: 'HB', size: '42' })).message).toContain('42: 2 → 1.')
  })

  test('asks about a size that nothing in the shop comes in', async () => {
    const { record, ledger } = setUp()
    const misheard = { ...delivery, size: '83' }
    await expect(record(misheard)).rejects.toMatchObject({
      code: 'unusual-size',
      message: expect.stringMatching(
        /^Nothing in this shop comes in size 83\..* send confirm true/,
      ),
      details: { sku: 'HB', size: '83', sizes: ['37', '38'] },
    })
    expect(ledger).toHaveLength(0)
    const meant = await record({ ...misheard, confirm: true })
    expect(meant.message).toContain('83 is a new size')
  })

  test('says so when it made a size', async () => {
    const { record } = setUp()
    expect((await record(delivery)).message).toMatch(/new size/i)
    expect((await record(delivery)).message).not.toMatch(/new size/i)
  })
})

describe('what is not clear', () => {
  const cases: [words: Request, code: string, says: string][] = [
    [
      { model: 'hermes', size: '38' },
      'ambiguous-product',
      'Which Hermès, Femme: Blanche (HB) or Noire (HN)? 1 other does not come in 38.',
    ],
    [{ model: 'air max', size: '40' }, 'ambiguous-product', 'Air Max 97, Gris, Homme (A97)'],
    [
      { sku: '14', size: '38' },
      'ambiguous-product',
      'Which Hermès, Femme: Blanche (HB) or Noire (HN)?',
    ],
    [{ sku: 'HB', model: 'sabot', size: '38' }, 'ambiguous-product', 'Sabot, Marron (SM)'],
    [
      { color: 'noire', size: '38' },
      'ambiguous-product',
      'Which Noire, Femme: Hermès (HN) or Sabot (SN)? 5 others do not come in 38.',
    ],
    [{ model: 'louboutin', size: '38' }, 'product-not-found', 'There is no model "louboutin".'],
    [{ sku: 'XX', size: '38' }, 'product-not-found', '"XX"'],
    [{ model: 'hermes', gender: 'enfant', size: '38' }, 'product-not-found', 'Femme or Homme'],
    [{ model: 'sabot', color: 'jaune', size: '38' }, 'color-not-available', 'Marron or Noire'],
    [{ model: 'tropezienne verte', size: '38' }, 'color-not-available', 'There is Rouge.'],
    [{ size: '38' }, 'invalid-request', 'model'],
    [{ sku: 'HB', size: '38', location: 'Paris' }, 'location-not-found', 'Magasin'],
  ]

  test.each([
    ...cases,
    [
      { sku: 'HB', size: '41' },
      'size-not-found',
      'Hermès, Blanche, Femme does not come in 41. There is 37, 38.',
    ],
    [{ sku: 'HB' }, 'size-not-found', 'Which size of Hermès, Blanche, Femme? There is 37, 38.'],
  ] as typeof cases)('is not sold: %j', async (words, code, says) => {
    const { record, store } = setUp()
    const refusal = await refusalOf(record(words))
    expect(refusal.code).toBe(code)
    expect(refusal.message).toContain(says)
    expect(store.recordMovements).not.toHaveBeenCalled()
  })

  test.each(cases)('is not added either: %j', async (words, code) => {
    const { record, store } = setUp()
    const refusal = await refusalOf(record({ ...words, action: 'add_stock' }))
    expect(refusal.code).toBe(code)
    expect(store.recordMovements).not.toHaveBeenCalled()
  })

  test('comes with the products to choose from, and what each has of the size', async () => {
    const { record } = setUp()
    const { details } = await refusalOf(record({ model: 'hermes', size: '38' }))
    expect(details.candidates).toEqual([
      { sku: 'HB', model: 'Hermès', color: 'Blanche', gender: 'Femme', available: 5 },
      { sku: 'HN', model: 'Hermès', color: 'Noire', gender: 'Femme', available: 2 },
    ])
    expect(details.candidates_total).toBe(2)
  })

  test('is decided when one alone comes in the size, and the answer says so', async () => {
    const { record } = setUp()
    const sold = await record({ model: 'hermes', color: 'noire', size: '42' })
    expect(sold.product?.sku).toBe('HH')
    expect(sold.message).toContain('Only this one comes in 42.')
    // A delivery may bring a size that was never there.
    const words = { action: 'add_stock', model: 'hermes', color: 'noire', size: '42' } as const
    expect((await refusalOf(record(words))).code).toBe('ambiguous-product')
  })

  test('comes with the colours, or the sizes', async () => {
    const { record } = setUp()
    const color = await refusalOf(record({ model: 'sabot', color: 'jaune', size: '38' }))
    expect(color.details.colors).toEqual(['Marron', 'Noire'])
    const size = await refusalOf(record({ sku: 'HB', size: '41' }))
    expect(size.details).toEqual({ sku: 'HB', sizes: ['37', '38'] })
  })
})

describe('a shelf with too little', () => {
  test('sells nothing and says what there is', async () => {
    const { record, ledger } = setUp()
    const refusal = await refusalOf(record({ sku: 'HB', size: '38', quantity: 6 }))
    expect(refusal.code).toBe('insufficient-stock')
    expect(refusal.message).toContain('Only 5 of Hermès, Blanche, Femme, 38 available, 6 asked.')
    expect(refusal.details).toMatchObject({ available: 5, requested: 6, sku: 'HB', size: '38' })
    expect(ledger).toEqual([])
  })

  test('tells what is reserved', async () => {
    const { record, elsewhere } = setUp()
    elsewhere(({ inventory }) => ({ inventory: inventory.map((row) => ({ ...row, reserved: 1 })) }))
    const refusal = await refusalOf(record({ sku: 'HB', size: '38', quantity: 5 }))
    expect(refusal.message).toContain('Only 4 of')
    expect(refusal.message).toContain('(5 on hand, 1 reserved)')
  })

  test('is known from then on', async () => {
    const { record, elsewhere, reader } = setUp()
    await reader.read()
    elsewhere(({ inventory }) => ({ inventory: inventory.map((row) => ({ ...row, quantity: 0 })) }))
    await refusalOf(record({ sku: 'HB', size: '38' }))
    expect((await reader.read()).shelves.every(({ level }) => level.quantity === 0)).toBe(true)
  })
})

describe('what was made elsewhere a moment ago is found', () => {
  test('a size', async () => {
    const { record, reader, elsewhere } = setUp()
    await reader.read()
    elsewhere(({ variants, inventory }) => ({
      variants: [
        ...variants,
        { id: 'new', productId: 'p-HB', size: '41', barcode: '', reorderPoint: 0 },
      ],
      inventory: inventory.map((row) =>
        row.variantId === 'v-HB-37' ? { ...row, variantId: 'new', quantity: 7 } : row,
      ),
    }))
    expect((await record({ sku: 'HB', size: '41' })).message).toContain('41: 7 → 6.')
  })

  test('a name', async () => {
    const { record, reader, elsewhere } = setUp()
    await reader.read()
    elsewhere(rename('Tropézienne', 'Louboutin'))
    expect((await record({ model: 'louboutin', size: '38' })).product?.sku).toBe('TR')
  })
})

describe('a request of many lines', () => {
  const nonsense = Array.from({ length: 100 }, (_, n) => ({
    action: 'sale' as const,
    quantity: 1,
    model: `qwx${n} vbnm kjhg`,
  }))
  test('gives others their turn between its lines', async () => {
    const { reader, service: slow } = setUp()
    const held = await reader.read()
    const { matchModel } = held
    // Longer than long work may take in one turn.
    vi.spyOn(held, 'matchModel').mockImplementation((spoken) => {
      for (const end = performance.now() + 6; performance.now() < end; );
      return matchModel(spoken)
    })
    vi.spyOn(reader, 'readFresh').mockResolvedValue(held)
    let isDone = false
    let turns = 0
    const count = () => {
      if (isDone) return
      turns++
      setImmediate(count)
    }
    setImmediate(count)
    const refusal = await refusalOf(slow.record({ lines: nonsense.slice(0, 20) }, CALLER))
    isDone = true
    expect(refusal.details).toMatchObject({ line: 1, problems_total: 20 })
    expect(turns).toBeGreaterThanOrEqual(19)
  })

  test('is understood once, where the catalogue is the newest', async () => {
    const { reader, service: live } = setUp()
    const held = await reader.read()
    vi.spyOn(reader, 'readFresh').mockResolvedValue(held)
    const product = vi.spyOn(held, 'matchModel')
    await refusalOf(live.record({ lines: nonsense.slice(0, 3) }, CALLER))
    expect(product.mock.calls.map(([{ model }]) => model)).toEqual(
      nonsense.slice(0, 3).map(({ model }) => model),
    )
  })

  test('is understood with one catalogue, whatever changes meanwhile', async () => {
    const { reader, elsewhere, ledger, service: writing } = setUp()
    await reader.read()
    const sale = { action: 'sale', quantity: 1, model: 'tropezienne', size: '38' } as const
    const written = writing.record({ lines: [sale, sale, sale] }, CALLER)
    setImmediate(() => {
      elsewhere(rename('Tropézienne', 'Louboutin'))
      reader.invalidate()
    })
    expect((await written).lines.map(({ product: { name } }) => name)).toEqual(
      Array(3).fill('Tropézienne'),
    )
    expect(ledger).toHaveLength(3)
  })
})

describe('a request_id', () => {
  const request = { model: 'tropezienne', size: '38', requestId: 'r-1' } as const

  test('does nothing twice', async () => {
    const { record, ledger } = setUp()
    const first = await record(request)
    const second = await record(request)
    expect(second).toEqual({
      ...first,
      replayed: true,
      message: expect.stringMatching(
        /^Done before, not again\. Sold 1 Tropézienne.*: 6 → 5\. That is how it was then: /,
      ),
    })
    const inFrench = await speakingTo({ language: 'fr', currency: 'EUR' }, () => record(request))
    expect(inFrench.message).toMatch(
      /^Déjà fait, pas refait\. Vendu\b.* Tropézienne.*6 → 5.*\. C’était ainsi à ce moment-là : /,
    )
    expect(ledger).toHaveLength(1)
  })

  test('is kept when the words are no longer clear', async () => {
    const { record, ledger, elsewhere, reader } = setUp()
    const { movement } = await record(request)
    elsewhere(rename('Tropézienne', 'Louboutin'))
    reader.invalidate()
    expect(await record(request)).toMatchObject({ replayed: true, movement })
    expect(ledger).toHaveLength(1)
  })

  test.each<Request>([
    { quantity: 2 },
    { size: '39' },
    { model: 'hermes blanche' },
    { action: 'add_stock' },
    { reason: 'other' },
    // Words that are not clear are refused for the same reason.
    { model: 'louboutin' },
  ])('is for one request alone: %j', async (change) => {
    const { record, ledger } = setUp()
    await record(request)
    const refusal = await refusalOf(record({ ...request, ...change }))
    expect(refusal.code).toBe('request-id-reused')
    expect(refusal.message).toMatch(/was done already.*Look at listMovements first/)
    expect(ledger).toHaveLength(1)
  })

  test.each<[string, Request, string]>([
    ['words', { model: 'louboutin' }, 'product-not-found'],
    ['units', { quantity: 7 }, 'insufficient-stock'],
  ])('that was refused for its %s stays refused', async (_why, change, code) => {
    const { record, elsewhere, ledger } = setUp()
    const first = await refusalOf(record({ ...request, ...change }))
    expect(first.code).toBe(code)
    elsewhere(rename('Tropézienne', 'Louboutin'))
    elsewhere(({ inventory }) => ({
      inventory: inventory.map((row) => ({
        ...row,
        quantity: row.quantity + 10,
        rev: row.rev + 1,
      })),
    }))
    const again = await refusalOf(record({ ...request, ...change }))
    expect(again).toMatchObject({
      code,
      details: { at_that_time: first.details, refused_at: expect.any(String) },
    })
    expect(again.message).toMatch(/^Not tried now: .* Send a new request_id to try it now;/)
    expect(again.message).toContain(first.message.replaceAll('"', "'"))
    expect(ledger).toEqual([])
  })

  test('that was refused may be used for what she meant instead', async () => {
    const { record } = setUp()
    await refusalOf(record({ ...request, model: 'louboutin' }))
    await refusalOf(record({ ...request, quantity: 7 }))
    expect(await record(request)).toMatchObject({ replayed: false })
  })

  test('without one, words that are not clear are not noted', async () => {
    const { record, store } = setUp()
    await refusalOf(record({ model: 'louboutin', size: '38' }))
    expect(store.noteRefusal).not.toHaveBeenCalled()
  })

  test('does not refuse words that are not clear in another way', async () => {
    const { record } = setUp()
    const { code } = await refusalOf(record({ ...request, model: 'louboutin' }))
    expect(code).toBe('product-not-found')
  })

  test('that is missing makes every request a new one', async () => {
    const { record, ledger } = setUp()
    const { requestId: _, ...again } = request
    await record(again)
    await record(again)
    expect(ledger).toHaveLength(2)
  })
})

test.each([
  ['reading', 'readCatalogue'],
  ['writing', 'recordMovements'],
] as const)('a store that fails while %s is no refusal of ours', async (_when, method) => {
  const { record, store, ledger } = setUp()
  const down = new StockError('store-unavailable', sameInAll('The database is away.'))
  store[method].mockRejectedValue(down)
  expect(await refusalOf(record({ sku: 'HB', size: '38', requestId: 'r-1' }))).toBe(down)
  expect(ledger).toEqual([])
})

test('a batch says once what its lines have in common', async () => {
  const { service } = setUp()
  const line = { action: 'sale', model: 'tropesienne', quantity: 1 } as const
  const both = {
    lines: [
      { ...line, size: '38' },
      { ...line, size: '39' },
    ],
  }
  const outcome = await service.record(both, CALLER)
  const guess = '"tropesienne" was taken as Tropézienne. If that is wrong, "undo" takes it back.'
  expect(outcome.message).toMatch(/^Sold 1 Trop.* 6 → 5\. Sold 1 Trop.* 1 → 0\. "trop/)
  expect(outcome.message.split('was taken as')).toHaveLength(2)
  expect(outcome.lines.map(({ message }) => message.endsWith(guess))).toEqual([true, true])
})
