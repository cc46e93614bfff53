import type { Scope } from '../domain/api-key.ts'
import { html } from '../http/pages/html.ts'
import type { Page } from '../http/pages/layout.ts'
import type { Words } from './words.ts'

export interface Consent {
  readonly uid: string
  readonly program: string
  /** Host to which the person is sent back. */
  readonly host: string
  readonly person: { readonly id: string; readonly email: string }
  /** What is asked for and the person may do herself. */
  readonly scopes: readonly Scope[]
  /** Whether the program runs on the machine of the person. */
  readonly isLocal: boolean
}

/** Asks a person whether a program may act for her. */
export function consentPage(words: Words, consent: Consent): Page {
  const { uid, program, host, person, scopes, isLocal } = consent
  const canComeIn = scopes.length > 0
  return {
    title: words.consent(program),
    body: html`<p>${words.wantsIn}</p>
<dl>
<dt>${words.program}</dt><dd>${program}</dd>
<dt>${words.sentTo}</dt><dd>${host}${isLocal && ` (${words.onThisComputer})`}</dd>
<dt>${words.you}</dt><dd>${person.email}</dd>
</dl>
${
  canComeIn
    ? html`<p>${words.wants}</p>
<ul>${scopes.map((scope) => html`<li>${words.means[scope]}</li>`)}</ul>
<p>${words.onlyIf}</p>`
    : html`<p>${words.tooMuch}</p>`
}
<form method="post" action="/oauth/interaction/${uid}">
<input type="hidden" name="person" value="${person.id}">
${canComeIn && html`<button name="answer" value="allow">${words.allow}</button>`}
<button class="second" name="answer" value="deny">${words.deny}</button>
</form>`,
  }
}

/**
 * Sends a browser on, together with the header Refresh. After a redirect, the policy of the page with
 * the form would decide where the program may send the person next.
 */
export const goOnPage = ({ moment, goOn }: Words, url: string): Page => ({
  title: moment,
  body: html`<p><a href="${url}">${goOn}</a></p>`,
})

/** Says what went wrong before a program could be told. */
export function failedPage(
  { failed, failedWhy }: Words,
  reason: { error?: string; error_description?: string | undefined },
): Page {
  return {
    title: failed,
    status: 400,
    isError: true,
    body: html`<p>${failedWhy}</p>
<p class="hint" lang="en">${reason.error}: ${reason.error_description}</p>`,
  }
}
