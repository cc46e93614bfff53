import { z } from 'zod'
import type { TradeRow, TradeStore } from '../trade-store.ts'
import type { Call } from './call.ts'
import { rows } from './rows.ts'

const TradeAnswer = z.object({
  known: z.boolean(),
  newest: z.int(),
  rows: rows<[...TradeRow]>('nssssnffsnfn'),
})

/** Reads all that moved. */
export const createTradeStore = (call: Call): TradeStore => ({
  readTrade: ({ seq, id }) => call(TradeAnswer, '/api/stock/trade', { query: { after: seq, id } }),
})
