import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SignInBrake } from './brake.ts'
import { emailOf, errorText, type FormError, field, passwordOf, textOf } from './form.ts'
import { type Html, html } from './html.ts'
import { wordsFor } from './language.ts'
import { PAGE_ROUTE, sendPage } from './layout.ts'
import { nextPath } from './next.ts'
import { admit } from './visitor.ts'

/** What a person has typed so far. */
interface Typed {
  readonly next: string
  readonly email?: string
}

/** What came of a form that did not sign in. */
export interface Refused {
  readonly status: 422 | 429
  readonly error: FormError
}

/** Signing in: with a password, or with a code by mail where PocketBase can send mail. */
export function signInPages(scope: FastifyInstance, brake: SignInBrake): void {
  scope.get<{ Querystring: { next?: unknown } }>('/sign-in', PAGE_ROUTE, (request, reply) =>
    showSignIn(request, reply, { next: nextPath(request.query.next) }),
  )

  scope.post('/sign-in', PAGE_ROUTE, async (request, reply) => {
    const { body, ip } = request
    const { wrongPassword } = wordsFor(request)
    const typed = typedIn(body)
    const refused = await tryToEnter(request, reply, {
      wrong: { text: wrongPassword, field: 'password' },
      enter: (email) => request.shop.sessions.signIn({ email, password: passwordOf(body), ip }),
    })
    return refused ? showSignIn(request, reply, typed, refused) : reply.redirect(typed.next, 303)
  })

  scope.post('/sign-in/code', PAGE_ROUTE, async (request, reply) => {
    const { body, ip, shop, log } = request
    const words = wordsFor(request)
    const typed = typedIn(body)
    const email = emailOf(body)
    if (!(await shop.sessions.ways()).codes || email === null) {
      return showSignIn(request, reply, typed, notAnEmail(request))
    }
    const seconds = await brake.beginCode({ email, ip })
    if (seconds > 0) return showSignIn(request, reply, typed, tooMany(request, reply, seconds))
    // Not waited for: that takes long where the e-mail is known, and the answer must not tell.
    shop.sessions
      .sendCode(email, (code) => ({ subject: words.codeSubject, text: words.codeMail(code) }))
      .catch((error: unknown) => log.error({ err: error }, 'a code was not sent'))
    return showCode(request, reply, typed)
  })

  scope.post('/sign-in/with-code', PAGE_ROUTE, async (request, reply) => {
    const { body, ip } = request
    const typed = typedIn(body)
    const code = textOf(body, 'code').replace(/\s/g, '')
    const refused = await tryToEnter(request, reply, {
      wrong: { text: wordsFor(request).wrongCode, field: 'code' },
      enter: (email) => request.shop.sessions.signInWithCode({ email, code, ip }),
    })
    return refused ? showCode(request, reply, typed, refused) : reply.redirect(typed.next, 303)
  })

  interface Attempt {
    readonly wrong: FormError
    /** @returns the secret of a new session; null where this was wrong */
    enter(email: string): Promise<string | null>
  }

  /** Signs in, within the brake. @returns why not */
  async function tryToEnter(
    request: FastifyRequest,
    reply: FastifyReply,
    { wrong, enter }: Attempt,
  ): Promise<Refused | undefined> {
    const { ip } = request
    const email = emailOf(request.body)
    if (email === null) return notAnEmail(request)
    const wait = await brake.begin({ email, ip })
    if (wait > 0) return tooMany(request, reply, wait)
    const secret = await enter(email)
    if (secret === null) {
      await request.shop.people.noteRefused(email, ip)
      const seconds = await brake.noteWrong({ email, ip })
      return seconds > 0 ? tooMany(request, reply, seconds) : { status: 422, error: wrong }
    }
    await brake.noteRight({ email, ip })
    await admit(request, reply, secret)
    return undefined
  }
}

const typedIn = (body: unknown): Typed => ({
  next: nextPath(textOf(body, 'next')),
  email: textOf(body, 'email').slice(0, 200),
})

const notAnEmail = (request: FastifyRequest): Refused => ({
  status: 422,
  error: { text: wordsFor(request).emailInvalid, field: 'email' },
})

export function tooMany(request: FastifyRequest, reply: FastifyReply, seconds: number): Refused {
  reply.header('retry-after', String(seconds))
  const text = wordsFor(request).waitMinutes(Math.ceil(seconds / 60))
  return { status: 429, error: { text } }
}

/** Shows the form, with what was wrong. */
export async function showSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  { next, email = '' }: Typed,
  refused?: Refused,
): Promise<FastifyReply> {
  const words = wordsFor(request)
  const error = refused?.error
  const { codes, providers } = await request.shop.sessions.ways()
  return sendPage(request, reply, {
    title: words.signIn,
    isError: error !== undefined,
    ...(refused && { status: refused.status }),
    body: html`${errorText(error)}
<form method="post" action="/sign-in">
${nextField(next)}
${field({ name: 'email', label: words.email, type: 'email', autocomplete: 'username', value: email }, error)}
${field({ name: 'password', label: words.password, type: 'password', autocomplete: 'current-password' }, error)}
<button>${words.signIn}</button>
${
  codes &&
  html`<button class="second" formaction="/sign-in/code" formnovalidate>${words.sendCode}</button>`
}
</form>
${providers.map(
  ({ name, title }) =>
    html`<a class="button" href="/sign-in/with/${encodeURIComponent(name)}?next=${encodeURIComponent(next)}">${words.signInAt(title)}</a>`,
)}
<p class="hint">${words.forgotten}</p>`,
  })
}

function showCode(
  request: FastifyRequest,
  reply: FastifyReply,
  { next, email = '' }: Typed,
  refused?: Refused,
): FastifyReply {
  const words = wordsFor(request)
  const error = refused?.error
  return sendPage(request, reply, {
    title: words.codeTitle,
    isError: error !== undefined,
    ...(refused && { status: refused.status }),
    body: html`${errorText(error)}
<p role="status">${words.codeSent}</p>
<form method="post" action="/sign-in/with-code">
${nextField(next)}
${field({ name: 'email', label: words.email, type: 'email', autocomplete: 'username', value: email, isFixed: true }, error)}
${field({ name: 'code', label: words.code, type: 'text', autocomplete: 'one-time-code', isNumber: true }, error)}
<button>${words.signIn}</button>
</form>
<p><a class="button" href="/sign-in?next=${encodeURIComponent(next)}">${words.toSignIn}</a></p>`,
  })
}

const nextField = (next: string): Html => html`<input type="hidden" name="next" value="${next}">`
