/**
 * Returns true for addresses and names under which only programs on this machine reach a server.
 */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)
}
