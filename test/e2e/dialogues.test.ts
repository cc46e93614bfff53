import { resolve } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type FileHost, openFileHost } from '../support/file-host.ts'
import { API_KEY, callersOf, openLiveApp, useShop } from '../support/shop.ts'
import { CHAT_FILES, FILE_HOST } from './support/chat-files.ts'
import { hasSold, loadDialogues, readDialogues, shelvesOf } from './support/dialogue.ts'
import { connectMcp } from './support/mcp-client.ts'
import { type Chats, OWNER, openChats } from './support/people.ts'
import { play } from './support/play.ts'
import { connectRest } from './support/rest-client.ts'
import { setUp } from './support/shelves.ts'

const dialogues = loadDialogues(resolve(import.meta.dirname, 'dialogues'))

/** The shops that they are played in: with an empty ledger, and after a while. */
const SHOPS = [
  ['a shop that has just begun', dialogues.filter((one) => !hasSold(one))],
  ['a shop that has sold', dialogues.filter(hasSold)],
] as const

/** Of a list, what is there more than once. */
const repeated = (list: readonly string[]): string[] =>
  list.filter((one, index) => list.indexOf(one) !== index)

describe('the dialogues', () => {
  test('each has a title, shelves and people of its own', () => {
    expect(repeated(dialogues.map(({ title }) => title))).toEqual([])
    // The guards of a chat look a minute back: what one did would be held against another.
    for (const own of SHOPS.map(([, own]) => own)) {
      expect(repeated(own.flatMap(shelvesOf))).toEqual([])
    }
    expect(repeated(dialogues.flatMap(({ people }) => Object.keys(people)))).toEqual([])
  })

  test('there are many, as they were asked for', () => {
    expect(dialogues.length).toBeGreaterThanOrEqual(32)
  })

  test('they are in French and in English alike', () => {
    const french = dialogues.filter(({ language }) => language === 'fr').length
    expect(french / dialogues.length).toBeGreaterThan(0.4)
    expect(french / dialogues.length).toBeLessThan(0.6)
  })
})

/** A dialogue that goes as it says, on a shelf that no other one has. */
const SOUND = `
- title: Sold
  language: en
  given: { 133-ARG 38: 6 }
  steps:
    - { call: registerSale, with: { sku: 133-ARG, size: "38", quantity: 2, repeat: true }, expected: { quantity_sold: 2 }, save: { id: movement.id } }
    - { call: registerSale, with: { sku: 133-ARG, size: "38", quantity: 9 }, refused: { code: insufficient-stock, available: 4 } }
    - { call: undoMovement, with: { id: $id }, expected: { message: /4 → 6/ } }
    - { call: registerSale, with: { sku: 133-ARG, size: "38", quantity: 1, repeat: true }, expected: { new_quantity: 5 } }
    - { call: undoLast, expected: { results: [{ movement: { quantity: 1 } }] } }
  after: { movements: 4 }
`

const PROTOCOLS = [
  ['REST', connectRest],
  ['MCP', connectMcp],
] as const

describe.each(
  SHOPS.flatMap(([shop, own]) =>
    PROTOCOLS.map(([protocol, connect]) => ({ shop, own, protocol, connect })),
  ),
)('in $shop over $protocol', ({ own, connect }) => {
  let host: FileHost
  const shop = useShop()
  let app: FastifyInstance
  let chats: Chats = new Map()
  beforeAll(async () => {
    host = await openFileHost([FILE_HOST], ({ url = '' }, response) => {
      const file = CHAT_FILES[url]
      if (file === undefined) response.writeHead(404).end()
      else response.end(file)
    })
    await setUp(shop, own)
    app = await openLiveApp(shop, { download: (link, maxBytes) => host.download(link, maxBytes) })
    const address = await app.listen({ host: '127.0.0.1', port: 0 })
    const isReady = async () => expect((await fetch(`${address}/health/ready`)).status).toBe(200)
    await vi.waitFor(isReady, { timeout: 30_000 })
    chats = await openChats(own, shop.keys, API_KEY, (apiKey) => connect({ address, apiKey }))
  })
  afterAll(async () => {
    host?.close()
    await Promise.all([...chats.values()].map((chat) => chat.close()))
    await app?.close()
  })

  test.each(own)('$language: $title', async (dialogue) => {
    expect(await play(dialogue, { chats, shop })).toEqual([])
  })

  test('the ledger explains every unit afterwards', async () => {
    const { missing, rows } = await shop.store.readDrift()
    expect({ missing, rows }).toEqual({ missing: 0, rows: [] })
  })

  test('every operation is part of a dialogue', () => {
    const called = new Set(dialogues.flatMap(({ steps }) => steps.map(({ call }) => call)))
    const { operations = [] } = chats.get(OWNER) ?? {}
    expect(operations.length).toBeGreaterThan(0)
    expect(operations.filter((name) => !called.has(name))).toEqual([])
  })

  describe('a dialogue that expects something else fails', () => {
    const playYaml = async (yaml: string) => {
      const [dialogue] = readDialogues(yaml)
      if (!dialogue) throw new Error('There is no dialogue.')
      await setUp(shop, [dialogue])
      const [newest] = (await shop.store.readMovements({ limit: 1 })).items
      await callersOf(app).get(`/inventory?limit=1&after_seq=${newest?.seq}`)
      return play(dialogue, { chats, shop })
    }

    test('and this one expects what is so', async () => {
      expect(await playYaml(SOUND)).toEqual([])
    })

    test.each([
      ['a value', 'quantity_sold: 2', 'quantity_sold: 3', /quantity_sold: expected 3, got 2/],
      ['a code', 'code: insufficient-stock', 'code: likely-repeat', /insufficient-stock/],
      ['a field of a refusal', 'available: 4', 'available: 5', /available: expected 5, got 4/],
      ['a message', '/4 → 6/', '/4 → 7/', /message/],
      ['an item', 'quantity: 1 } }]', 'quantity: 2 } }]', /results\.0\.movement\.quantity/],
      ['a list', 'results: [{ movement: { quantity: 1 } }]', 'results: []', /results\.length/],
      [
        'an answer',
        'refused: { code: insufficient-stock, available: 4 }',
        'expected: { replayed: false }',
        /refused: Only/,
      ],
      [
        'a refusal',
        'expected: { new_quantity: 5 }',
        'refused: { code: likely-repeat }',
        /not refused/,
      ],
      ['a sentence', 'expected: { quantity_sold: 2 }', 'tells: [Sold 3]', /does not say Sold 3/],
      ['a truth', 'expected: { quantity_sold: 2 }', 'tells: [Sold 2], never: [Sold]', /says Sold/],
      ['a shelf', 'after: {', 'after: { shelves: { 133-ARG 38: 5 },', /shelf 133-ARG 38/],
      ['a number of movements', 'movements: 4', 'movements: 3', /movements: expected 3, got 4/],
    ])('%s', async (_case, sound, broken, complaint) => {
      expect(SOUND).toContain(sound)
      const complaints = await playYaml(SOUND.replace(sound, broken))
      expect(complaints.join(' ')).toMatch(complaint)
    })
  })
})
