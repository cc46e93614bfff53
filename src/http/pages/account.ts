import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Identity } from '../../domain/api-key.ts'
import type { Connection } from '../../domain/connection.ts'
import { textOf } from './form.ts'
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
    const connections = await request.shop.connections.list(visitor)
    return sendPage(request, reply, {
      title: words.accountTitle,
      body: html`${aboutVisitor(visitor, words)}
<p><a class="button" href="/app/">${words.openShop}</a></p>
${connections.length > 0 ? connected(connections, words) : ''}
${signOutForm(words)}`,
    })
  })

  scope.post(`${HOME}/disconnect`, PAGE_ROUTE, async (request, reply) => {
    const visitor = await visitorOf(request)
    if (!visitor) return reply.redirect('/sign-in', 303)
    const by = { actor: visitor.name, ip: request.ip }
    await request.shop.connections.end(textOf(request.body, 'id'), visitor, by)
    return reply.redirect(HOME, 303)
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

/** The programs that were let in, each with what ends it; for an owner everybody's. */
const connected = (connections: readonly Connection[], words: Words): Html =>
  html`<h2>${words.connected}</h2>
<ul>${connections.map(
    ({ id, name, host, person }) => html`<li>
<form method="post" action="${HOME}/disconnect">
<p>${name} (${host}), ${person}</p>
<input type="hidden" name="id" value="${id}">
<button class="second" aria-label="${words.disconnect} ${name}, ${person}">${words.disconnect}</button>
</form>
</li>`,
  )}</ul>`

const signOutForm = (words: Words): Html => html`<form method="post" action="/sign-out">
<button class="second">${words.signOut}</button>
</form>`
