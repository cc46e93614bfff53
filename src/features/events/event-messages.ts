import { describeProduct } from '../../domain/catalogue.ts'
import type { Digest } from '../../domain/digest.ts'
import type { EventProduct, LedgerEvent, LoggedEvent, ShopEvent, Step } from '../../domain/event.ts'
import { count, countInFrench } from '../../domain/figures.ts'
import type { Language } from '../../domain/language.ts'
import { MOVEMENTS } from '../../domain/movement-types.ts'
import { type Sentence, sameInAll, say } from '../../domain/say.ts'
import { asName, asSize, capital } from '../../domain/text.ts'
import { tellDigest } from './digest-messages.ts'
import type { EventsPage } from './events.ts'

type Page = Pick<EventsPage<unknown>, 'events' | 'more' | 'restarted'>

/** An event in a sentence. */
export const tellEvent = (event: ShopEvent, language: Language): Sentence =>
  sameInAll('row' in event ? LOGGED[language](event) : LEDGER[language](event))

const LEDGER: Readonly<Record<Language, (event: LedgerEvent) => string>> = {
  en: tellInEnglish,
  fr: tellInFrench,
}

const LOGGED: Readonly<Record<Language, (event: LoggedEvent) => string>> = {
  en: tellLoggedInEnglish,
  fr: tellLoggedInFrench,
}

const arrow = ({ before, after }: Step): string => `${before} → ${after}`

/** "Hermès, Blanche, Femme, 38" */
const named = (product: EventProduct, size: string | null): string => {
  const name = product.sku === '' ? '?' : describeProduct(product)
  return size ? `${name}, ${asSize(size)}` : name
}

function tellInEnglish(event: LedgerEvent): string {
  const { movement, location } = event
  const name = named(event.product, event.size)
  const units = Math.abs(movement.quantity)
  switch (event.type) {
    case 'stock.changed': {
      const undone = movement.reverses === null ? '' : 'Undone: '
      const level =
        movement.delta === 0
          ? `${arrow(event.available)} available`
          : `${arrow(event.onHand)} on hand`
      return `${undone}${MOVEMENTS[movement.type].past} ${units} ${name} at ${asName(location)}: ${level}.`
    }
    case 'sale.recorded':
      return `Sold ${units} ${name} at ${asName(location)}: ${event.available.after} left.`
    case 'reservation.expired':
      return `A reservation of ${units} ${name}${forWhom(movement.reference, ' for ')} ended: ${event.available.after} available.`
    case 'stock.low':
      return `${name} is low: ${event.available.after} left, reorder point ${event.reorderPoint}.`
    case 'stock.out':
      return `${name} is out: the last one went.`
    case 'stock.back':
      return `${name} is back: ${event.available.after} available.`
  }
}

const forWhom = (reference: string, word: string): string =>
  reference === '' ? '' : `${word}${asName(reference)}`

function tellInFrench(event: LedgerEvent): string {
  const { movement, location } = event
  const name = named(event.product, event.size)
  const units = Math.abs(movement.quantity)
  switch (event.type) {
    case 'stock.changed': {
      const undone = movement.reverses === null ? '' : 'Annulé : '
      const level =
        movement.delta === 0
          ? `${event.available.before} → ${disponibles(event.available.after)}`
          : `${arrow(event.onHand)} en stock`
      return `${undone}${capital(MOVEMENTS[movement.type].french.noun)} de ${units} ${name} à ${asName(location)} : ${level}.`
    }
    case 'sale.recorded':
      return `Vendu : ${units} ${name} à ${asName(location)}, il en reste ${event.available.after}.`
    case 'reservation.expired':
      return `La réservation de ${units} ${name}${forWhom(movement.reference, ' pour ')} a pris fin : ${disponibles(event.available.after)}.`
    case 'stock.low':
      return `Stock bas : ${name}, il en reste ${event.available.after} (seuil ${event.reorderPoint}).`
    case 'stock.out':
      return `Rupture : ${name}, le dernier est parti.`
    case 'stock.back':
      return `De retour : ${name}, ${disponibles(event.available.after)}.`
  }
}

const disponibles = (units: number): string => countInFrench(units, 'disponible')

const numberOf = (data: Readonly<Record<string, unknown>>, name: string): number =>
  Number(data[name]) || 0

/** " at Cave"; nothing for all of the shop. */
const at = ({ location: { name } }: LoggedEvent['row'], word: string): string =>
  name === '' ? '' : `${word}${asName(name)}`

const said = (data: Readonly<Record<string, unknown>>, name: string): string =>
  String(data[name] ?? '')

