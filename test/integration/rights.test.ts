import { beforeAll, describe, expect, test, vi } from 'vitest'
import { SCOPES, type Scope } from '../../src/domain/api-key.ts'
import { ROLE_NAMES, type Role } from '../../src/domain/person.ts'
import type { Operation } from '../../src/operations/operation.ts'
import { hashOf } from '../../src/shared/secret.ts'
import { createOperations, type Stores } from '../../src/shop.ts'
import { letIn } from '../support/oauth.ts'
import { fromPage, peopleOf } from '../support/people-of.ts'
import { callersOf, openApp, product, useShop } from '../support/shop.ts'

// Every route, asked by everybody who can come: what each may do is worked out here from the rules as
// they are documented, and compared with what the service answers.

const shop = useShop([product('HERM', 'Hermès', { 38: 50 })], undefined, {
  offering: { currency: 'MAD', productLink: undefined },
})
const operations = createOperations({} as Stores)

interface Visitor {
  readonly who: string
  readonly scope: Scope | null
  readonly atLocation: boolean
  /** Role of a person who is signed in on the web page. */
  readonly role?: Role
  headers(): Promise<Record<string, string>>
}

const places = [false, true]
const SCOPE_OF: Record<Role, Scope> = {
  viewer: 'read',
  staff: 'write',
  manager: 'admin',
  owner: 'admin',
}

const RANK: Record<Scope, number> = { read: 0, write: 1, admin: 2 }

const key = (scope: Scope, atLocation: boolean): Visitor => ({
  who: `a key to ${scope}${atLocation ? ' at one location' : ''}`,
  scope,
  atLocation,
  async headers() {
    const secret = `sk-${scope}-${atLocation}`
    await shop.keys.saveKey({
      name: secret,
      hash: hashOf(secret),
      scope,
      location: atLocation ? 'Shop' : null,
      expiresAt: null,
    })
    return { authorization: `Bearer ${secret}` }
  },
})

const person = (role: Role, atLocation: boolean): Visitor => ({
  who: `a signed-in ${role}${atLocation ? ' of one location' : ''}`,
  scope: SCOPE_OF[role],
  atLocation,
  role,
  async headers() {
    const { enter } = peopleOf(shop.people)
    const { cookie } = await enter(
      `${role}-${atLocation}@shop.test`,
      role,
      atLocation ? 'Shop' : null,
    )
    return fromPage(cookie)
  },
})

/** A program that somebody connected: it may the smaller of what they may and what they allowed. */
const program = (role: Role, allowed: Scope): Visitor => ({
  who: `a program to ${allowed} of a ${role}`,
  scope: RANK[SCOPE_OF[role]] < RANK[allowed] ? SCOPE_OF[role] : allowed,
  atLocation: false,
  async headers() {
    const { id } = await peopleOf(shop.people).enter(`${role}-${allowed}@shop.test`, role)
    const wish = { personId: id, scope: allowed, door: 'api' } as const
    return { authorization: `Bearer ${await letIn(shop.oauth, wish)}` }
  },
})

const VISITORS: readonly Visitor[] = [
  { who: 'anybody', scope: null, atLocation: false, headers: async () => ({ authorization: '' }) },
  ...places.flatMap((at) => SCOPES.map((scope) => key(scope, at))),
  ...places.flatMap((at) =>
    // An owner works everywhere.
    ROLE_NAMES.filter((role) => !at || role !== 'owner').map((role) => person(role, at)),
  ),
  ...ROLE_NAMES.flatMap((role) => SCOPES.map((scope) => program(role, scope))),
]

const headersOf = new Map<Visitor, Record<string, string>>()
beforeAll(async () => {
  const path = '/api/collections/locations/records'
  await shop.client.request(path, { method: 'POST', body: { name: 'Cave' } })
  for (const visitor of VISITORS) headersOf.set(visitor, await visitor.headers())
  const known = async () => {
    const answers = await Promise.all(
      VISITORS.slice(1).map((one) => ask(one, { method: 'GET', url: '/me' })),
    )
    return answers.every(({ status }) => status === 200)
  }
  await vi.waitFor(async () => expect(await known()).toBe(true), { timeout: 10_000 })
})

let sent = 0
/** Each request comes from an address of its own, so that none is braked for the others. */
const ask = (visitor: Visitor, { method, url }: Pick<Operation, 'method'> & { url: string }) =>
  shop.inject({
    method,
    url,
    remoteAddress: `10.1.${++sent >> 8}.${sent & 255}`,
    headers: headersOf.get(visitor) ?? {},
    ...(method !== 'GET' && { payload: {} }),
  })

