import { expect, test } from 'vitest'
import type { Identity } from '../../src/domain/api-key.ts'
import { scopesToAskFor } from '../../src/mcp/step-up.ts'
import { createOperations, type Stores } from '../../src/shop.ts'

const operations = createOperations({} as Stores)

/** A manager who let a program in, to look only. */
const manager: Identity = {
  name: 'mona@shop.example',
  scope: 'read',
  location: null,
  person: { id: 'p1', name: 'mona@shop.example', role: 'manager' },
  client: 'Chat',
}

const asked = (tool: string, identity: Partial<Identity> = {}) =>
  scopesToAskFor(
    { method: 'tools/call', params: { name: tool } },
    { ...manager, ...identity },
    operations,
  )

test('asks for what the person may and the program may not', () => {
  expect(asked('registerSale')).toEqual(['read', 'write'])
  expect(asked('importStock')).toEqual(['read', 'write', 'admin'])
  expect(asked('listInventory')).toEqual([])
})

test('asks for nothing that would not help', () => {
  const staff = { id: 'p2', name: 'sam@shop.example', role: 'staff' } as const
  expect(asked('importStock', { person: staff })).toEqual([])
  expect(asked('importStock', { location: 'Shop' })).toEqual([])
  expect(asked('registerSale', { location: 'Shop' })).toEqual(['read', 'write'])
})
