// @ts-check
/**
 * The contract between these hooks and the API (HOOKS_VERSION in src/store/pocketbase/init.ts).
 * Raise both when a route or the schema it relies on changes.
 */
module.exports = 6
