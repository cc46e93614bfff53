/** How a shop orders, for products that say nothing else. */
export interface OrderDefaults {
  /** Days from an order to its delivery. */
  readonly leadTimeDays: number
  /** Days from one look at what to order to the next. */
  readonly reviewDays: number
  /** How likely the stock is to last until the next delivery, from 0.5 to 0.999. */
  readonly serviceLevel: number
}

export const ORDER_DEFAULTS: OrderDefaults = { leadTimeDays: 14, reviewDays: 7, serviceLevel: 0.95 }