const needed = ({ scope, effect }: Operation): Scope =>
  scope ?? (effect === 'read' ? 'read' : 'write')

/** The refusal that the rules ask for; undefined where the visitor may. */
function refusalOf(visitor: Visitor, operation: Operation): string | undefined {
  if (visitor.scope === null) return 'unauthorized'
  if (operation.by !== undefined && visitor.role === undefined) return 'sign-in-needed'
  if (operation.by === 'owner' && visitor.role !== 'owner') return 'owner-only'
  if (RANK[visitor.scope] < RANK[needed(operation)]) return 'scope-too-small'
  return visitor.atLocation && operation.reach === 'shop' ? 'other-location' : undefined
}

const RIGHTS = ['unauthorized', 'sign-in-needed', 'owner-only', 'scope-too-small', 'other-location']

describe.each(VISITORS)('$who', (visitor) => {
  test.each(operations)('$id', async (operation) => {
    const { method } = operation
    const url = operation.path
      .replace('{sku}', 'NONE')
      .replace('{alias}', 'none')
      .replace('{name}', 'none')
      .replace('{id}', 'abcdefghijklmno')
    const { status, body } = await ask(visitor, { method, url })
    const code = String(body.type ?? '').replace('/problems/', '')
    expect(RIGHTS.includes(code) ? code : undefined, `${status} ${code}`).toBe(
      refusalOf(visitor, operation),
    )
    expect(status).toBeLessThan(500)
  })

  test('is told what it may, and where', async () => {
    const { status, body } = await ask(visitor, { method: 'GET', url: '/me' })
    if (visitor.scope === null) return expect(status).toBe(401)
    const may = operations.filter((operation) => refusalOf(visitor, operation) === undefined)
    expect(body.may).toEqual(may.map(({ id }) => id))
    const names = body.shop.locations.map(({ name }: { name: string }) => name)
    expect(names.toSorted()).toEqual(visitor.atLocation ? ['Shop'] : ['Cave', 'Shop'])
  })
})

test('who shows the shop is told its money, its clock and its language', async () => {
  const headers = { 'accept-language': 'fr-CH, en;q=0.5' }
  const { body } = await shop.inject({ url: '/me', headers })
  expect(body).toMatchObject({
    language: 'fr',
    shop: { currency: 'MAD', time_zone: 'Europe/Paris', read_only: false },
  })
  const closed = callersOf(
    await openApp(shop.store, shop.keys, { people: shop.people, readOnly: true }),
  )
  const { may, shop: told } = (await closed.get('/me')).body
  expect(told.read_only).toBe(true)
  expect(may).toEqual(
    operations.filter((one) => one.effect === 'read' && one.by === undefined).map(({ id }) => id),
  )
})

test('no route is left out of this', () => {
  const documented = operations.map(({ path }) => path.replaceAll(/\{(\w+)\}/g, ':$1'))
  const known = new Set([...documented, ...OPEN])
  const others = pathsOf(shop.app.printRoutes({ commonPrefix: false })).filter(
    (path) => !known.has(path) && !path.startsWith('/docs/') && path !== '*',
  )
  expect(others).toEqual([])
})

/** Routes that are no operations: what guards each is shown in its own test. */
const OPEN = [
  '/',
  '/app',
  '/app*',
  '/health',
  '/health/live',
  '/health/ready',
  '/version',
  '/openapi.json',
  '/openapi.yaml',
  '/docs',
  '/metrics',
  '/events/stream',
  '/mcp',
  '/.well-known/oauth-protected-resource',
  '/.well-known/oauth-protected-resource/mcp',
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
  '/oauth/authorize',
  '/oauth/authorize/:uid',
  '/oauth/interaction/:uid',
  '/oauth/jwks',
  '/oauth/register',
  '/oauth/revoke',
  '/oauth/token',
  '/api/files/products/:id/:name',
  '/account',
  '/account/disconnect',
  '/join/:token',
  '/reset/:token',
  '/sign-in',
  '/sign-in/code',
  '/sign-in/provider',
  '/sign-in/with-code',
  '/sign-in/with/:provider',
  '/sign-out',
]

/** The paths in a printed tree, in which each line is a part of the path of those that are indented below it. */
function pathsOf(tree: string): string[] {
  const parts: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, indent, part, methods] = /^(.*?)(?:├── |└── )(\S*)( \(.*)?$/.exec(line) ?? []
    if (indent === undefined || part === undefined) return []
    parts.length = indent.length / 4
    parts.push(part)
    return methods === undefined ? [] : [parts.join('')]
  })
}
