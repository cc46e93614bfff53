/** Said to whoever writes while a backup takes the place of the shop's data. */
export const RESTORE_IN_PROGRESS =
  'A backup of the shop is being restored, and until that is done nothing can be written. Nothing was changed: try again in a minute.'
