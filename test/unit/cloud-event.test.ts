import { describe, expect, test } from 'vitest'
import { messagesOf, type Publication } from '../../src/broker/cloud-event.ts'
import type { LoggedType, MovementRow, PlacedRow } from '../../src/domain/event.ts'

const product = { id: 'p1', sku: '1-BLA', name: 'Hermès', color: 'Blanche', gender: 'Femme' }
const common = {
  product,
  size: '38',
  location: { id: 'l1', name: 'Shop' },
  actor: 'owner',
  channel: 'api',
  at: '2026-11-29T10:00:00.000Z',
}

const sale: MovementRow = {
  ...common,
  kind: 'movement',
  id: 'm1',
  seq: 7,
  type: 'SALE',
  variantId: 'v1',
  quantity: 1,
  delta: -1,
  reservedDelta: 0,
  quantityAfter: 0,
  reservedAfter: 0,
  reason: '',
  reference: '',
  unitPrice: 100,
  unitCost: 50,
  client: '',
  reverses: null,
  linked: null,
  occurredAt: common.at,
  isFirst: false,
  isFirstHere: false,
  elsewhere: 0,
  reorderPoint: 0,
  productReorderPoint: 0,
  productAvailable: 0,
  productAvailableHere: 0,
}

const logged = (type: LoggedType, data = {}) => ({
  ...common,
  ...{ kind: 'logged', id: 'e1', number: 3, afterSeq: 7, type, data },
  ...{ before: null, after: null },
})

function published(row: object, wish: Partial<Publication> = {}) {
  const placed = { row, position: { seq: 7, number: 3 } } as PlacedRow
  const publication: Publication = { scope: 'read', names: 'own', source: '/shop', ...wish }
  return messagesOf(placed, publication).map((message) => ({
    ...message,
    event: JSON.parse(message.body),
  }))
}

const types = (messages: ReturnType<typeof published>) => messages.map(({ type }) => type)

describe('a published event', () => {
  test('is a CloudEvent of its product, with what every door sends', () => {
    const [changed, sold, out] = published(sale)
    expect([changed?.type, sold?.type, out?.type]).toEqual([
      'stock.changed',
      'sale.recorded',
      'stock.out',
    ])
    expect(sold).toMatchObject({ id: 'm1.sale.recorded', key: 'p1' })
    expect(sold?.event).toMatchObject({
      specversion: '1.0',
      id: 'm1.sale.recorded',
      source: '/shop',
      type: 'sale.recorded',
      time: common.at,
      subject: '1-BLA',
      partitionkey: 'p1',
      datacontenttype: 'application/json',
      data: { id: 'm1.sale.recorded', type: 'sale.recorded', position: '7.3', seq: 7 },
    })
    // Names of attributes are lower-case letters and digits.
    expect(Object.keys(sold?.event).filter((name) => !/^[a-z0-9]{1,20}$/.test(name))).toEqual([])
  })

  test('of no product has the key of the shop, and no subject', () => {
    const none = { id: '', sku: '', name: '', color: '', gender: '' }
    const [message] = published({ ...logged('import.done', { kind: 'stock' }), product: none })
    expect(message?.key).toBe('shop')
    expect(message?.event).not.toHaveProperty('subject')
    expect(message?.event.partitionkey).toBe('shop')
  })

  test('has the names that shops know who sell products, where they are wanted', () => {
    const wish = { names: 'commerce' } as const
    expect(types(published(sale, wish))).toEqual(['stock.changed', 'sales.created', 'stock.out'])
    expect(types(published(logged('product.created'), wish))).toEqual(['product.created'])
    expect(types(published(logged('product.updated'), wish))).toEqual(['product.updated'])
    const [archived] = published(logged('product.archived'), wish)
    expect(archived?.event.type).toBe('product.deleted')
    expect(archived?.event.data.type).toBe('product.archived')
  })

  test('tells what a key of its scope sees', () => {
    const costOf = (scope: Publication['scope']) =>
      published(sale, { scope })[1]?.event.data.data.unit_cost
    expect([costOf('read'), costOf('write'), costOf('admin')]).toEqual([null, 50, 50])
    const person = logged('person.signed_in_first', { email: 'ines@shop.example' })
    expect(published(person, { scope: 'write' })).toEqual([])
    expect(types(published(person, { scope: 'admin' }))).toEqual(['person.signed_in_first'])
  })
})
