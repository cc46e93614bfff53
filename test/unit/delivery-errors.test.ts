import { expect, test } from 'vitest'
import { speakingTo } from '../../src/domain/say.ts'
import { stoppedBy } from '../../src/domain/webhook.ts'
import {
  FAULTS,
  failedForDays,
  faultWith,
  tellFault,
} from '../../src/features/webhooks/delivery-errors.ts'

const inFrench = (kept: string) =>
  speakingTo({ language: 'fr', currency: 'EUR' }, () => tellFault(kept))

test.each([
  [faultWith('answers', 503), 'répond 503'],
  [faultWith('gone', 410), 'répond 410 : elle n’existe plus'],
  [faultWith('redirects', 302), 'répond 302, et les redirections ne sont pas suivies'],
  [faultWith('late', 15), 'pas de réponse en 15 s'],
  [faultWith('mailNotSent', 'full'), 'Le serveur de mail n’a pas pris le mail : full'],
  [FAULTS.refuses.en, 'elle refuse les connexions'],
  [stoppedBy('owner'), 'par owner'],
  [failedForDays(faultWith('answers', 503)), 'en échec pendant 3 jours : répond 503'],
  ['something of another version', 'something of another version'],
])('"%s", as it is kept, is told in both', (kept, french) => {
  expect(tellFault(kept)).toBe(kept)
  expect(inFrench(kept)).toBe(french)
})
