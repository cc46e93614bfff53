import type { OfRefusals, RefusalOf } from '../../domain/refusals.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { explainBy } from '../../shared/explain-by.ts'
import { noLocation } from '../../shared/no-location.ts'

const SAID: OfRefusals<RefusalOf<'webhook'>, [], Sentence> = {
  'webhook-not-found': () =>
    say({
      en: 'There is no webhook with this id: see listWebhooks. Nothing was changed.',
      fr: 'Aucun webhook n’a cet id : voir listWebhooks. Rien n’a changé.',
    }),
  'webhook-exists': ({ id }) =>
    say({
      en: `There is a webhook with the same address, shape, types and location already: ${id}. Nothing was changed: updateWebhook changes it, rotateWebhookSecret gives it a new secret.`,
      fr: `Il y a déjà un webhook avec les mêmes adresse, forme, types et lieu : ${id}. Rien n’a changé : updateWebhook le modifie, rotateWebhookSecret lui donne un nouveau secret.`,
    }),
  'too-many-webhooks': ({ most }) =>
    say({
      en: `There are ${most} webhooks, and no more are taken. Nothing was changed: remove one first.`,
      fr: `Il y a ${most} webhooks, et pas un de plus n’est accepté. Rien n’a changé : supprimez-en d’abord un.`,
    }),
  'location-not-found': ({ location }) => noLocation(location),
}

/** A refusal of the store in words. */
export const explain = explainBy(SAID)
