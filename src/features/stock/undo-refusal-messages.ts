import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { RequestKey } from '../../domain/caller.ts'
import { describeProduct } from '../../domain/catalogue.ts'
import { StandingRefusal, StockError } from '../../domain/errors.ts'
import { count, countInFrench, figure, tellMinute } from '../../domain/figures.ts'
import { MOVEMENTS, type MovementType } from '../../domain/movement-types.ts'
import { recordedOfColumns, type SomeColumns } from '../../domain/product-fields.ts'
import {
  type LedgerDetails,
  type OfRefusals,
  type RefusalOf,
  saidOf,
  type UndoneByOther,
} from '../../domain/refusals.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { asName, quoted } from '../../domain/text.ts'
import { listChanges, tellChanges } from '../../shared/field-changes.ts'
import { reused, unsure } from '../../shared/idempotency.ts'
import { allOf } from '../../shared/listed.ts'
import { deedOf, describePart, describeVariant } from '../../shared/message-parts.ts'
import { type Explanation, type Known, tellArchived, tellCounted } from './refusal-messages.ts'

/**
 * Explains why the ledger did not undo something.
 * @returns the error with a message for the caller
 */
export function explainUndoRefusal(error: unknown, known: Known, key: RequestKey): unknown {
  if (!(error instanceof StockError) || error instanceof StandingRefusal) return error
  if (error.details.may_be_written) return unsure(error, key)
  if (error.code === 'request-id-reused') return reused(error)
  const explanation = saidOf(EXPLANATIONS, error, known)
  if (!explanation) return error
  return new StockError(error.code, explanation.text, explanation.members, { cause: error })
}

type Explained = Exclude<RefusalOf<'undo'>, 'request-id-reused'>

const gone = (): Explanation => ({
  text: say({
    en: 'What it moved was deleted since, so it cannot be undone. Nothing was changed: see listModels and listLocations for what there is.',
    fr: 'Ce qui avait bougé a été supprimé depuis, donc cela ne peut pas être annulé. Rien n’a changé : listModels et listLocations disent ce qu’il y a.',
  }),
  members: {},
})

const EXPLANATIONS: OfRefusals<Explained, [known: Known], Explanation | undefined> = {
  'movement-not-found': () => ({
    text: say({
      en: 'There is no movement with this id: see listMovements.',
      fr: 'Il n’y a pas de mouvement avec cet id : voir listMovements.',
    }),
    members: {},
  }),
  'other-location': () => ({
    text: say({
      en: 'That changed another location than the one that this key is for. Nothing was changed: use a key without a location.',
      fr: 'Cela concernait un autre lieu que celui de cette clé. Rien n’a changé : utilisez une clé sans lieu.',
    }),
    members: {},
  }),
  'likely-repeat': ({ movement, created }) => ({
    text: say({
      en: 'Something was undone here less than 20 seconds ago. Nothing was changed now: if she said it once, that is done. Only if she said it again, send repeat true, which undoes the one before.',
      fr: 'Quelque chose a été annulé ici il y a moins de 20 secondes. Rien n’a changé cette fois : si cela n’a été dit qu’une fois, c’est fait. Seulement si cela a été redit, envoyez repeat true, qui annule ce qui précède.',
    }),
    members: { movement, created_at: new Date(created).toISOString() },
  }),
  'nothing-to-undo': nothingOfYours,
  'already-undone': undoneAlready,
  'unusual-date': countedSince,
  'insufficient-stock': unitsGone,
  'product-in-stock': stillThere,
  'product-archived'({ product: id }, { snapshot }) {
    const product = snapshot.product(id)
    return product && tellArchived(product)
  },
  'product-was-changed': changedInstead,
  'product-not-found': gone,
  'location-not-found': gone,
}

