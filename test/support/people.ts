import type { OAuthStore } from '../../src/store/oauth-store.ts'
import type { PeopleStore } from '../../src/store/people-store.ts'

const unexpected = async () => {
  throw new Error('Nobody works in this shop.')
}

/** A shop in which nobody works yet, without a database. */
export const nobody = (): PeopleStore => ({
  readPeople: async () => [],
  changePerson: unexpected,
  checkPassword: async () => null,
  readSignInWays: async () => ({ codes: false, providers: [] }),
  sendCode: async () => {},
  startAtProvider: async () => null,
  finishAtProvider: async () => null,
  useCode: async () => null,
  readLinks: async () => [],
  findLink: async () => null,
  makeLink: unexpected,
  withdrawLink: unexpected,
  join: unexpected,
  resetPassword: unexpected,
  findSession: async () => null,
  startSession: unexpected,
  prolongSession: unexpected,
  endSession: unexpected,
  signOutAll: unexpected,
  readAudit: async () => [],
  noteAudit: async () => {},
})

/** Nobody let a program in. */
export const noPrograms = (): OAuthStore => ({
  putRecord: unexpected,
  findRecord: async () => null,
  consumeRecord: unexpected,
  removeRecord: async () => {},
  endGrant: async () => {},
  findAccessToken: async () => null,
  touchConnection: async () => {},
  noteConnection: unexpected,
  readConnections: async () => [],
  endConnection: unexpected,
  readClients: async () => [],
  removeClient: async () => false,
})
