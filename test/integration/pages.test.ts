import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import type { Role } from '../../src/domain/person.ts'
import { createPeopleService } from '../../src/features/people/people.ts'
import { hashOf } from '../../src/shared/secret.ts'
import { type Mailbox, mailbox } from '../support/mailbox.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([product('A', 'Amor', { 38: 100 })])
const PASSWORD = 'a long enough password'
const BY = { actor: 'test', ip: '' }
const HOST = 'localhost'
const ORIGIN = { host: HOST, origin: `http://${HOST}` }

const lines: string[] = []
let app: Awaited<ReturnType<typeof buildApp>>

beforeAll(async () => {
  app = await openPages()
})
afterAll(() => app?.close())

/** The service with counters of its own, as after a start. */
function openPages() {
  const { store, keys, people, oauth } = shop
  const write = (chunk: unknown, _encoding: string, done: () => void) => {
    lines.push(String(chunk))
    done()
  }
  const logger = pino({ level: 'debug' }, new Writable({ write }))
  return buildApp({ store, keys, people, oauth, maxLagMs: 0, logger, trustProxy: 1 })
}

interface Sent {
  readonly form?: Record<string, string>
  readonly headers?: Record<string, string>
  readonly cookie?: string | undefined
  readonly on?: typeof app
  readonly ip?: string
}

/** What a browser asks, and what it is answered. */
async function browse(method: 'GET' | 'POST' | 'HEAD' | 'PUT', url: string, sent: Sent = {}) {
  const { form, headers, cookie, on = app, ip } = sent
  const response = await on.inject({
    method,
    url,
    headers: {
      ...ORIGIN,
      'accept-language': 'en',
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(cookie !== undefined && { cookie: `stock=${cookie}` }),
      ...(ip && { 'x-forwarded-for': ip }),
      ...headers,
    },
    ...(form && { payload: new URLSearchParams(form).toString() }),
  })
  const set = response.cookies.find(({ name }) => name === 'stock')
  return {
    status: response.statusCode,
    headers: response.headers,
    location: response.headers.location,
    text: response.body,
    cookie: set?.value,
    set,
  }
}

const people = () => createPeopleService({ store: shop.people })

async function invite(email: string, role: Role = 'staff', location: string | null = null) {
  return (await people().invite({ email, role, location }, BY)).secret
}

const JOINING = { name: 'Léa', password: PASSWORD, again: PASSWORD }

/** Lets somebody join on the page. @returns their cookie */
async function enter(email: string, role: Role = 'staff') {
  const answer = await browse('POST', `/join/${await invite(email, role)}`, { form: JOINING })
  expect(answer).toMatchObject({ status: 303, location: '/account' })
  return answer.cookie ?? ''
}

const signIn = (email: string, password = PASSWORD, rest: Sent & { next?: string } = {}) =>
  browse('POST', '/sign-in', { ...rest, form: { email, password, next: rest.next ?? '' } })

const audited = async (subject: string) =>
  (await shop.people.readAudit({ limit: 200 }))
    .filter((entry) => entry.subject === subject)
    .map(({ what }) => what)

