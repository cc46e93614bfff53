/**
 * How pages are built for browsers: for those of the last three years or so, among them Safari 17.5 with
 * light-dark().
 */
export const FOR_BROWSERS = {
  target: 'es2023',
  cssTarget: 'safari17.5',
  modulePreload: { polyfill: false },
} as const
