import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Identity } from '../../domain/api-key.ts'
import { type Html, html } from './html.ts'
import { wordsFor } from './language.ts'
import { PAGE_ROUTE, sendPage } from './layout.ts'
import { HOME } from './next.ts'
import { leave, visitorOf } from './visitor.ts'
import type { Words } from './words.ts'

/** Who I am here, and the way out. */
export function accountPages(scope: FastifyInstance): void {
  scope.get(HOME, PAGE_ROUTE, async (request, reply) => {
    const visitor = await visitorOf(request)
    if (!visitor) return reply.redirect(signInFor(request), 303)
    const words = wordsFor(request)
    return sendPage(request, reply, {
      title: words.accountTitle,
      body: html`${aboutVisitor(visitor, words)}
${signOutForm(words)}`,
    })
  })

  scope.post('/sign-out', PAGE_ROUTE, async (request, reply) => {
    await leave(request, reply)
    return reply.redirect('/sign-in', 303)
  })
}

/** The page to sign in, which leads back to the page that was asked for. */
const signInFor = ({ url }: FastifyRequest): string => `/sign-in?next=${encodeURIComponent(url)}`

const aboutVisitor = ({ name: email, location, person }: Identity, words: Words): Html =>
  html`<dl>
<dt>${words.name}</dt><dd>${person?.name}</dd>
<dt>${words.email}</dt><dd>${email}</dd>
<dt>${words.role}</dt><dd>${person && words.roles[person.role]}</dd>
<dt>${words.location}</dt><dd>${location ?? words.allLocations}</dd>
</dl>`

const signOutForm = (words: Words): Html => html`<form method="post" action="/sign-out">
<button class="second">${words.signOut}</button>
</form>`