/** Nothing was said here that is in effect; what was done elsewhere is told, and left alone. */
function nothingOfYours(
  { hours, in_conversation, undone, location, last }: LedgerDetails['nothing-to-undo'],
  { snapshot, timeZone }: Known,
): Explanation {
  if (location)
    return { text: tellPlaceMade(location, in_conversation), members: { hours, location } }
  const nothing = tellNothing(undone > 0, in_conversation, hours)
  if (!last) {
    const older = say({
      en: 'Nothing was changed. To undo something older, send its id (listMovements) to undoMovement.',
      fr: 'Rien n’a changé. Pour annuler quelque chose de plus ancien, envoyez son id (listMovements) à undoMovement.',
    })
    return { text: join([nothing, older]), members: { hours, last } }
  }
  const { id, type, quantity, actor, channel, created, own_name } = last
  const at = tellMinute(new Date(created), timeZone)
  const [what, who] = [tellDone(last, snapshot), `${asName(actor)} (${channel})`]
  const instead = say({
    en: `Nothing was changed. The last thing done in the shop was ${what}, by ${who} at ${at}${own_name ? ', in another conversation' : ''}. Only if that one is meant, send its id ${id} to undoMovement.`,
    fr: `Rien n’a changé. La dernière chose faite dans la boutique : ${what}, par ${who} le ${at}${own_name ? ', dans une autre conversation' : ''}. Seulement si c’est celle-là, envoyez son id ${id} à undoMovement.`,
  })
  const recorded_at = new Date(created).toISOString()
  return {
    text: join([nothing, instead]),
    members: { hours, last: { movement: id, type, quantity, actor, channel, recorded_at } },
  }
}

function tellPlaceMade(location: string, inConversation: boolean): Sentence {
  const name = asName(location)
  return say({
    en: `The last thing done ${inConversation ? 'in this conversation' : 'by you'} was to make the location ${name}, which undo does not take away; while it is empty it changes nothing, and updateLocation renames it. Nothing was changed. To undo what was done before it, find its id (listMovements) and send it to undoMovement.`,
    fr: `La dernière chose faite ${inConversation ? 'dans cette conversation' : 'par vous'} a été de créer le lieu ${name}, qu’une annulation n’enlève pas ; tant qu’il est vide il ne change rien, et updateLocation le renomme. Rien n’a changé. Pour annuler ce qui a été fait avant, trouvez son id (listMovements) et envoyez-le à undoMovement.`,
  })
}

function tellNothing(wasUndone: boolean, inConversation: boolean, hours: number): Sentence {
  const whose = inConversation
    ? { en: 'in this conversation', fr: 'dans cette conversation' }
    : { en: 'by you', fr: 'par vous' }
  return wasUndone
    ? say({
        en: `What was done ${whose.en} in the last ${hours} hours was undone already.`,
        fr: `Ce qui a été fait ${whose.fr} ces ${hours} dernières heures est déjà annulé.`,
      })
    : say({
        en: `Nothing was done ${whose.en} in the last ${hours} hours.`,
        fr: `Rien n’a été fait ${whose.fr} ces ${hours} dernières heures.`,
      })
}

interface Done {
  readonly type: MovementType
  readonly quantity: number
  readonly variant: string
}

/** "SALE of 2 Hermès, Blanche, Femme, 38" */
function tellDone({ type, quantity, variant }: Done, snapshot: Snapshot): Sentence {
  const [deed, name] = [deedOf(type, quantity), nameOf(variant, snapshot)]
  return say({ en: `${deed} ${name}`, fr: `${deed} × ${name}` })
}

function nameOf(variant: string, snapshot: Snapshot): Sentence {
  const shelf = snapshot.shelves.find((one) => one.variant.id === variant)
  return shelf
    ? describeVariant(shelf.product, shelf.variant.size)
    : say({ en: 'a product that is archived', fr: 'un produit archivé' })
}

/** A product that is no longer there. */
const goneProduct = (): Sentence =>
  say({ en: 'a product that is gone', fr: 'un produit qui n’est plus là' })

function undoneAlready(
  { movement, undone_by, done_again, by }: LedgerDetails['already-undone'],
  known: Known,
): Explanation {
  const earlier = say({
    en: 'To undo an earlier one, find its id (listMovements) and send it to undoMovement.',
    fr: 'Pour en annuler une plus ancienne, trouvez son id (listMovements) et envoyez-le à undoMovement.',
  })
  const text = done_again
    ? join([
        say({
          en: `That was undone, and then done again. Nothing was changed now: to undo it once more, send ${undone_by} to undoMovement.`,
          fr: `Cette opération a été annulée, puis refaite. Rien n’a changé cette fois : pour l’annuler encore, envoyez ${undone_by} à undoMovement.`,
        }),
        earlier,
      ])
    : join([
        by
          ? undoneByOther(by, known)
          : say({
              en: 'That was undone already.',
              fr: 'Cette opération a déjà été annulée.',
            }),
        say({ en: 'Nothing was changed now.', fr: 'Rien n’a changé cette fois.' }),
        earlier,
        say({
          en: `Only if what was undone should be done after all, send ${undone_by} to undoMovement.`,
          fr: `Seulement si ce qui a été annulé doit être fait après tout, envoyez ${undone_by} à undoMovement.`,
        }),
      ])
  return { text, members: { movement, undone_by, done_again } }
}

