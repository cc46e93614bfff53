import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { PublicAddress } from '../public-address.ts'
import { readCookie, writeCookie } from '../session-cookie.ts'
import type { SignInBrake } from './brake.ts'
import { wordsFor } from './language.ts'
import { PAGE_ROUTE } from './layout.ts'
import { nextPath } from './next.ts'
import { type Refused, showSignIn, tooMany } from './sign-in.ts'
import { admit } from './visitor.ts'

/** What the browser keeps while a person is at a provider: only who left from here may come back. */
const Begun = z.object({
  provider: z.string(),
  state: z.string(),
  verifier: z.string(),
  next: z.string(),
})
type Begun = z.infer<typeof Begun>

const COOKIE = 'stock-provider'
const SECONDS = 600

const Returned = z.object({ state: z.string(), code: z.string().min(1).max(4_000) })

interface Options {
  readonly brake: SignInBrake
  readonly publicAddress: PublicAddress
}

/** Signing in at a provider, such as Google, that an owner set up in PocketBase. */
export function providerPages(scope: FastifyInstance, { brake, publicAddress }: Options): void {
  const redirectUrl = async (request: FastifyRequest) =>
    `${await publicAddress(request)}/sign-in/provider`

  scope.get<{ Params: { provider: string }; Querystring: { next?: unknown } }>(
    '/sign-in/with/:provider',
    PAGE_ROUTE,
    async (request, reply) => {
      const { provider } = request.params
      const next = nextPath(request.query.next)
      const start = await request.shop.sessions.startAtProvider(
        provider,
        await redirectUrl(request),
      )
      if (!start) return showSignIn(request, reply, { next })
      const { address, state, verifier } = start
      keep(request, reply, { provider, state, verifier, next })
      return reply.redirect(address, 303)
    },
  )

  scope.get('/sign-in/provider', PAGE_ROUTE, async (request, reply) => {
    const begun = begunBy(request)
    writeCookie(request, reply, { name: COOKIE, value: '', seconds: 0 })
    const next = nextPath(begun?.next)
    const refused = begun ? await tryToEnter(request, reply, begun) : notHere(request)
    return refused ? showSignIn(request, reply, { next }, refused) : reply.redirect(next, 303)
  })

  async function tryToEnter(
    request: FastifyRequest,
    reply: FastifyReply,
    { provider, state, verifier }: Begun,
  ): Promise<Refused | undefined> {
    const { ip, shop } = request
    const returned = Returned.safeParse(request.query).data
    if (!returned || returned.state !== state) return notHere(request)
    const wait = await brake.beginAtProvider(ip)
    if (wait > 0) return tooMany(request, reply, wait)
    const secret = await shop.sessions.signInAtProvider(
      { provider, code: returned.code, verifier, redirectUrl: await redirectUrl(request) },
      ip,
    )
    if (secret === null) {
      await shop.people.noteRefused(provider, ip)
      return notHere(request)
    }
    await admit(request, reply, secret)
    return undefined
  }
}

const notHere = (request: FastifyRequest): Refused => ({
  status: 422,
  error: { text: wordsFor(request).notAtProvider },
})

function keep(request: FastifyRequest, reply: FastifyReply, begun: Begun): void {
  const value = Buffer.from(JSON.stringify(begun)).toString('base64url')
  writeCookie(request, reply, { name: COOKIE, value, seconds: SECONDS })
}

function begunBy(request: FastifyRequest): Begun | undefined {
  try {
    const text = Buffer.from(readCookie(request, COOKIE) ?? '', 'base64url').toString()
    return Begun.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
