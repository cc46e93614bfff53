import { AsyncLocalStorage } from 'node:async_hooks'
import type { Language } from './language.ts'

/** To whom an answer is given: in which language, and in which money the shop counts. */
export interface Listener {
  readonly language: Language
  /** ISO 4217, "EUR" */
  readonly currency: string
}

declare const SAID: unique symbol

/** Text for people that exists in each language. Only `say`, `join` and `sameInAll` make one. */
export type Sentence = string & { readonly [SAID]: true }

/** Who listens where nobody said otherwise: programs, commands, logs. */
export const NOBODY: Listener = { language: 'en', currency: 'EUR' }

/**
 * The listener belongs to a request like its deadline does: through parameters it would run along with
 * everything that may ever refuse.
 */
const listeners = new AsyncLocalStorage<Listener>()

/** Whoever the work at hand is done for. */
export const listener = (): Listener => listeners.getStore() ?? NOBODY

/** Does work whose sentences are for this listener, and whatever it starts. */
export const speakingTo = <Result>(to: Listener, work: () => Result): Result =>
  listeners.run(to, work)

/** A sentence, or a part of one, in the language of the listener. */
export const say = (said: Readonly<Record<Language, string>>): Sentence =>
  said[listener().language] as Sentence

/** Text that is the same in each language: a name, a code, or what somebody said. */
export const sameInAll = (text: string): Sentence => text as Sentence

/** Sentences one after the other; what is missing or empty is left out. */
export const join = (
  parts: readonly (Sentence | '' | false | null | undefined)[],
  between = ' ',
): Sentence => parts.filter(Boolean).join(between) as Sentence