function undoneByOther(by: UndoneByOther, { snapshot, timeZone }: Known): Sentence {
  const { actor, created, passed_over: newer } = by
  const [what, who] = [tellDone(by, snapshot), asName(actor)]
  const at = tellMinute(new Date(created), timeZone)
  const end = say({
    en: `undone already, by ${who} at ${at}, not in this conversation.`,
    fr: `déjà annulé par ${who} le ${at}, pas dans cette conversation.`,
  })
  if (newer === 0) {
    return say({
      en: `The last thing done here, ${what}, was ${end}`,
      fr: `La dernière chose faite ici, ${what} : ${end}`,
    })
  }
  return say({
    en: `${count(newer, 'newer request was', 'newer requests were')} undone here before. The one before ${newer === 1 ? 'it' : 'them'}, ${what}, was ${end}`,
    fr: `Déjà annulé ici : ${countInFrench(newer, 'demande plus récente', 'demandes plus récentes')}. Celle d’avant, ${what} : ${end}`,
  })
}

/** What is to be undone may be in the number that was counted after it. */
function countedSince(
  { variant, occurred_at, counted }: LedgerDetails['unusual-date'],
  known: Known,
): Explanation | undefined {
  if (!counted) return undefined
  const { text, members } = tellCounted(
    nameOf(variant, known.snapshot),
    occurred_at,
    counted,
    known,
  )
  return {
    text: say({
      en: `${text}, after what is to be undone: that may be in this number already. Nothing was changed: say so and ask; only if it is to be undone all the same send confirm true.`,
      fr: `${text}, après ce qui est à annuler : cela peut déjà être dans ce nombre. Rien n’a changé : dites-le et demandez ; seulement si c’est à annuler quand même, envoyez confirm true.`,
    }),
    members,
  }
}

/** A new product that cannot be archived. */
function stillThere(
  { product: id, quantity, reserved }: LedgerDetails['product-in-stock'],
  { snapshot }: Known,
): Explanation {
  const product = snapshot.product(id)
  const name = product ? describeProduct(product) : goneProduct()
  return {
    text: say({
      en: `The last thing done here was to make ${name}. It cannot be archived, because there are ${figure(quantity)} of it now. Nothing was changed: undo what brought them first, by its id (see listMovements).`,
      fr: `La dernière chose faite ici a été de créer ${name}. Ce produit ne peut pas être archivé, car il y en a ${figure(quantity)} maintenant. Rien n’a changé : annulez d’abord ce qui les a apportés, par son id (voir listMovements).`,
    }),
    members: { sku: product?.sku, quantity, reserved },
  }
}

/** "Undo that", said after a product was changed. */
function changedInstead(
  { product: id, size, batch, before, after, channel }: LedgerDetails['product-was-changed'],
  { snapshot }: Known,
): Explanation {
  const product = snapshot.product(id)
  const name = product ? describePart(product, size) : goneProduct()
  const changes =
    before === null ? [] : listChanges(recordedOfColumns(before), recordedOfColumns(after))
  if (batch !== '') {
    return {
      text: say({
        en: `The last thing you did was to change several products at once, ${name} among them: ${tellChanges(changes)}. Nothing was changed: to take all of that back send take_back ${batch} to updateProducts; to undo a movement before it, name its id (see listMovements).`,
        fr: `La dernière chose que vous avez faite a été de modifier plusieurs produits à la fois, dont ${name} : ${tellChanges(changes)}. Rien n’a changé cette fois : pour tout reprendre, envoyez take_back ${batch} à updateProducts ; pour annuler un mouvement d’avant, donnez son id (voir listMovements).`,
      }),
      members: { take_back: batch },
    }
  }
  const text =
    channel === 'import'
      ? say({
          en: `The last thing you did was an import, ${name} among it. It cannot be undone at once: import a file with what was there before`,
          fr: `La dernière chose que vous avez faite a été un import, dont ${name}. Il ne peut pas être annulé d’un coup : importez un fichier avec ce qu’il y avait avant`,
        })
      : before === null
        ? say({
            en: `The last thing you did was to make ${name}. Archive it with updateProduct and active false`,
            fr: `La dernière chose que vous avez faite a été de créer ${name}. Archivez ce produit avec updateProduct et active false`,
          })
        : say({
            en: `The last thing you did was to change ${name}: ${tellChanges(changes)}. ${wayBack(before, after)}`,
            fr: `La dernière chose que vous avez faite a été de modifier ${name} : ${tellChanges(changes)}. ${wayBack(before, after)}`,
          })
  return {
    text: say({
      en: `${text}; to undo a movement before it, name its id (see listMovements). Nothing was changed.`,
      fr: `${text} ; pour annuler un mouvement d’avant, donnez son id (voir listMovements). Rien n’a changé cette fois.`,
    }),
    members: { sku: product?.sku, ...(size && { size }), changes },
  }
}