describe('joining', () => {
  test('who opens the link chooses a password, is signed in, and sees who they are', async () => {
    const link = `/join/${await invite('lea@shop.test', 'staff', 'Shop')}`
    const page = await browse('GET', link)
    expect(page.status).toBe(200)
    expect(page.text).toContain('value="lea@shop.test" readonly')
    expect(page.text).toContain('autocomplete="new-password"')
    const joined = await browse('POST', link, { form: JOINING })
    expect(joined).toMatchObject({ status: 303, location: '/account' })
    expect(joined.set).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
    const account = await browse('GET', '/account', { cookie: joined.cookie })
    for (const text of ['Léa', 'lea@shop.test', 'Staff', 'Shop', 'Sign out']) {
      expect(account.text).toContain(text)
    }
    const again = await browse('POST', link, { form: JOINING })
    expect(again.status).toBe(404)
    expect(again.text).toContain('no longer works')
    expect(await audited('lea@shop.test')).toEqual(['signed-in', 'joined', 'invited'])
  })

  test('of two who use a link at once, one joins', async () => {
    const link = `/join/${await invite('two@shop.test')}`
    const both = await Promise.all([1, 2].map(() => browse('POST', link, { form: JOINING })))
    expect(both.map(({ status }) => status).sort()).toEqual([303, 404])
    expect(both.filter(({ cookie }) => cookie)).toHaveLength(1)
  })

  test('the first owner says the e-mail', async () => {
    const made = await people().inviteFirstOwner(BY)
    const link = `/join/${made?.secret}`
    const form = { ...JOINING, email: 'no e-mail' }
    const refused = await browse('POST', link, { form })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('not an e-mail')
    const joined = await browse('POST', link, { form: { ...JOINING, email: 'Olga@Shop.test' } })
    expect(joined.status).toBe(303)
    expect((await people().named('olga@shop.test')).email).toBe('olga@shop.test')
  })

  test('a link does one thing: it neither joins nor resets as the other', async () => {
    const secret = await invite('kind@shop.test')
    expect((await browse('GET', `/reset/${secret}`)).status).toBe(404)
    expect((await browse('POST', `/reset/${secret}`, { form: JOINING })).status).toBe(404)
    expect((await browse('GET', `/join/${secret}`)).status).toBe(200)
  })

  test.each([
    ['short', '123456789', 'too short'],
    ['long', 'x'.repeat(71), 'too long'],
    ['of too many bytes', 'é'.repeat(37), 'too long'],
    ['the e-mail', 'weak@shop.test', 'your e-mail'],
    ['common', 'Qwertyuiop', 'Many people'],
  ])('a password that is %s is refused with the reason', async (_kind, password, reason) => {
    const link = `/join/${await invite('weak@shop.test')}`
    const form = { ...JOINING, password, again: password }
    const refused = await browse('POST', link, { form })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain(reason)
    expect(refused.text).toContain('aria-describedby="error password-hint" aria-invalid="true"')
    expect(refused.text).not.toMatch(/type="password"[^>]*value=/)
    expect((await browse('GET', link)).status).toBe(200)
  })

  test('the longest password works, and one that is typed twice differently does not', async () => {
    const link = `/join/${await invite('long@shop.test')}`
    const password = 'ab'.repeat(35)
    const form = { ...JOINING, password, again: `${password}x` }
    expect((await browse('POST', link, { form })).text).toContain('not the same')
    expect((await browse('POST', link, { form: { ...form, again: password } })).status).toBe(303)
    expect((await signIn('long@shop.test', password)).status).toBe(303)
  })

  test('what somebody writes is text, never part of the page', async () => {
    const link = `/join/${await invite('html@shop.test')}`
    const name = '"><script>alert(1)</script>'
    const refused = await browse('POST', link, { form: { ...JOINING, name, again: '' } })
    expect(refused.text).not.toContain('<script')
    const { cookie } = await browse('POST', link, { form: { ...JOINING, name } })
    const account = await browse('GET', '/account', { cookie })
    expect(account.text).toContain('&lt;script&gt;')
    expect(account.text).not.toContain('<script')
  })
})

test('a new password is chosen by a link, which ends every session', async () => {
  const before = await enter('rita@shop.test')
  const { id } = await people().named('rita@shop.test')
  const { secret } = await people().offerReset(id, BY)
  const password = 'quite another password'
  const form = { password, again: password }
  const done = await browse('POST', `/reset/${secret}`, { form })
  expect(done).toMatchObject({ status: 303, location: '/account' })
  expect((await browse('GET', '/account', { cookie: done.cookie })).status).toBe(200)
  await expect
    .poll(async () => (await browse('GET', '/account', { cookie: before })).status)
    .toBe(303)
  expect((await browse('POST', `/reset/${secret}`, { form })).status).toBe(404)
  expect((await signIn('rita@shop.test')).status).toBe(422)
  expect((await signIn('rita@shop.test', password)).status).toBe(303)
})

