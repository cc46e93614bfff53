import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Provider } from 'oidc-provider'
import { type Identity, includes, SCOPES, type Scope } from '../domain/api-key.ts'
import { ROLES } from '../domain/person.ts'
import { oneLine } from '../domain/text.ts'
import { isLoopback } from '../features/connections/clients.ts'
import { acceptForms, textOf } from '../http/pages/form.ts'
import { sendPage } from '../http/pages/layout.ts'
import { showProblem } from '../http/pages/routes.ts'
import { requireOwnPage, sessionOf } from '../http/session-cookie.ts'
import { hashOf } from '../shared/secret.ts'
import type { OAuthStore } from '../store/oauth-store.ts'
import { incomingFor } from './incoming.ts'
import { consentPage, failedPage, goOnPage } from './pages.ts'
import { programWordsFor } from './words.ts'

export interface InteractionOptions {
  readonly store: OAuthStore
  /** The authorization server of a request, and its address. @throws where there is none */
  readonly serverOf: (request: FastifyRequest) => Promise<Server>
}

export interface Server {
  readonly issuer: string
  readonly provider: Provider
}

/** A person who is signed in on the web page. */
interface SignedIn {
  readonly id: string
  readonly email: string
  /** The largest scope of their role. */
  readonly most: Scope
}

const URL_OF_ONE = '/oauth/interaction/:uid'

/** The step between a program's question and its answer: who is there, and may it? */
export function serveInteractions(scope: FastifyInstance, { store, serverOf }: InteractionOptions) {
  acceptForms(scope)
  scope.setErrorHandler(showProblem)
  scope.get<{ Params: { uid: string } }>(
    URL_OF_ONE,
    { schema: { hide: true } },
    async (request, reply) => {
      const person = await signedIn(request)
      if (!person) return reply.redirect(signInFirst(request.params.uid), 303)
      const wish = await wishOf(request, reply)
      const words = programWordsFor(request)
      if (!wish) return sendPage(request, reply, failedPage(words, GONE))
      return sendPage(request, reply, consentPage(words, asked(wish, person)))
    },
  )

  scope.post<{ Params: { uid: string } }>(
    URL_OF_ONE,
    { schema: { hide: true } },
    async (request, reply) => {
      requireOwnPage(request)
      const person = await signedIn(request)
      if (!person) return reply.redirect(signInFirst(request.params.uid), 303)
      const wish = await wishOf(request, reply)
      const words = programWordsFor(request)
      if (!wish) return sendPage(request, reply, failedPage(words, GONE))
      // Somebody else signed in meanwhile, and has not seen the question.
      if (textOf(request.body, 'person') !== person.id) {
        return sendPage(request, reply, consentPage(words, asked(wish, person)))
      }
      const result =
        textOf(request.body, 'answer') === 'allow'
          ? await allow(wish, person, request.ip)
          : { error: 'access_denied', error_description: 'The person did not let the program in.' }
      const { provider, incoming } = wish
      const next = await provider.interactionResult(incoming, reply.raw, result, {
        mergeWithLastSubmission: false,
      })
      reply.header('refresh', `0;url=${next}`)
      return sendPage(request, reply, goOnPage(words, next))
    },
  )

  /** What a program asks for in the browser of the request; undefined when it is too late. */
  async function wishOf(request: FastifyRequest<{ Params: { uid: string } }>, reply: FastifyReply) {
    const { issuer, provider } = await serverOf(request)
    const incoming = incomingFor(request, { issuer })
    const details = await provider.interactionDetails(incoming, reply.raw).catch((error) => {
      if (error.name === 'SessionNotFound') return undefined
      throw error
    })
    if (details?.uid !== request.params.uid) return undefined
    const params = details.params as Record<string, string | undefined>
    const client = await provider.Client.find(params.client_id ?? '')
    const redirect = URL.parse(params.redirect_uri ?? '')
    if (!client || !redirect) return undefined
    return {
      provider,
      incoming,
      uid: details.uid,
      clientId: client.clientId,
      name: oneLine(client.clientName ?? '').slice(0, MAX_NAME) || redirect.host,
      host: redirect.host,
      isLocal: isLoopback(redirect.hostname),
      resources: [details.params.resource].flat() as string[],
      scope: params.scope ?? '',
    }
  }

  type Wish = NonNullable<Awaited<ReturnType<typeof wishOf>>>

  const asked = ({ uid, name, host, isLocal, scope: wanted }: Wish, person: SignedIn) => ({
    uid,
    program: name,
    host,
    isLocal,
    person,
    scopes: within(person.most, wanted),
  })

  async function allow(wish: Wish, person: SignedIn, ip: string) {
    const { provider, clientId, resources, scope: wanted, name, host } = wish
    const allowed = within(person.most, wanted)
    const refused = SCOPES.filter((one) => !allowed.includes(one))
    const grant = new provider.Grant({ accountId: person.id, clientId })
    grant.addOIDCScope(wanted)
    grant.rejectOIDCScope(refused.join(' '))
    for (const resource of resources) {
      grant.addResourceScope(resource, allowed.join(' '))
      grant.rejectResourceScope(resource, refused.join(' '))
    }
    const grantId = await grant.save()
    await store.noteConnection({
      by: { actor: person.email, ip },
      grant: hashOf(grantId),
      name,
      host,
      scope: allowed.at(-1) ?? 'read',
    })
    return { login: { accountId: person.id, remember: false }, consent: { grantId } }
  }
}

async function signedIn(request: FastifyRequest): Promise<SignedIn | undefined> {
  const secret = sessionOf(request)
  const identity = secret ? await request.shop.sessions.identify(secret) : undefined
  return identity?.person && known(identity, identity.person)
}

const known = ({ name }: Identity, { id, role }: NonNullable<Identity['person']>): SignedIn => ({
  id,
  email: name,
  most: ROLES[role].scope,
})

const signInFirst = (uid: string): string =>
  `/sign-in?next=${encodeURIComponent(`/oauth/interaction/${encodeURIComponent(uid)}`)}`

/** The scopes of a wish that somebody with these rights may give, the smallest first. */
const within = (most: Scope, wanted: string): Scope[] =>
  SCOPES.filter((scope) => wanted.split(' ').includes(scope) && includes(most, scope))

const MAX_NAME = 100

const GONE = { error: 'expired', error_description: 'this sign-in is over' }
