import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type Html, html } from './html.ts'

/** More than any form of ours holds. */
const LARGEST = 8 * 1024

const Email = z.email().max(200)

/** Reads what a browser sends of a form, in this scope only. */
export function acceptForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: LARGEST },
    (_request, body, done) => done(null, new URLSearchParams(body)),
  )
}

/** The first value of a field in a body; empty where there is none. */
export const textOf = (body: unknown, name: string): string =>
  (body instanceof URLSearchParams ? body.get(name) : null) ?? ''

/** A password as it was typed: the same letters, however a keyboard composes them. */
export const passwordOf = (body: unknown, name = 'password'): string =>
  textOf(body, name).normalize('NFC')

/** What is wrong, and with which field; with none where it is the whole. */
export interface FormError {
  readonly text: string
  readonly field?: string
}

interface Field {
  readonly name: string
  readonly label: string
  readonly type: 'text' | 'email' | 'password'
  readonly autocomplete: string
  readonly value?: string
  readonly hint?: string
  readonly isFixed?: boolean
  readonly isNumber?: boolean
}

const ERROR_ID = 'error'

/**
 * A field with its label. The one that an error is about gets the focus and is described by it, so
 * that a screen reader says both.
 */
export function field(of: Field, error?: FormError): Html {
  const { name, label, type, autocomplete, value, hint, isFixed, isNumber } = of
  const isWrong = error?.field === name
  const hintId = `${name}-hint`
  const described = [isWrong && ERROR_ID, hint && hintId].filter(Boolean).join(' ')
  return html`<p>
<label for="${name}">${label}</label>
${hint && html`<span class="hint" id="${hintId}">${hint}</span>`}
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required${
    value !== undefined && html` value="${value}"`
  }${isFixed && html` readonly`}${isNumber && html` inputmode="numeric"`}${
    described && html` aria-describedby="${described}"`
  }${isWrong && html` aria-invalid="true" autofocus`}>
</p>`
}

/** What went wrong, said at once; with the focus where no field has it. */
export const errorText = (error?: FormError): Html | undefined =>
  error &&
  html`<p class="bad" id="${ERROR_ID}" role="alert" tabindex="-1"${
    error.field === undefined && html` autofocus`
  }>${error.text}</p>`

/** The e-mail in a body, in lower case; null where it is none. */
export const emailOf = (body: unknown): string | null =>
  Email.safeParse(textOf(body, 'email').trim().toLowerCase()).data ?? null