test('a link that has ended says so, and where to go', async () => {
  const expiresAt = new Date(Date.now() - 1_000).toISOString()
  const hash = hashOf('old-secret')
  const link = { kind: 'join', email: 'old@shop.test', role: 'staff', location: null } as const
  await shop.people.makeLink({ ...link, by: BY, hash, expiresAt })
  for (const method of ['GET', 'POST'] as const) {
    const answer = await browse(method, '/join/old-secret', { form: JOINING })
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('no longer works')
    expect(answer.text).toContain('href="/sign-in"')
  }
})

describe('signing in', () => {
  beforeAll(async () => {
    await enter('sam@shop.test')
  })

  test('a right password leads to the page that was asked for', async () => {
    const asked = await browse('GET', '/account')
    expect(asked).toMatchObject({ status: 303, location: '/sign-in?next=%2Faccount' })
    const answer = await signIn('SAM@shop.test', PASSWORD, { next: '/account?tab=1' })
    expect(answer).toMatchObject({ status: 303, location: '/account?tab=1' })
    expect((await browse('GET', '/account', { cookie: answer.cookie })).text).toContain('sam@')
  })

  test.each([
    'https://evil.test/',
    '//evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    '/\t/evil.test',
    '/\n/evil.test',
    '/a//evil.test',
    'javascript:alert(1)',
    ' /account',
    'account',
    '/é',
    '/a b',
    `/${'x'.repeat(2_000)}`,
  ])('never leads to %j', async (next) => {
    const page = await browse('GET', `/sign-in?next=${encodeURIComponent(next)}`)
    expect(page.text).toContain('name="next" value="/account"')
    expect((await signIn('sam@shop.test', PASSWORD, { next })).location).toBe('/account')
  })

  test('a wrong password and an unknown e-mail are answered alike', async () => {
    const wrong = await signIn('sam@shop.test', 'another password')
    const unknown = await signIn('nobody@shop.test', 'another password')
    expect([wrong.status, unknown.status]).toEqual([422, 422])
    expect(wrong.text.replaceAll('sam@', 'nobody@')).toBe(unknown.text)
    expect([wrong.cookie, unknown.cookie]).toEqual([undefined, undefined])
    expect(await audited('sam@shop.test')).toContain('sign-in-refused')
    expect(wrong.text).toContain('role="alert"')
  })

  test('a password is the same however a keyboard composes its letters', async () => {
    const link = `/join/${await invite('accent@shop.test')}`
    const password = 'mot de passe été'
    const form = { ...JOINING, password, again: password }
    expect((await browse('POST', link, { form })).status).toBe(303)
    const answer = await signIn('accent@shop.test', password.normalize('NFD'))
    expect(answer.status).toBe(303)
  })

  test('each sign-in has a new session, and ends the one that the browser had', async () => {
    const planted = (await signIn('sam@shop.test')).cookie
    const mine = await enter('victim@shop.test')
    expect(planted).not.toBe(mine)
    const answer = await signIn('victim@shop.test', PASSWORD, { cookie: planted })
    expect(answer.cookie).not.toBe(planted)
    expect((await browse('GET', '/account', { cookie: planted })).status).toBe(303)
    expect((await browse('GET', '/account', { cookie: answer.cookie })).text).toContain('victim@')
    const invented = await signIn('victim@shop.test', PASSWORD, { cookie: 'invented' })
    expect(invented.cookie).not.toBe('invented')
    expect((await browse('GET', '/account', { cookie: 'invented' })).status).toBe(303)
  })

  test('signing out ends the session and takes the cookie away', async () => {
    const { cookie } = await signIn('sam@shop.test')
    const answer = await browse('POST', '/sign-out', { cookie })
    expect(answer).toMatchObject({ status: 303, location: '/sign-in', cookie: '' })
    expect(answer.set).toMatchObject({ maxAge: 0 })
    expect((await browse('GET', '/account', { cookie })).status).toBe(303)
    expect((await audited('sam@shop.test'))[0]).toBe('signed-out')
    expect((await browse('POST', '/sign-out')).status).toBe(303)
  })

  test('behind TLS the cookie is for this host and https alone', async () => {
    const headers = { 'x-forwarded-proto': 'https', origin: `https://${HOST}` }
    const response = await app.inject({
      method: 'POST',
      url: '/sign-in',
      headers: { host: HOST, ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ email: 'sam@shop.test', password: PASSWORD }).toString(),
    })
    expect(response.cookies).toMatchObject([
      { name: '__Host-stock', secure: true, httpOnly: true, sameSite: 'Lax', path: '/' },
    ])
  })
})

