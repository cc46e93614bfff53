/**
 * The version of the routes between the service and the hooks of PocketBase, which are built and
 * deployed apart. Raise it when a route or the schema it relies on changes.
 */
export const HOOKS_VERSION = 11
