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
    'expires_at est déjà passé : 1er janvier 2020',
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

/** What an answer or a refusal tells, in a language. */
async function told(language: string, method: 'GET' | 'POST', url: string, payload?: object) {
  const response = await shop.app.inject({
    ...{ method, url },
    headers: { 'accept-language': language, 'x-api-key': API_KEY },
    ...(payload && { payload }),
  })
  const { message, detail } = response.json()
  return message ?? detail
}

test.each<['GET' | 'POST', url: string, payload: object | undefined, en: string, fr: string]>([
  ['GET', '/locations', undefined, 'Shop: 5 on hand.', 'Shop : 5 en stock.'],
  [
    'POST',
    '/locations',
    { name: 'Shop' },
    'There is a location Shop already. Nothing was changed.',
    'Le lieu Shop existe déjà. Rien n’a changé.',
  ],
  [
    'POST',
    '/locations',
    { name: 'Shopp' },
    '"Shopp" sounds or looks like the location Shop. Nothing was changed: ask whether that one is meant; if it is another place send confirm true.',
    '"Shopp" ressemble au lieu Shop. Rien n’a changé : demandez si c’est celui-là ; si c’est un autre endroit, envoyez confirm true.',
  ],
  ['GET', '/feeds', undefined, '0 feeds.', '0 flux.'],
  [
    'POST',
    '/feeds',
    { name: '<>' },
    'Correct this and send it again. name: takes letters, digits, spaces and . _ -',
    'Corrigez ceci et renvoyez la demande. name : accepte lettres, chiffres, espaces et . _ -',
  ],
  ['GET', '/connections', undefined, '0 connections.', '0 connexion.'],
  [
    'GET',
    '/export?file=inventory&model=zzzzzz',
    undefined,
    'There is no file of that.',
    'Il n’y a pas de fichier de cela.',
  ],
  [
    'GET',
    '/export?file=inventory',
    undefined,
    'The inventory as CSV, 1 row: http',
    'Le stock en CSV, 1 ligne : http',
  ],
  [
    'GET',
    '/webhooks',
    undefined,
    'Nobody is told: createWebhook makes an endpoint.',
    'Personne n’est tenu au courant : createWebhook crée une adresse.',
  ],
  [
    'POST',
    '/webhooks',
    { url: 'ftp://shop.example' },
    'The url was not taken: it is not https. Nothing was changed: send an address that begins with https://',
    'L’url n’a pas été acceptée : ce n’est pas du https. Rien n’a changé : envoyez une adresse qui commence par https://',
  ],
  [
    'GET',
    '/events?types=none.such',
    undefined,
    'There are no events "none.such". There are: stock.changed,',
    'Il n’y a pas d’événements "none.such". Il y a : stock.changed,',
  ],
  ['GET', '/events?after=now', undefined, 'Nothing new.', 'Rien de neuf.'],
])('%s %s %j is told in both', async (method, url, payload, en, fr) => {
  expect(await told('en', method, url, payload)).toContain(en)
  expect(await told('fr', method, url, payload)).toContain(fr)
})

test('what happened is told in the language of whoever asks', async () => {
  const messages = async (language: string) => {
    const response = await shop.app.inject({
      url: '/events?limit=1',
      headers: { 'accept-language': language, 'x-api-key': API_KEY },
    })
    return response.json().events.map((event: { message: string }) => event.message)
  }
  expect(await messages('en')).toEqual(['New: Hermès, Noir, Femme.'])
  expect(await messages('fr')).toEqual(['Nouveau : Hermès, Noir, Femme.'])
})