describe('forms of other sites', () => {
  const FOREIGN = [
    { origin: 'https://evil.test' },
    { origin: 'null' },
    { origin: `http://${HOST}.evil.test` },
    { origin: '', 'sec-fetch-site': 'cross-site' },
    { origin: '', 'sec-fetch-site': 'same-site' },
    { origin: '' },
    { origin: `http://${HOST}`, 'sec-fetch-site': 'cross-site' },
  ]

  test.each(FOREIGN)('with %j change nothing', async (given) => {
    const cookie = await enter(`csrf${FOREIGN.indexOf(given)}@shop.test`)
    const link = `/join/${await invite('never@shop.test')}`
    const { origin, ...rest } = given
    for (const url of ['/sign-out', '/sign-in', link]) {
      const response = await app.inject({
        method: 'POST',
        url,
        headers: {
          host: HOST,
          cookie: `stock=${cookie}`,
          'content-type': 'application/x-www-form-urlencoded',
          ...(origin && { origin }),
          ...rest,
        },
        payload: new URLSearchParams({ ...JOINING, email: 'sam@shop.test' }).toString(),
      })
      expect(response.statusCode).toBe(403)
      expect(response.body).toContain('did not come from a page of Stock Assistant')
      expect(response.cookies).toEqual([])
    }
    expect((await browse('GET', '/account', { cookie })).status).toBe(200)
    expect((await browse('GET', link)).status).toBe(200)
  })
})

describe('guessing', () => {
  const times = (count: number) => Array.from({ length: count }, (_, index) => index)

  test('an account is left alone after ten tries, from whatever addresses', async () => {
    await enter('prey@shop.test')
    const on = await openPages()
    const tries = await Promise.all(
      times(14).map((index) =>
        signIn('prey@shop.test', 'a wrong guess', { on, ip: `10.0.0.${index}` }),
      ),
    )
    const statuses = tries.map(({ status }) => status).sort()
    expect(statuses).toEqual([...times(10).map(() => 422), ...times(4).map(() => 429)])
    const right = await signIn('prey@shop.test', PASSWORD, { on, ip: '10.0.1.1' })
    expect(right.status).toBe(429)
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(800)
    expect(right.text).toMatch(/Try again in 15 minutes/)
    // Of a try that was not looked at there is nothing to tell.
    expect(
      (await audited('prey@shop.test')).filter((what) => what === 'sign-in-refused'),
    ).toHaveLength(10)
    await on.close()
  })

  test('an address is refused after twenty, and a right password still works from it', async () => {
    await enter('neighbour@shop.test')
    const on = await openPages()
    const ip = '10.1.0.1'
    const tries = await Promise.all(
      times(23).map((index) => signIn(`guess${index}@shop.test`, 'a wrong guess', { on, ip })),
    )
    const counts = Object.groupBy(tries, ({ status }) => status)
    expect([counts[422]?.length, counts[429]?.length]).toEqual([20, 3])
    expect((await signIn('neighbour@shop.test', PASSWORD, { on, ip })).status).toBe(303)
    expect((await signIn('neighbour@shop.test', 'a wrong guess', { on, ip })).status).toBe(429)
    expect((await signIn('guess0@shop.test', 'a wrong guess', { on, ip: '10.1.0.2' })).status).toBe(
      422,
    )
    await on.close()
  })

  test('who knows the password is not braked by signing in often', async () => {
    await enter('often@shop.test')
    const on = await openPages()
    for (const _ of times(12))
      expect((await signIn('often@shop.test', PASSWORD, { on })).status).toBe(303)
    await on.close()
  })
})

