import { showToast } from './toast.ts'

/**
 * Hands a text to another program of the phone, or to the clipboard where the browser shares nothing.
 * @param copied what is said then
 */
export async function shareText(title: string, text: string, copied: string): Promise<void> {
  if (navigator.share) {
    // Whoever closes the choice of programs wants nothing more.
    await navigator.share({ title, text }).catch(() => {})
    return
  }
  await copyText(text, copied)
}

/** @param copied what is said then */
export async function copyText(text: string, copied: string): Promise<void> {
  // Plain http has no clipboard: the text is shown, to be copied by hand.
  const isCopied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  showToast(isCopied ? { text: copied, kind: 'done' } : { text, kind: 'refused' })
}
