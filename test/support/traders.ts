import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { KEY, type Service } from './service.ts'

// Who trades at a shop that may be killed, and what the shop tells of it.

const MODELS = ['ALBA', 'BORA', 'CIMA', 'DORA', 'EZRA', 'FARA']
export const PRODUCTS = MODELS.length

/** A file of stock with much of each product. */
export const TRADED_STOCK = [
  'SKU,Model,Color,Size,Quantity',
  ...MODELS.map((sku) => `${sku},${sku},Noir,40,900000`),
].join('\n')

/** A shop whose processes were killed answers again within seconds, on a busy machine within minutes. */
const DEADLINE_MS = 180_000

export interface Told {
  readonly id: string
  readonly type: string
}

export async function call(service: Pick<Service, 'address'>, path: string, body?: object) {
  const response = await fetch(service.address + path, {
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(8_000),
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, text, body: text.startsWith('{') ? JSON.parse(text) : {} }
}

/** Sends a write until it has a final answer. */
export async function insist(service: Pick<Service, 'address'>, path: string, body: object) {
  const request = { ...body, request_id: randomUUID() }
  const deadline = AbortSignal.timeout(DEADLINE_MS)
  for (;;) {
    deadline.throwIfAborted()
    const answer = await call(service, path, request).catch(() => undefined)
    if (answer && answer.status < 500) {
      expect(answer.status, answer.text).toBeLessThan(300)
      return answer.body
    }
    await sleep(20)
  }
}

/** Several writers at once sell, and put some back. */
export async function trade(
  service: Pick<Service, 'address'>,
  lines: number,
  writers = 6,
): Promise<void> {
  let next = 0
  async function write(): Promise<void> {
    while (next < lines) {
      const at = next++
      const action = at % 5 === 4 ? 'add_stock' : 'sale'
      const line = { sku: MODELS[at % MODELS.length], size: '40', quantity: 1 }
      await insist(service, `/inventory/${action}`, line)
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
}

/** All events of the shop, from one on. */
export async function eventsFrom(service: Pick<Service, 'address'>, id: string): Promise<Told[]> {
  const events: Told[] = []
  for (let after = ''; ; ) {
    const { body } = await call(service, `/events?limit=1000&after=${after}`)
    events.push(...body.events)
    after = body.position
    if (!body.more) break
  }
  return events.slice(events.findIndex((event) => event.id === id))
}
