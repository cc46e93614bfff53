import { z } from 'zod'
import {
  AUDITED,
  type AuditEntry,
  LINK_KINDS,
  type OpenLink,
  type Person,
  ROLE_NAMES,
} from '../../domain/person.ts'
import type { PeopleStore, Proven, Session } from '../people-store.ts'
import { createCall, read } from './call.ts'
import { type PocketBaseClient, PocketBaseRefusal } from './client.ts'
import { Time, TimeOrNull } from './column-values.ts'
import { fromRow } from './row-names.ts'

const Role = z.enum(ROLE_NAMES)

const People = z.array(
  z
    .object({
      id: z.string(),
      email: z.string(),
      name: z.string(),
      role: Role,
      location: z.string().nullable(),
      disabled: z.boolean(),
      last_seen_at: TimeOrNull,
      created: Time,
    })
    .transform(({ location, ...row }): Person => ({ ...fromRow(row), location })),
)

const Links = z.array(
  z
    .object({
      id: z.string(),
      kind: z.enum(LINK_KINDS),
      email: z.string(),
      role: Role,
      location: z.string().nullable(),
      invited_by: z.string(),
      expires_at: Time,
    })
    .transform(({ location, ...row }): OpenLink => ({ ...fromRow(row), location })),
)

const SessionAnswer = z
  .object({ person: z.string(), seen_at: Time, expires_at: Time })
  .transform(
    ({ person, seen_at, expires_at }): Session => ({
      personId: person,
      seenAt: seen_at,
      expiresAt: expires_at,
    }),
  )
  .nullable()

const Audit = z.array(
  z
    .object({
      id: z.string(),
      at: Time,
      actor: z.string(),
      what: z.enum(AUDITED),
      subject: z.string(),
      ip: z.string(),
    })
    .transform((entry): AuditEntry => entry),
)

const Ways = z.object({
  codes: z.boolean(),
  providers: z.array(z.object({ name: z.string(), title: z.string() })),
})
const AuthMethods = z.object({
  oauth2: z.object({
    providers: z.array(
      z.object({
        name: z.string(),
        state: z.string(),
        codeVerifier: z.string(),
        authURL: z.string().describe('Ends with an empty redirect_uri.'),
      }),
    ),
  }),
})
const Made = z.object({ id: z.string() })
const PasswordChecked = z.object({
  proven: z
    .object({ person: z.string(), stamp: z.string() })
    .transform(({ person: personId, stamp }): Proven => ({ personId, stamp }))
    .nullable(),
})
const Checked = z.object({ person: z.string().nullable() })

const PEOPLE = '/api/stock/people'
const LINKS = '/api/stock/links'
const SESSIONS = '/api/stock/sessions'
const USERS = '/api/collections/users'
const CODES = '/api/stock/people/code'
const AUDIT = '/api/stock/audit'

/** A mail server, or a provider, takes its time. */
const SLOW_MS = 30_000

/** The people of the shop, in PocketBase. */
export function createPocketBasePeopleStore(client: PocketBaseClient): PeopleStore {
  const call = createCall(client)
  const write = (method: 'POST' | 'PATCH' | 'DELETE', path: string, body: object) =>
    call(z.unknown(), path, { method, body })

  return {
    readPeople: () => call(People, PEOPLE),

    async changePerson({ by, personId, ...changes }) {
      await write('PATCH', PEOPLE, { by, person: personId, ...changes })
    },

    async checkPassword(email, password) {
      const request = { method: 'POST', body: { email, password } } as const
      return (await call(PasswordChecked, `${PEOPLE}/check`, request)).proven
    },

    readSignInWays: () => call(Ways, '/api/stock/sign-in'),

    async sendCode({ expiresAt, ...code }) {
      const body = { ...code, expires_at: expiresAt }
      await call(z.unknown(), CODES, { method: 'POST', body, deadlineMs: SLOW_MS })
    },

    async useCode(email, hash) {
      const request = { method: 'POST', body: { email, hash } } as const
      return (await call(Checked, `${CODES}/use`, request)).person
    },

    async startAtProvider(name, redirectUrl) {
      const { oauth2 } = await call(AuthMethods, `${USERS}/auth-methods`)
      const found = oauth2.providers.find((one) => one.name === name)
      if (!found) return null
      const { state, codeVerifier: verifier, authURL } = found
      return { address: authURL + encodeURIComponent(redirectUrl), state, verifier }
    },

    async finishAtProvider({ provider, code, verifier, redirectUrl }) {
      const body = { provider, code, codeVerifier: verifier, redirectURL: redirectUrl }
      try {
        const request = { method: 'POST', body, deadlineMs: SLOW_MS } as const
        const answer = await client.request(`${USERS}/auth-with-oauth2`, request)
        return read(Checked, answer, false).person
      } catch (error) {
        // The provider does not know the code, or PocketBase does not know the provider any more.
        if (error instanceof PocketBaseRefusal && error.status < 500) return null
        throw error
      }
    },

    readLinks: () => call(Links, LINKS),

    async findLink(hash) {
      const [link] = await call(Links, LINKS, { query: { hash } })
      return link ?? null
    },

    async makeLink({ expiresAt, ...link }) {
      const body = { ...link, expires_at: expiresAt }
      return (await call(Made, LINKS, { method: 'POST', body })).id
    },

    async withdrawLink(by, id) {
      await write('DELETE', LINKS, { by, id })
    },

    async join(joining) {
      return (await call(Made, `${PEOPLE}/join`, { method: 'POST', body: joining })).id
    },

    async resetPassword(reset) {
      return (await call(Made, `${PEOPLE}/reset`, { method: 'POST', body: reset })).id
    },

    findSession: (hash) => call(SessionAnswer, SESSIONS, { query: { hash } }),

    async startSession({ personId, expiresAt, ...session }) {
      await write('POST', SESSIONS, { ...session, person: personId, expires_at: expiresAt })
    },

    async prolongSession(hash, expiresAt) {
      await write('PATCH', SESSIONS, { hash, expires_at: expiresAt })
    },

    async endSession(by, hash) {
      await write('DELETE', SESSIONS, { by, hash })
    },

    async signOutAll() {
      await write('POST', `${PEOPLE}/sign-out`, {})
    },

    readAudit: ({ before = '', limit }) =>
      call(Audit, AUDIT, { query: { before: before.replace('T', ' '), limit } }),

    async noteAudit(by, what, subject) {
      await write('POST', AUDIT, { by, what, subject })
    },
  }
}
