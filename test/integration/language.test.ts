import { expect, test } from 'vitest'
import { API_KEY, product, useShop } from '../support/shop.ts'

const shop = useShop([product('HERM', 'Hermès', { 38: 5 })])

/** Asks for a reservation that has ended already, by a connection: a body is read from it. */
async function refused(headers: Record<string, string>) {
  const address = shop.app.server.address() ?? (await listen())
  const { port } = address as { port: number }
  const response = await fetch(`http://127.0.0.1:${port}/inventory/reserve`, {
    method: 'POST',
    headers: { ...headers, 'x-api-key': API_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ sku: 'HERM', size: '38', quantity: 1, expires_at: '2020-01-01' }),
  })
  const { detail } = (await response.json()) as { detail: string }
  return { detail, language: response.headers.get('content-language') }
}

async function listen() {
  await shop.app.listen({ port: 0, host: '127.0.0.1' })
  return shop.app.server.address()
}

test.each([
  [{}, 'en', 'expires_at lies in the past: 2020-01-01'],
  [{ 'accept-language': 'de, *;q=0.1' }, 'en', 'expires_at lies in the past'],
  [
    { 'accept-language': 'en;q=0.3, fr-CH;q=0.8' },
    'fr',
    'expires_at est déjà passé : 1 janvier 2020',
  ],
])('%o is answered in %s', async (headers, language, text) => {
  const answer = await refused(headers as Record<string, string>)
  expect(answer.language).toBe(language)
  expect(answer.detail).toContain(text)
})

test('many at once are answered each in its own language', async () => {
  const languages = Array.from({ length: 40 }, (_, index) => (index % 3 === 0 ? 'fr' : 'en'))
  const answers = await Promise.all(
    languages.map((language) => refused({ 'accept-language': language })),
  )
  expect(answers.map(({ detail }) => (detail.includes('passé') ? 'fr' : 'en'))).toEqual(languages)
})

test('a chat is answered in the language that its client names', async () => {
  const call = async (meta: object) => {
    const params = {
      name: 'reserveStock',
      arguments: { sku: 'HERM', size: '38', quantity: 1, expires_at: '2020-01-01' },
      _meta: meta,
    }
    const response = await shop.app.inject({
      method: 'POST',
      url: '/mcp',
      headers: {
        'x-api-key': API_KEY,
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-06-18',
      },
      payload: { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
    })
    return response.body
  }
  expect(await call({ 'openai/locale': 'fr-CA' })).toContain('est déjà passé')
  expect(await call({})).toContain('lies in the past')
})
