import { z } from 'zod'
import type { LocationStore } from '../location-store.ts'
import type { Call } from './call.ts'

const LOCATIONS = '/api/stock/locations'
const Made = z.object({ id: z.string(), created: z.boolean() })

/** Makes and renames locations. */
export function createLocationStore(call: Call): LocationStore {
  return {
    async createLocation(by, name) {
      return call(Made, LOCATIONS, { method: 'POST', body: { by, name } })
    },

    async updateLocation(by, location, { name, isDefault }) {
      const body = { by, location, name, is_default: isDefault }
      await call(z.unknown(), LOCATIONS, { method: 'PATCH', body })
    },
  }
}
