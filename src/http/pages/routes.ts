import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Counters } from '../counters.ts'
import { refuseUntilOpen } from '../opening.ts'
import { noteProblem } from '../problem.ts'
import type { PublicAddress } from '../public-address.ts'
import { requireOwnPage } from '../session-cookie.ts'
import { accountPages } from './account.ts'
import { createSignInBrake } from './brake.ts'
import { acceptForms } from './form.ts'
import { html } from './html.ts'
import { wordsFor } from './language.ts'
import { sendPage } from './layout.ts'
import { linkPages } from './links.ts'
import { providerPages } from './providers.ts'
import { signInPages } from './sign-in.ts'
import type { Words } from './words.ts'

interface Options {
  /** Where tries to sign in are counted. */
  readonly counters: Counters
  /** Whether the store is prepared. */
  readonly isOpen: () => boolean
  readonly publicAddress: PublicAddress
}

/** Serves the pages on which people sign in, in a scope of their own. */
export function servePages(
  scope: FastifyInstance,
  { counters, isOpen, publicAddress }: Options,
): void {
  refuseUntilOpen(scope, isOpen)
  scope.addHook('onRequest', async (request) => requireOwnPage(request))
  acceptForms(scope)
  scope.setErrorHandler(showProblem)
  const brake = createSignInBrake(counters)
  signInPages(scope, brake)
  providerPages(scope, { brake, publicAddress })
  linkPages(scope)
  accountPages(scope)
}

/** Shows any error as a page. */
export function showProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { status } = noteProblem(error, request, reply)
  const words = wordsFor(request)
  return sendPage(request, reply, {
    title: words.faultTitle,
    status,
    body: html`<p role="alert">${sentenceFor(status, words)}</p>`,
  })
}

function sentenceFor(status: number, words: Words): string {
  if (status === 403) return words.notFromHere
  if (status === 421) return words.unknownHost
  return status >= 500 ? words.unavailable : words.unreadable
}
