import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Html, html } from './html.ts'
import { wordsFor } from './language.ts'

export interface Page {
  readonly title: string
  /** What the page says and asks, without its heading. */
  readonly body: Html
  /** HTTP status; 200 where it is missing. */
  readonly status?: number
  /** Whether the page says that something went wrong. */
  readonly isError?: boolean
}

/** Options of the routes of pages: the description of the API leaves them out. */
export const PAGE_ROUTE = { schema: { hide: true } }

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2129; --quiet: #565e6b; --paper: #f3f4f6; --card: #fff;
  --line: #767e8b; --main: #1450b4; --on-main: #fff; --bad: #a81c1c; --bad-paper: #fdecec }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef2; --quiet: #b3bac5; --paper: #14171c;
  --card: #1e2229; --line: #8a929e; --main: #8db8ff; --on-main: #0d1a30; --bad: #ffa8a8;
  --bad-paper: #431d1d } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.5;
  font: 100%/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
header, main { max-width: 27rem; margin: 0 auto; padding: 0 1rem }
header { padding-top: 1.5rem; padding-bottom: .5rem; color: var(--quiet); font-weight: 600 }
main { background: var(--card); padding: 1.25rem; margin-bottom: 2rem; border-radius: .75rem }
@media (max-width: 29.5rem) { main { margin-inline: 1rem } }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25 }
h2 { margin: 1.75rem 0 .5rem; font-size: 1.125rem }
p { margin: 0 0 1rem }
label { display: block; margin-bottom: .25rem; font-weight: 600 }
input { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; color: inherit;
  background: var(--card); border: 1px solid var(--line); border-radius: .5rem }
input[readonly] { background: var(--paper) }
input[aria-invalid] { border: 2px solid var(--bad) }
button, .button { display: block; width: 100%; min-height: 2.75rem; padding: .5rem 1rem; font: inherit;
  font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; border-radius: .5rem;
  border: 1px solid var(--main); background: var(--main); color: var(--on-main) }
button.second, .button { background: transparent; color: var(--main); margin-top: .75rem }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px }
a { color: var(--main) }
.hint { display: block; margin-bottom: .5rem; color: var(--quiet); font-size: .9375rem }
form ~ .hint { margin-top: 1rem }
main > :last-child { margin-bottom: 0 }
.bad { padding: .75rem; border-radius: .5rem; background: var(--bad-paper); color: var(--bad) }
dl { margin: 0 0 1rem }
dt { color: var(--quiet); font-size: .9375rem }
dd { margin: 0 0 .75rem; font-weight: 600 }
`

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** Sends a page. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply {
  const { headers, text } = renderPage(request, page)
  return reply
    .code(page.status ?? 200)
    .headers(headers)
    .send(text)
}

/** A page in the language of a request: no script, nothing of other sites, kept nowhere. */
export function renderPage(
  request: { readonly headers: IncomingHttpHeaders },
  { title, body, isError = false }: Page,
): { readonly headers: Record<string, string>; readonly text: string } {
  const { language, product, errorTitle } = wordsFor(request)
  const fullTitle = `${isError ? `${errorTitle}: ` : ''}${title} – ${product}`
  const { text } = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${fullTitle}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>${product}</header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'content-language': language,
    vary: 'Accept-Language, Cookie',
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
    // A form without a referrer has no origin either, which must be ours; other sites are told nothing.
    'referrer-policy': 'same-origin',
  }
  return { headers, text }
}
