/** Said to whoever writes while a backup takes the place of the shop's data. */
export const RESTORE_IN_PROGRESS = {
  en: 'A backup of the shop is being restored, and until that is done nothing can be written. Nothing was changed: try again in a minute.',
  fr: 'Une sauvegarde de la boutique est en cours de restauration, et rien ne peut être écrit avant la fin. Rien n’a changé : réessayez dans une minute.',
} as const