describe('codes by mail', () => {
  let mail: Mailbox
  const settings = (smtp: object) =>
    shop.client.request('/api/settings', { method: 'PATCH', body: { smtp } })

  beforeAll(async () => {
    await enter('code@shop.test')
    mail = await mailbox()
  })
  afterAll(() => mail?.close())

  const ask = (email: string, on?: typeof app) =>
    browse('POST', '/sign-in/code', { form: { email, next: '/account' }, ...(on && { on }) })

  const use = (email: string, code: string, on?: typeof app) =>
    browse('POST', '/sign-in/with-code', {
      form: { email, code, next: '/account' },
      ...(on && { on }),
    })

  test('are not offered where mail cannot be sent', async () => {
    expect((await browse('GET', '/sign-in')).text).not.toContain('/sign-in/code')
    expect((await ask('code@shop.test')).status).toBe(422)
    expect(mail.messages).toEqual([])
  })

  describe('where it can', () => {
    let on: typeof app
    beforeAll(async () => {
      await settings({ enabled: true, host: '127.0.0.1', port: mail.port })
      on = await openPages()
    })
    afterAll(async () => {
      await on?.close()
      await settings({ enabled: false })
    })

    /** Asks for a code. @returns the one that comes */
    async function receive(email: string, headers?: Record<string, string>): Promise<string> {
      const before = mail.messages.length
      const form = { email, next: '/account' }
      const sent = await browse('POST', '/sign-in/code', { on, form, ...(headers && { headers }) })
      expect(sent.status).toBe(200)
      await expect.poll(() => mail.messages.length).toBe(before + 1)
      return /\b\d{8}\b/.exec(mail.messages.at(-1) ?? '')?.[0] ?? ''
    }

    test('a code signs in, once', async () => {
      expect((await browse('GET', '/sign-in', { on })).text).toContain('formaction="/sign-in/code"')
      const code = await receive('code@shop.test', { 'accept-language': 'fr' })
      expect(mail.messages.at(-1)).toContain('Votre code de connexion')
      const answer = await use('code@shop.test', code, on)
      expect(answer).toMatchObject({ status: 303, location: '/account' })
      expect((await browse('GET', '/account', { on, cookie: answer.cookie })).text).toContain(
        'code@',
      )
      expect((await use('code@shop.test', code, on)).status).toBe(422)
    })

    // It would take longer for a known one, if it waited for the mail server.
    test('the answer does not tell whether the e-mail is known', async () => {
      mail.hold(true)
      const before = mail.messages.length
      const known = await ask('code@shop.test', on)
      const unknown = await ask('none@shop.test', on)
      expect(unknown.status).toBe(known.status)
      expect(unknown.text.replaceAll('none@', 'code@')).toBe(known.text)
      expect(mail.messages.length).toBe(before)
      mail.hold(false)
      await expect.poll(() => mail.messages.length, { timeout: 5_000 }).toBe(before + 1)
    })

    test('a code is tried five times, then it is none', async () => {
      await enter('tries@shop.test')
      const code = await receive('tries@shop.test')
      const wrong = code === '00000000' ? '00000001' : '00000000'
      for (const _ of [1, 2, 3, 4, 5])
        expect((await use('tries@shop.test', wrong, on)).status).toBe(422)
      expect((await use('tries@shop.test', code, on)).status).toBe(422)
    })

    test('a code is for ten minutes, and for one person', async () => {
      await enter('late@shop.test')
      const code = await receive('late@shop.test')
      expect((await use('code@shop.test', code, on)).status).toBe(422)
      const { items } = (await shop.client.request('/api/collections/codes/records', {
        query: { filter: 'user.email = "late@shop.test"' },
      })) as { items: { id: string; hash: string; expires_at: string }[] }
      const [kept] = items
      const minutes = (Date.parse(kept?.expires_at ?? '') - Date.now()) / 60_000
      expect(Math.round(minutes)).toBe(10)
      expect(JSON.stringify(kept)).not.toContain(code)
      await shop.client.request(`/api/collections/codes/records/${kept?.id}`, {
        method: 'PATCH',
        body: { expires_at: new Date(Date.now() - 1_000).toISOString() },
      })
      expect((await use('late@shop.test', code, on)).status).toBe(422)
    })

    test('nobody is sent more than three in a quarter of an hour', async () => {
      await enter('flood@shop.test')
      for (const _ of [1, 2, 3]) await receive('flood@shop.test')
      expect((await ask('flood@shop.test', on)).status).toBe(429)
    })
  })
})

