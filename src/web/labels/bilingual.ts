/** Labels in both languages: the compiler names what one of them lacks. */
export const bilingual = <T extends object>(labels: { readonly en: T; readonly fr: NoInfer<T> }) =>
  labels
