import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { StockError } from '../../domain/errors.ts'
import { LINK_KINDS, type LinkKind, type OpenLink } from '../../domain/person.ts'
import { passwordFault } from '../../features/people/password.ts'
import { emailOf, errorText, type FormError, field, passwordOf, textOf } from './form.ts'
import { html } from './html.ts'
import { wordsFor } from './language.ts'
import { PAGE_ROUTE, sendPage } from './layout.ts'
import { HOME } from './next.ts'
import { admit } from './visitor.ts'
import type { Words } from './words.ts'

interface Typed {
  readonly email: string
  readonly name: string
  readonly password: string
}

/** What a link of one kind asks and does. */
interface KindRule {
  readonly title: 'joinTitle' | 'resetTitle'
  readonly button: 'join' | 'savePassword'
  readonly asksName: boolean
  /** @returns the id of the person */
  use(request: LinkRequest, typed: Typed): Promise<string>
}

type LinkRequest = FastifyRequest<{ Params: { token: string } }>

const KINDS: Readonly<Record<LinkKind, KindRule>> = {
  join: {
    title: 'joinTitle',
    button: 'join',
    asksName: true,
    use: ({ shop, params, ip }, typed) => shop.people.join(params.token, { ...typed, ip }),
  },
  reset: {
    title: 'resetTitle',
    button: 'savePassword',
    asksName: false,
    use: ({ shop, params, ip }, { password }) => shop.people.reset(params.token, { password, ip }),
  },
}

/** Links that work once: to join, and to choose a new password. Whoever used one is signed in. */
export function linkPages(scope: FastifyInstance): void {
  for (const kind of LINK_KINDS) {
    const path = `/${kind}/:token`

    scope.get(path, PAGE_ROUTE, async (request: LinkRequest, reply) => {
      const link = await openLink(request, kind)
      return link ? showForm(request, reply, link) : showEnded(request, reply)
    })

    scope.post(path, PAGE_ROUTE, async (request: LinkRequest, reply) => {
      const link = await openLink(request, kind)
      if (!link) return showEnded(request, reply)
      const typed = typedIn(request.body, link)
      const fault = faultOf(typed, request.body, KINDS[kind], wordsFor(request))
      if (fault) return showForm(request, reply, link, typed, fault)
      try {
        const personId = await KINDS[kind].use(request, typed)
        const { email } = typed
        const { ip, shop } = request
        await admit(request, reply, await shop.sessions.start({ personId, email, ip }))
        return reply.redirect(HOME, 303)
      } catch (error) {
        const code = error instanceof StockError ? error.code : undefined
        if (code === 'link-ended') return showEnded(request, reply)
        if (code !== 'person-exists') throw error
        const { personExists: text } = wordsFor(request)
        return showForm(request, reply, link, typed, { text, field: 'email' })
      }
    })
  }
}

async function openLink({ params, shop }: LinkRequest, kind: LinkKind): Promise<OpenLink | null> {
  const link = await shop.people.openLink(params.token)
  return link?.kind === kind ? link : null
}

/** The first owner's link is for whoever opens it, and says no e-mail. */
const typedIn = (body: unknown, link: OpenLink): Typed => ({
  email: (link.email || emailOf(body)) ?? '',
  name: textOf(body, 'name').trim(),
  password: passwordOf(body),
})

const NAME = /^[^\p{Cc}]{1,100}$/u

function faultOf(
  typed: Typed,
  body: unknown,
  { asksName }: KindRule,
  words: Words,
): FormError | undefined {
  const { email, name, password } = typed
  if (email === '') return { field: 'email', text: words.emailInvalid }
  if (asksName && !NAME.test(name)) return { field: 'name', text: words.nameInvalid }
  const fault = passwordFault(password, email)
  if (fault) return { field: 'password', text: words.passwordFaults[fault] }
  if (password !== passwordOf(body, 'again')) return { field: 'again', text: words.passwordsDiffer }
  return undefined
}

function showForm(
  request: LinkRequest,
  reply: FastifyReply,
  link: OpenLink,
  typed?: Typed,
  error?: FormError,
): FastifyReply {
  const words = wordsFor(request)
  const { title, button, asksName } = KINDS[link.kind]
  const isKnown = link.email !== ''
  const email = field(
    {
      name: 'email',
      label: words.email,
      type: 'email',
      autocomplete: 'username',
      value: isKnown ? link.email : textOf(request.body, 'email'),
      isFixed: isKnown,
    },
    error,
  )
  const name = field(
    {
      name: 'name',
      label: words.name,
      type: 'text',
      autocomplete: 'name',
      value: typed?.name ?? '',
    },
    error,
  )
  const password = { type: 'password', autocomplete: 'new-password' } as const
  return sendPage(request, reply, {
    title: words[title],
    isError: error !== undefined,
    ...(error && { status: 422 }),
    body: html`${errorText(error)}
${asksName && html`<p>${words.joinAs(words.roles[link.role])}</p>`}
<form method="post">
${email}
${asksName && name}
${field({ ...password, name: 'password', label: words.newPassword, hint: words.passwordHint }, error)}
${field({ ...password, name: 'again', label: words.passwordAgain }, error)}
<button>${words[button]}</button>
</form>`,
  })
}

function showEnded(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const words = wordsFor(request)
  return sendPage(request, reply, {
    title: words.linkEndedTitle,
    status: 404,
    body: html`<p>${words.linkEnded}</p>
<p><a class="button" href="/sign-in">${words.toSignIn}</a></p>`,
  })
}
