import { signal } from '@preact/signals'

/** What is said to the visitor about what was just done. */
export interface Toast {
  readonly text: string
  readonly kind: 'done' | 'refused'
  /** What can be done about it. */
  readonly action?: ToastAction | undefined
}

export interface ToastAction {
  readonly label: string
  /** What a second press does, where one is not enough. */
  readonly sure?: string
  run(): unknown
}

/** Milliseconds after which what went well is no longer shown. */
const DONE_MS = 10_000

export const toast = signal<Toast | undefined>(undefined)

let clock: ReturnType<typeof setTimeout> | undefined

export function showToast(shown: Toast): void {
  clearTimeout(clock)
  toast.value = shown
  if (shown.kind === 'done') clock = setTimeout(hideToast, DONE_MS)
}

export function hideToast(): void {
  clearTimeout(clock)
  toast.value = undefined
}