/** Other names are given and taken away one by one, all else is set. */
function wayBack(before: SomeColumns, after: SomeColumns): Sentence {
  const namesOf = ({ aliases = '' }: SomeColumns) => aliases.split('\n').filter(Boolean)
  const [had, has] = [namesOf(before), namesOf(after)]
  const learnt = allOf(has.filter((name) => !had.includes(name)).map(quoted))
  const lost = allOf(had.filter((name) => !has.includes(name)).map(quoted))
  if (learnt) {
    return say({
      en: `Take ${learnt} away with removeAlias`,
      fr: `Enlevez ${learnt} avec removeAlias`,
    })
  }
  if (lost) {
    return say({
      en: `Give it ${lost} again with addAlias`,
      fr: `Rendez-lui ${lost} avec addAlias`,
    })
  }
  const operation = after.barcode === undefined ? 'updateProduct' : 'setBarcode'
  return say({
    en: `Change it back with ${operation}`,
    fr: `Remettez comme avant avec ${operation}`,
  })
}

/** The units that an undo would take back are no longer there. */
function unitsGone(details: LedgerDetails['insufficient-stock'], known: Known): Explanation {
  const { available, requested, variant, reference, ended } = details
  const shelf = known.snapshot.shelves.find((one) => one.variant.id === variant)
  const of = { available, requested, sku: shelf?.product.sku, size: shelf?.variant.size }
  const name = shelf
    ? describeVariant(shelf.product, shelf.variant.size)
    : say({ en: 'it', fr: 'ce produit' })
  const [units, left, who] = [figure(requested), figure(available), asName(reference ?? '')]
  if (ended) {
    const end = tellEnd(ended, available, known)
    return {
      text: say({
        en: `The reservation of ${units} ${name} (${who}) cannot be undone: ${end}. Nothing was changed: say so. Only if that is to be undone, send its id ${ended.id} to undoMovement.`,
        fr: `La réservation de ${units} × ${name} (${who}) ne peut pas être annulée : ${end}. Rien n’a changé : dites-le. Seulement si c’est cela qui est à annuler, envoyez son id ${ended.id} à undoMovement.`,
      }),
      members: { ...of, ended_by: ended.id },
    }
  }
  const state =
    reference === undefined
      ? say({ en: `${left} are available`, fr: countInFrench(available, 'disponible') })
      : say({
          en: `${left} are still reserved as ${who}`,
          fr: `${countInFrench(available, 'encore réservé', 'encore réservés')} pour ${who}`,
        })
  return {
    text: say({
      en: `This cannot be undone: ${units} of ${name} would have to go and only ${state}. Nothing was changed: count the shelf, or undo what took the units first.`,
      fr: `Cela ne peut pas être annulé : ${name}, il faudrait en retirer ${units} et il y en a seulement ${state}. Rien n’a changé : comptez le rayon, ou annulez d’abord ce qui a pris les unités.`,
    }),
    members: of,
  }
}

/** "it was sold since, by owner (chat) at 2026-11-21 09:30" */
function tellEnd(
  ended: NonNullable<LedgerDetails['insufficient-stock']['ended']>,
  left: number,
  { timeZone }: Known,
): Sentence {
  const { type, quantity, actor, channel, created } = ended
  const { past, french } = MOVEMENTS[type]
  const [who, at] = [`${asName(actor)} (${channel})`, tellMinute(new Date(created), timeZone)]
  const units = figure(quantity)
  return left === 0
    ? say({
        en: `it was ${past.toLowerCase()} since, by ${who} at ${at}`,
        fr: `${french.done} depuis, par ${who} le ${at}`,
      })
    : say({
        en: `${units} of it ${quantity === 1 ? 'was' : 'were'} ${past.toLowerCase()} since, by ${who} at ${at}, and ${figure(left)} ${left === 1 ? 'is' : 'are'} left`,
        fr: `${countInFrench(quantity, french.done)} depuis, par ${who} le ${at}, et il en reste ${figure(left)}`,
      })
}
