import type { Match } from '../domain/match.ts'
import type { Author, Written } from '../domain/movement.ts'
import type { NewOrder, Order } from '../domain/order.ts'
import type { By } from '../domain/person.ts'

/** What arrived of an order. */
export interface Receipt {
  /** Id or number of the order. */
  readonly order: string
  /** All that is outstanding where it is missing. */
  readonly lines?:
    | readonly {
        readonly orderLineId: string
        readonly quantity: number
        readonly match?: Match | undefined
      }[]
    | undefined
  /** The only location of which the caller may know lines; all where it is missing. */
  readonly onlyId?: string | undefined
  /** Where it arrived; at the location of each line where it is missing. */
  readonly locationId?: string | undefined
  /** Refuse more than is outstanding. */
  readonly refuseMore: boolean
}

/** Where orders on the way are kept. */
export interface OrderStore {
  /**
   * Makes an order and its lines, all or nothing. The same key and hash again writes nothing and
   * returns the first order.
   * @throws StockError 'invalid-request' with the `line` that the database does not take,
   *   'request-id-reused'
   */
  createOrder(author: Author, order: NewOrder): Promise<{ replayed: boolean; order: Order }>

  /**
   * Orders with their lines, in no order: those of which something is expected, or all.
   * @param order id or number of the only one
   */
  readOrders(which: { open?: boolean; order?: string }): Promise<Order[]>

  /**
   * Adds what arrived to the stock, all or nothing. The same key and hash again writes nothing and
   * returns the first movements.
   * @throws StockError 'order-not-found', 'nothing-outstanding', 'more-than-ordered',
   *   'product-archived', 'location-not-found', 'request-id-reused'
   */
  receiveOrder(author: Author, receipt: Receipt): Promise<Written & { readonly order: Order }>

  /**
   * What is outstanding is no longer expected; `cancelled` is false where it was so already.
   * @param order id or number
   * @throws StockError 'order-not-found', 'nothing-outstanding' where all of it arrived
   */
  cancelOrder(by: By, order: string): Promise<{ cancelled: boolean; order: Order }>
}
