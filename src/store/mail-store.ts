export interface Mail {
  readonly subject: string
  /** Plain text. */
  readonly text: string
}

/** Sends mail through the mail server that the database knows. */
export interface MailStore {
  /** @throws StockError 'mail-not-set-up', 'mail-not-sent', 'store-unavailable' */
  sendMail(mail: Mail & { readonly to: string }): Promise<void>
}
