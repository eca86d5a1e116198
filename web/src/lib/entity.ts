/** Longest id of whom a request is about: what the server's schema takes. */
export const longestEntity = 200