describe('the pages', () => {
  test('allow no script, no frame, nothing of other sites, and are kept nowhere', async () => {
    for (const url of ['/sign-in', `/join/${await invite('page@shop.test')}`, '/join/none']) {
      const { headers, text } = await browse('GET', url)
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
      })
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      )
      expect(text).not.toMatch(/<script|\son\w+=|style="|http/)
    }
  })

  test.each([
    ['fr-CH, fr;q=0.9, en;q=0.8', 'fr', 'Se connecter'],
    ['en;q=0.5, fr;q=0.9', 'fr', 'Se connecter'],
    ['de, en;q=0.7', 'en', 'Sign in'],
    ['fr;q=0, en', 'en', 'Sign in'],
    ['tlh', 'en', 'Sign in'],
    ['', 'en', 'Sign in'],
  ])('speak the language of %j', async (accepted, lang, words) => {
    const { text, headers } = await browse('GET', '/sign-in', {
      headers: { 'accept-language': accepted },
    })
    expect(headers['content-language']).toBe(lang)
    expect(text).toContain(`<html lang="${lang}">`)
    expect(text).toContain(words)
  })

  test('are asked for and sent in no other way', async () => {
    const link = `/join/${await invite('head@shop.test')}`
    const head = await browse('HEAD', link)
    expect(head).toMatchObject({ status: 200, text: '' })
    expect((await browse('PUT', '/sign-in')).status).toBe(405)
    expect((await browse('GET', '/sign-out')).status).toBe(405)
    expect((await browse('GET', link)).status).toBe(200)
  })

  test('take a form and nothing else, of at most 8 KB', async () => {
    const json = await app.inject({
      method: 'POST',
      url: '/sign-in',
      headers: ORIGIN,
      payload: { email: 'sam@shop.test', password: PASSWORD },
    })
    expect(json.statusCode).toBe(415)
    expect(json.headers['content-type']).toContain('text/html')
    const large = await signIn('sam@shop.test', 'x'.repeat(8 * 1024))
    expect(large.status).toBe(413)
    const api = await shop.inject({
      method: 'POST',
      url: '/inventory/sale',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'sku=A&size=38&quantity=1',
    })
    expect(api.status).toBe(415)
  })

  test('are shown by the names of the service only', async () => {
    const { status, text } = await browse('GET', '/sign-in', { headers: { host: 'evil.test' } })
    expect(status).toBe(421)
    expect(text).toContain('ALLOWED_HOSTS')
  })

  test('are no part of the description of the API', async () => {
    const { body } = await shop.get('/openapi.json')
    expect(JSON.stringify(Object.keys(body.paths))).not.toMatch(/sign-in|join\/|account/)
  })
})

test('no line of the log has a secret', async () => {
  const secret = await invite('quiet@shop.test')
  const { cookie = '' } = await browse('POST', `/join/${secret}?x=${PASSWORD}`, { form: JOINING })
  for (const path of ['/join/', '/reset/', '/join/x/', '/nowhere/join/']) {
    await browse('GET', `${path}${secret}`)
    await browse('GET', `${path}${secret}%zz`)
  }
  await signIn('quiet@shop.test', 'another-wrong-password')
  await shop.pocketbase.pause()
  const failed = await signIn('quiet@shop.test')
  await shop.pocketbase.resume()
  expect(failed.status).toBe(503)
  expect(failed.text).toContain('cannot be reached just now')
  const log = lines.join('')
  expect(log).toContain('"path":"/join/…"')
  expect(log).toContain('store-unavailable')
  for (const text of [secret, cookie, PASSWORD, 'another-wrong-password']) {
    expect(log).not.toContain(text)
  }
})