function tellLoggedInEnglish({ type, row, actor }: LoggedEvent): string {
  const { data } = row
  const name = named(row.product, row.size || null)
  switch (type) {
    case 'product.created':
      return `New: ${name}.`
    case 'product.updated':
      return `${name} was changed by ${asName(actor)}.`
    case 'product.archived':
      return `${name} was ${data.deleted ? 'deleted' : 'archived'} by ${asName(actor)}.`
    case 'import.done':
      return data.kind === 'sales'
        ? `A file of ${count(numberOf(data, 'rows'), 'past sale')} was imported.`
        : `A file was imported: ${count(numberOf(data, 'products_new'), 'new product')}, ${numberOf(data, 'products_changed')} changed, ${count(numberOf(data, 'units'), 'unit')}.`
    case 'check.done':
      return said(data, 'error') === ''
        ? `Stock was checked${at(row, ' at ')}: ${numberOf(data, 'out')} out, ${numberOf(data, 'critical')} critical, ${numberOf(data, 'low')} low.`
        : `Stock could not be checked${at(row, ' at ')}: what is low is not known.`
    case 'person.signed_in_first':
      return `${asName(said(data, 'name') || said(data, 'email'))} signed in for the first time.`
    case 'drift.found':
      return numberOf(data, 'shelves') === 0
        ? 'The balances were repaired: the ledger explains them again.'
        : `${count(numberOf(data, 'shelves'), 'balance differs', 'balances differ')} from the ledger: run npm run verify.`
    case 'digest.ready':
      return tellDigest(digestIn(data), 'en')
  }
}

/** The service wrote it. */
const digestIn = (data: LoggedEvent['row']['data']): Digest => data as unknown as Digest

function tellLoggedInFrench({ type, row, actor }: LoggedEvent): string {
  const { data } = row
  const name = named(row.product, row.size || null)
  switch (type) {
    case 'product.created':
      return `Nouveau : ${name}.`
    case 'product.updated':
      return `${name} a été modifié par ${asName(actor)}.`
    case 'product.archived':
      return `${name} a été ${data.deleted ? 'supprimé' : 'archivé'} par ${asName(actor)}.`
    case 'import.done':
      return data.kind === 'sales'
        ? `Un fichier de ${countInFrench(numberOf(data, 'rows'), 'vente passée', 'ventes passées')} a été importé.`
        : `Un fichier a été importé : ${countInFrench(numberOf(data, 'products_new'), 'nouveau produit', 'nouveaux produits')}, ${countInFrench(numberOf(data, 'products_changed'), 'modifié')}, ${countInFrench(numberOf(data, 'units'), 'unité')}.`
    case 'check.done':
      return said(data, 'error') === ''
        ? `Stock vérifié${at(row, ' à ')} : ${numberOf(data, 'out')} en rupture, ${countInFrench(numberOf(data, 'critical'), 'critique')}, ${numberOf(data, 'low')} bas.`
        : `Le stock n’a pas pu être vérifié${at(row, ' à ')} : ce qui est bas n’est pas connu.`
    case 'person.signed_in_first':
      return `${asName(said(data, 'name') || said(data, 'email'))} s’est connecté pour la première fois.`
    case 'drift.found':
      return numberOf(data, 'shelves') === 0
        ? 'Les quantités ont été réparées : le registre les explique de nouveau.'
        : `${countInFrench(numberOf(data, 'shelves'), 'quantité ne correspond', 'quantités ne correspondent')} pas au registre : lancez npm run verify.`
    case 'digest.ready':
      return tellDigest(digestIn(data), 'fr')
  }
}

/** A page of events in a sentence. */
export function tellPage({ events: { length }, more, restarted }: Page): Sentence {
  if (restarted) {
    return say({
      en: 'That position was of before a backup was restored: what came after the backup is gone. Go on at this position.',
      fr: 'Cette position date d’avant la restauration d’une sauvegarde : ce qui est venu après la sauvegarde n’existe plus. Reprenez à cette position-ci.',
    })
  }
  if (length === 0) {
    return more
      ? say({
          en: 'None of those so far; there is more behind.',
          fr: 'Aucun de ceux-là jusqu’ici ; il y en a d’autres derrière.',
        })
      : say({ en: 'Nothing new.', fr: 'Rien de neuf.' })
  }
  const all = say({ en: count(length, 'event'), fr: countInFrench(length, 'événement') })
  return more
    ? say({
        en: `${all}, and there is more behind.`,
        fr: `${all}, et il y en a d’autres derrière.`,
      })
    : sameInAll(`${all}.`)
}
