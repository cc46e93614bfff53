import { expect, test } from 'vitest'
import type { Snapshot } from '../../src/catalogue/snapshot.ts'
import { StockError } from '../../src/domain/errors.ts'
import type { Order, OrderLine } from '../../src/domain/order.ts'
import { sameInAll } from '../../src/domain/say.ts'
import { arrivedLines } from '../../src/features/orders/arrived-lines.ts'
import {
  type Names,
  tellCancelled,
  tellLeft,
  tellOrdered,
  tellOrders,
} from '../../src/features/orders/order-messages.ts'
import { explainOrderRefusal } from '../../src/features/orders/order-refusal-messages.ts'
import { tellInBoth } from '../support/both-languages.ts'
import { inFrench } from '../support/listeners.ts'

const snapshot = {
  product: () => ({ name: 'Hermès', color: 'Blanche', gender: 'Femme' }),
  variant: () => ({ productId: 'p', size: '38' }),
  locations: [
    { id: 'shop', name: 'Shop', isDefault: true },
    { id: 'cave', name: 'Cave', isDefault: false },
  ],
} as unknown as Snapshot
const names: Names = { snapshot, today: '2026-11-21' }

const line = (changes: Partial<OrderLine> = {}): OrderLine => ({
  ...{ id: 'l', line: 1, variantId: 'v', productId: 'p', size: '38', locationId: 'shop' },
  ...{ quantity: 5, received: 0, outstanding: 5, unitCost: null },
  ...changes,
})

const order = (changes: Partial<Order> = {}): Order => ({
  ...{ id: 'o', number: 'PO-0001', supplier: 'Atlas', expectedAt: '2026-12-05', note: '' },
  ...{ cancelledAt: null, actor: 'ana', channel: 'api', client: '', createdAt: '' },
  lines: [line(), line({ line: 2, size: '39', locationId: 'cave', quantity: 1200 })],
  ...changes,
})

test('what was ordered is told in French', () => {
  expect(tellInBoth(() => tellOrdered(order(), names, ['', '']))).toBe(
    'Commande notée, PO-0001 chez Atlas, attendue le 5 décembre 2026 : 5 Hermès, Blanche, Femme, 38. 1\u202f200 Hermès, Blanche, Femme, 39 à Cave. 1\u202f205 unités en tout. Si c’est faux, cancelOrder avec id PO-0001 l’annule.',
  )
})

test('how a line was understood stands after it', () => {
  const one = order({ supplier: '', expectedAt: null, lines: [line()] })
  const note = sameInAll('"hermez" was taken as Hermès.')
  expect(tellOrdered(one, names, [note])).toMatch(
    /^Ordered PO-0001: 5 Hermès, Blanche, Femme, 38\. "hermez" was taken as Hermès\. If that/,
  )
})

test('what is left of an order, or was given up, is told in French', () => {
  const some = order({ lines: [line({ received: 2, outstanding: 3 })] })
  const all = order({ lines: [line({ received: 5, outstanding: 0 })] })
  expect(tellInBoth(() => tellLeft(some, names))).toBe(
    'Encore attendu de PO-0001 : 3 Hermès, Blanche, Femme, 38.',
  )
  expect(tellInBoth(() => tellLeft(all, names))).toBe('Tout est arrivé de PO-0001.')
  expect(tellInBoth(() => tellLeft({ ...all, cancelledAt: '2026-11-20' }, names))).toContain(
    'PO-0001 a été annulée',
  )
  expect(tellInBoth(() => tellCancelled(some, true, 3))).toBe(
    'PO-0001 est annulée : 3 unités ne sont plus attendues. Ce qui est arrivé (2) reste dans le stock.',
  )
  expect(tellInBoth(() => tellCancelled(some, false, 0))).toContain('Rien n’a changé.')
})

test('a list of orders is told in French', () => {
  const late = order({ expectedAt: '2026-11-20', lines: [line({ received: 2, outstanding: 3 })] })
  const gone = order({ number: 'PO-0002', cancelledAt: '2026-11-20' })
  const status = 'all'
  expect(tellInBoth(() => tellOrders([late, gone], names, { status }))).toBe(
    '2 commandes, 13 unités attendues, 1 en retard. PO-0001 chez Atlas, attendue le 20 novembre 2026 (en retard) : 3 Hermès, Blanche, Femme, 38 (sur 5 à la commande). PO-0002 chez Atlas, attendue le 5 décembre 2026 : annulée.',
  )
  expect(tellInBoth(() => tellOrders([], names, { status: 'open', supplier: 'Rif' }))).toBe(
    'Il n’y a aucune commande ouverte chez Rif.',
  )
})

test.each([
  ['order-not-found', {}, 'Il n’y a pas de commande "PO-0001"'],
  ['nothing-outstanding', { cancelled_at: '' }, 'Tout est déjà arrivé de PO-0001.'],
  [
    'nothing-outstanding',
    { cancelled_at: '2026-11-20 09:30:00Z' },
    'PO-0001 a été annulée le 20 novembre 2026 à 10:30.',
  ],
  [
    'more-than-ordered',
    { variant: 'v', requested: 9, outstanding: 3, ordered: 5, received: 2 },
    'Hermès, Blanche, Femme, 38 : 9, c’est plus que ce qui est attendu de PO-0001 : 3',
  ],
  ['product-not-found', {}, 'vient d’être supprimé'],
  ['location-not-found', {}, 'Un lieu concerné vient d’être supprimé'],
  ['invalid-request', { reason: '' }, 'La commande ne peut pas être gardée ainsi.'],
] as const)('%s is explained in French', (code, details, text) => {
  const known = { ...names, order: 'PO-0001', timeZone: 'Europe/Paris' }
  const explain = () => {
    const error = new StockError(code, sameInAll(''), details)
    return (explainOrderRefusal(error, {}, known) as Error).message
  }
  expect(tellInBoth(explain)).toContain(text)
})

test('a line that is not on an order is refused in French', async () => {
  const refused = await inFrench(() => arrivedLines(snapshot, order(), [{ line: 7, quantity: 1 }]))
  expect((refused as StockError).message).toContain(
    'Ligne 7 : absent de PO-0001, qui a ligne 1 : 5 Hermès, Blanche, Femme, 38 ; ligne 2 : 1\u202f200',
  )
})
