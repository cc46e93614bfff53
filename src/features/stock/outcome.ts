import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Caller } from '../../domain/caller.ts'
import type { RecordedMovement, Written } from '../../domain/movement.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { doneBefore } from '../../shared/nothing-changed.ts'
import { inShort } from './each-line.ts'
import type { Told } from './movement-messages.ts'

/** What a request did. */
export interface Outcome {
  /** Shared by all lines of the request. */
  readonly batch: string
  /** One for each line of the request, in its order. */
  readonly lines: readonly (Told & { readonly message: Sentence })[]
  /** Number of its last movement. */
  readonly seq: number
  /** Whether this request had been done before; nothing was written now. */
  readonly replayed: boolean
  /** Who asked for it, and from where. */
  readonly actor: string
  readonly channel: string
  readonly message: Sentence
}

/** What the words were understood with, and where names come from that are not in it. */
interface Known {
  readonly snapshot: Snapshot
  readonly catalogue: CatalogueReader
}

/**
 * What was written, in words. The names come from the catalogue that the words were understood
 * with: what is written stays written, also when the catalogue cannot be read just now.
 * @param sentences what was done, then what other lines may have in common with this one
 */
export async function outcomeOf(
  caller: Caller,
  { replayed, movements }: Written,
  { snapshot, catalogue }: Known,
  sentences: (told: Told) => readonly [Sentence, ...Sentence[]],
): Promise<Outcome> {
  const known = movements.every(({ productId }) => snapshot.product(productId))
  const named = known ? snapshot : await catalogue.readFresh()
  const said = toldLines(movements, named).map((told) => ({ told, sentences: sentences(told) }))
  const lines = said.map(({ told, sentences: own }) => ({
    ...told,
    message: join(own),
  }))
  // Said once, after the last line it is about.
  const common = said.flatMap(({ sentences: [, ...rest] }) => rest).reverse()
  const done = inShort(said.map(({ sentences: [first] }) => first))
  const message = join([done, ...[...new Set(common)].reverse()])
  return {
    batch: movements[0]?.batch ?? '',
    lines,
    seq: Math.max(0, ...movements.map(({ seq }) => seq)),
    replayed,
    actor: caller.actor,
    channel: movements[0]?.channel ?? caller.channel,
    message: replayed ? tellAgain(message) : message,
  }
}

/** The numbers of an answer that is given again are old. */
const tellAgain = (message: Sentence): Sentence =>
  join([
    doneBefore(),
    message,
    say({
      en: 'That is how it was then: ask listInventory for what is there now.',
      fr: 'C’était ainsi à ce moment-là : demandez à listInventory ce qu’il y a maintenant.',
    }),
  ])

/** The movements in the order of the request; the second half of a transfer belongs to the first. */
function toldLines(movements: readonly RecordedMovement[], snapshot: Snapshot): Told[] {
  const name = (movement: RecordedMovement) => {
    const product = snapshot.product(movement.productId)
    const location = snapshot.locations.find(({ id }) => id === movement.locationId)
    if (!product || !location) throw new Error('The ledger names what the catalogue does not have.')
    const isElsewhere = snapshot
      .shelvesOf(product)
      .some((shelf) => shelf.location.id !== location.id && shelf.level.quantity > 0)
    return { movement, product, location, isElsewhere }
  }
  return [...Map.groupBy(movements, ({ line }) => line)]
    .sort(([a], [b]) => a - b)
    .flatMap(([, group]) => {
      const [from, to] = [...group].sort((a, b) => change(a) - change(b))
      if (!from) return []
      return [{ ...name(from), to: to ? name(to) : null }]
    })
}

const change = ({ quantityBefore, quantityAfter }: RecordedMovement): number =>
  quantityAfter - quantityBefore
