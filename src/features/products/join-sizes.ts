import { type Catalogue, describeProduct } from '../../domain/catalogue.ts'
import { StockError } from '../../domain/errors.ts'
import { asName } from '../../domain/text.ts'
import { findTwins, type TwinSizes } from '../../domain/twin-sizes.ts'
import type { JoinedShelf } from '../../store/size-store.ts'
import type { StockStore } from '../../store/store.ts'

export interface Joined {
  /** Which product, which sizes, and what moved, or why nothing did. */
  readonly message: string
  /** Whether they can be joined, or were. */
  readonly isJoined: boolean
}

const AUTHOR = { actor: 'join-sizes', channel: 'command' } as const

/**
 * Joins the sizes of a product that stand there in several spellings, product after product. One that
 * cannot be joined is told with the reason and left as it is.
 * @param dryRun say what would be done, and write nothing
 * @returns what came of each; nothing where there are no such sizes
 */
export async function joinTwins(store: StockStore, dryRun: boolean): Promise<Joined[]> {
  const catalogue = await store.readCatalogue()
  const joined: Joined[] = []
  for (const twins of findTwins(catalogue)) {
    const name = nameOf(catalogue, twins)
    try {
      const moved = await store.joinSizes(AUTHOR, twins, dryRun)
      joined.push({ message: `${name}: ${tellMoved(catalogue, moved)}.`, isJoined: true })
    } catch (error) {
      if (!(error instanceof StockError) || error.code === 'store-unavailable') throw error
      joined.push({ message: `${name}: left as they are. ${whyNot(error)}`, isJoined: false })
    }
  }
  return joined
}

/** The sizes that have to be joined, each with its product. */
export const tellTwins = (catalogue: Catalogue): string[] =>
  findTwins(catalogue).map((twins) => nameOf(catalogue, twins))

function nameOf({ products }: Catalogue, { productId, keep, others, size }: TwinSizes): string {
  const product = products.find(({ id }) => id === productId)
  const sizes = [...others, keep].map((variant) => variant.size).join(' and ')
  return `${product ? `${product.sku} ${describeProduct(product)}` : productId}, ${sizes} as ${size}`
}

function tellMoved({ locations }: Catalogue, moved: readonly JoinedShelf[]): string {
  if (moved.length === 0) return 'no units to move'
  return moved
    .map(({ locationId, quantity, reserved }) => {
      const place = locations.find(({ id }) => id === locationId)?.name ?? locationId
      return `${quantity} at ${place}${reserved > 0 ? ` (${reserved} reserved)` : ''}`
    })
    .join(', ')
}

function whyNot({ code, details }: StockError): string {
  const { barcodes, reference } = details
  if (Array.isArray(barcodes)) {
    return `They have the barcodes ${barcodes.join(' and ')}: clear all but one in the admin UI.`
  }
  if (code === 'ambiguous-reservation') {
    return `${asName(String(reference))} has reserved in both, until different times: release one of them.`
  }
  if (code === 'insufficient-stock') {
    return 'Their movements do not explain what is there: run npm run verify first.'
  }
  if (code === 'product-archived') return 'The product is archived: bring it back first.'
  return 'Somebody changed them just now: try again.'
}
